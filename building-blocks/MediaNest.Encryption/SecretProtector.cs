using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace MediaNest.Encryption;

/// <summary>
/// Encrypts what must not lie readable in the database: AES-256-GCM under a key derived from the configured secret, whose id travels with the text so that keys can
/// rotate. The purpose is authenticated too: a Plex token's bytes do not pass for a signing key's.
/// </summary>
/// <remarks>Layout: version (1) | key id (4) | nonce (12) | tag (16) | ciphertext.</remarks>
public sealed class SecretProtector
{
    private const int KeyBytes = 32;
    private const byte Version = 1;
    private const int KeyIdBytes = 4;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + KeyIdBytes + NonceBytes + TagBytes;

    private readonly (byte[] Id, byte[] Key)[] _keys;

    /// <summary>Creates a protector; <c>AddEncryption</c> does.</summary>
    /// <param name="options">Section <c>Encryption</c>.</param>
    public SecretProtector(IOptions<EncryptionOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _keys = [.. options.Value.PreviousKeys.Prepend(options.Value.Key).Select(secret => (Derive(secret, "key id", KeyIdBytes), Derive(secret, "key", KeyBytes)))];
    }

    /// <summary>Encrypts under the present key; never the same text twice.</summary>
    /// <param name="purpose">What it is for; needed again to read it.</param>
    /// <param name="secret">What to hide.</param>
    /// <returns>The text: 33 bytes longer than the secret.</returns>
    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var (id, key) = _keys[0];
        var output = new byte[HeaderBytes + secret.Length];
        output[0] = Version;
        id.CopyTo(output, 1);
        var nonce = output.AsSpan(1 + KeyIdBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, secret, output.AsSpan(HeaderBytes), output.AsSpan(HeaderBytes - TagBytes, TagBytes), Encoding.UTF8.GetBytes(purpose));
        return output;
    }

    /// <summary>Reads what <see cref="Protect"/> wrote.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="text">The text.</param>
    /// <param name="secret">What was hidden.</param>
    /// <returns>False if the text was changed, is of another purpose, or its key is no longer configured.</returns>
    public bool TryUnprotect(string purpose, ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? secret)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        secret = null;
        if (text.Length < HeaderBytes || text[0] != Version)
        {
            return false;
        }

        foreach (var (id, key) in _keys)
        {
            if (!text.Slice(1, KeyIdBytes).SequenceEqual(id))
            {
                continue;
            }

            var plain = new byte[text.Length - HeaderBytes];
            using var aes = new AesGcm(key, TagBytes);
            try
            {
                aes.Decrypt(text.Slice(1 + KeyIdBytes, NonceBytes), text[HeaderBytes..], text.Slice(HeaderBytes - TagBytes, TagBytes), plain, Encoding.UTF8.GetBytes(purpose));
                secret = plain;
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether the text is still under a key of the past.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True where it should be encrypted anew.</returns>
    public bool IsOutdated(ReadOnlySpan<byte> text) => text.Length < HeaderBytes || !text.Slice(1, KeyIdBytes).SequenceEqual(_keys[0].Id);

    private static byte[] Derive(string secret, string info, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), length, salt: [], Encoding.UTF8.GetBytes("MediaNest encryption " + info));
}
