using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MediaNest.Tokens.Keys;

/// <summary>A public key with its id and its one algorithm. Safe for concurrent use.</summary>
public sealed class VerificationKey : IEquatable<VerificationKey>
{
    private const int MaximumKeyIdLength = 128;
    private const int EcdsaSignatureBytes = 64;
    private const int CoordinateBytes = 32;
    private const int MinimumRsaBits = 2048;
    private const int MaximumRsaBits = 8192;

    // The runtime promises no thread safety for ECDsa and RSA instances, so concurrent checks each rent their own.
    private readonly ConcurrentQueue<AsymmetricAlgorithm> _pool = new();
    private readonly Func<AsymmetricAlgorithm> _create;
    private readonly int _signatureBytes;

    private VerificationKey(JsonWebKey jwk, TokenAlgorithm algorithm, Func<AsymmetricAlgorithm> create)
    {
        Jwk = jwk;
        KeyId = jwk.KeyId!;
        Algorithm = algorithm;
        _create = create;

        // the first instance is made here, so that an impossible key fails now and not at its first token
        var first = create();
        _signatureBytes = algorithm == TokenAlgorithm.ES256 ? EcdsaSignatureBytes : first.KeySize / 8;
        _pool.Enqueue(first);
    }

    /// <summary>The id that a token's <c>kid</c> header names.</summary>
    public string KeyId { get; }

    /// <summary>The only algorithm this key verifies.</summary>
    public TokenAlgorithm Algorithm { get; }

    /// <summary>The key as published.</summary>
    public JsonWebKey Jwk { get; }

    /// <summary>Reads a published key.</summary>
    /// <param name="jwk">The key as published.</param>
    /// <returns>The key, or null if it is no valid P-256 or RSA signature key with an id.</returns>
    public static VerificationKey? FromJwk(JsonWebKey jwk)
    {
        ArgumentNullException.ThrowIfNull(jwk);
        if (jwk.KeyId is not { Length: > 0 and <= MaximumKeyIdLength } || jwk.Use is not (null or "sig"))
        {
            return null;
        }

        try
        {
            return (jwk.KeyType, jwk.Algorithm) switch
            {
                ("EC", null or nameof(TokenAlgorithm.ES256)) => FromEc(jwk),
                ("RSA", null or nameof(TokenAlgorithm.RS256)) => FromRsa(jwk),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            return null; // a point that is not on the curve, a modulus that is none
        }
    }

    /// <inheritdoc />
    public bool Equals(VerificationKey? other) => other is not null && (ReferenceEquals(this, other) || Jwk == other.Jwk);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as VerificationKey);

    /// <inheritdoc />
    public override int GetHashCode() => Jwk.GetHashCode();

    internal bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != _signatureBytes)
        {
            return false;
        }

        if (!_pool.TryDequeue(out var rented))
        {
            rented = _create();
        }

        var valid = rented switch
        {
            ECDsa ecdsa => ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            RSA rsa => rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => false,
        };
        _pool.Enqueue(rented);
        return valid;
    }

    private static VerificationKey? FromEc(JsonWebKey jwk)
    {
        if (jwk.Curve != "P-256"
            || StrictBase64Url.Decode(jwk.X) is not { Length: CoordinateBytes } x
            || StrictBase64Url.Decode(jwk.Y) is not { Length: CoordinateBytes } y)
        {
            return null;
        }

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        return new VerificationKey(jwk, TokenAlgorithm.ES256, () => ECDsa.Create(parameters));
    }

    private static VerificationKey? FromRsa(JsonWebKey jwk)
    {
        if (StrictBase64Url.Decode(jwk.Modulus) is not { Length: >= MinimumRsaBits / 8 and <= MaximumRsaBits / 8 } modulus
            || StrictBase64Url.Decode(jwk.Exponent) is not { Length: > 0 and <= 8 } exponent
            || modulus[0] < 0x80
            || (modulus[^1] & 1) == 0
            || (exponent[^1] & 1) == 0
            || exponent is [1])
        {
            return null;
        }

        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        return new VerificationKey(jwk, TokenAlgorithm.RS256, () => RSA.Create(parameters));
    }
}
