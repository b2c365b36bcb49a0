using System.Buffers.Text;
using System.Security.Cryptography;

namespace MediaNest.SocketIO.Connections;

internal static class SocketIds
{
    /// <summary>120 random bits as 20 characters, as long as the JavaScript server's.</summary>
    public static string New()
    {
        Span<byte> random = stackalloc byte[15];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random);
    }
}
