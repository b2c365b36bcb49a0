using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MediaNest.Auth.Data;
using MediaNest.Auth.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.TwoFactor;

/// <summary>
/// Codes of an authenticator (RFC 6238: SHA-1, 30 s, 6 digits), in the place of Identity's own provider, which takes a code as often as it comes
/// within five minutes and by the machine's clock only. Here a code is good for its own period and the ones beside it, and once.
/// </summary>
internal sealed class TotpProvider(AuthDbContext db, TimeProvider clock) : AuthenticatorTokenProvider<User>
{
    public const int Digits = 6;
    public const int PeriodSeconds = 30;

    /// <summary>How many periods a clock may be off; RFC 6238, 5.2 recommends one.</summary>
    private const int Drift = 1;

    private const int Modulus = 1_000_000;

    public override async Task<bool> ValidateAsync(string purpose, string token, UserManager<User> manager, User user)
    {
        if (token.Length != Digits || token.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0
            || await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } secret)
        {
            return false;
        }

        var key = Base32.Decode(secret);
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / PeriodSeconds;
        long? matching = null;
        for (var step = now - Drift; step <= now + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeAt(key, step)), Encoding.ASCII.GetBytes(token)))
            {
                matching = step;
            }
        }

        return matching is { } found && await AcceptAsync(user.Id, found);
    }

    /// <summary>Takes a period's code, unless it or a later one was taken before: one statement, so that of two at once one is refused.</summary>
    private async Task<bool> AcceptAsync(Guid userId, long step) =>
        await db.Users.Where(row => row.Id == userId && (row.LastTotpStep == null || row.LastTotpStep < step))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastTotpStep, step)) == 1;

    private static string CodeAt(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // HMAC-SHA-1 is what authenticators compute; collisions do not matter to it
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, counter, hash);
#pragma warning restore CA5350

        // dynamic truncation, RFC 4226, 5.3
        var offset = hash[^1] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }
}

/// <summary>The form in which authenticators take secrets (RFC 4648, 6).</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerCharacter = 5;

    public static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length * BitsPerCharacter / 8];
        var (buffer, bits, written) = (0, 0, 0);
        foreach (var character in text)
        {
            var value = Alphabet.IndexOf(character, StringComparison.OrdinalIgnoreCase);
            if (value < 0)
            {
                throw new FormatException("A secret consists of A–Z and 2–7.");
            }

            buffer = ((buffer << BitsPerCharacter) | value) & 0xfff;
            bits += BitsPerCharacter;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[written++] = (byte)(buffer >> bits);
            }
        }

        return bytes;
    }
}
