using System.Globalization;
using System.Security.Cryptography;

namespace MediaNest.Testing.Identity;

/// <summary>What people have on their phone: computes codes by RFC 6238 (SHA-1, 30 s, 6 digits), with nothing taken from what it tests.</summary>
/// <param name="secret">Base32, as the setup shows it.</param>
public sealed class Authenticator(string secret)
{
    private readonly byte[] _key = Decode(secret);

    /// <summary>The code of a moment.</summary>
    public string CodeAt(DateTimeOffset time)
    {
        var counter = BitConverter.GetBytes(time.ToUnixTimeSeconds() / 30);
        Array.Reverse(counter);
#pragma warning disable CA5350 // it is what authenticators compute
        var mac = HMACSHA1.HashData(_key, counter);
#pragma warning restore CA5350
        var start = mac[19] & 15;
        var number = ((mac[start] & 127) << 24) | (mac[start + 1] << 16) | (mac[start + 2] << 8) | mac[start + 3];
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>A code that is right at no time near.</summary>
    public string WrongCodeAt(DateTimeOffset time)
    {
        var near = Enumerable.Range(-3, 7).Select(step => CodeAt(time.AddSeconds(30 * step))).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(0, 1_000_000).Select(number => number.ToString("000000", CultureInfo.InvariantCulture)).First(code => !near.Contains(code));
    }

    private static byte[] Decode(string text)
    {
        var bits = string.Concat(text.Select(character => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(character, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2))];
    }
}
