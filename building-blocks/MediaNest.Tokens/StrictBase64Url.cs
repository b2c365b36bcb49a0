using System.Buffers;
using System.Buffers.Text;

namespace MediaNest.Tokens;

/// <summary>
/// Base64url as JWS wants it: the runtime's decoder also takes padding, white space and stray trailing bits,
/// which would give one signed token several spellings.
/// </summary>
internal static class StrictBase64Url
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    public static bool IsCanonical(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.ContainsAnyExcept(Characters))
        {
            return false;
        }

        var unusedBits = (text.Length % 4) switch { 0 => 0, 2 => 0b1111, 3 => 0b11, _ => -1 };
        return unusedBits >= 0 && (Alphabet.IndexOf(text[^1]) & unusedBits) == 0;
    }

    public static byte[]? Decode(ReadOnlySpan<char> text) =>
        IsCanonical(text) ? Base64Url.DecodeFromChars(text) : null;

    public static int DecodedLength(int length) => length / 4 * 3 + (length % 4) switch { 2 => 1, 3 => 2, _ => 0 };
}
