using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MediaNest.Tokens.Keys;

namespace MediaNest.Tokens.Signing;

/// <summary>A private key with its id. Auth alone has one (and tests). Safe for concurrent use.</summary>
public sealed class SigningKey : IDisposable
{
    private const int RsaBits = 2048;
    private readonly AsymmetricAlgorithm _key;
    private readonly Lock _lock = new();

    private SigningKey(AsymmetricAlgorithm key)
    {
        _key = key;
        (Algorithm, var jwk) = key switch
        {
            ECDsa ecdsa => (TokenAlgorithm.ES256, Jwk(ecdsa.ExportParameters(includePrivateParameters: false))),
            RSA rsa => (TokenAlgorithm.RS256, Jwk(rsa.ExportParameters(includePrivateParameters: false))),
            _ => throw new CryptographicException("A signing key is an ECDSA or an RSA key."),
        };
        VerificationKey = VerificationKey.FromJwk(jwk)
            ?? throw new CryptographicException("A signing key is on P-256, or RSA with 2048 to 8192 bits.");
    }

    /// <summary>The id: the key's RFC 7638 thumbprint, so that equal keys have equal ids and different keys never do.</summary>
    public string KeyId => VerificationKey.KeyId;

    /// <summary>The algorithm it signs with.</summary>
    public TokenAlgorithm Algorithm { get; }

    /// <summary>The public half, to publish.</summary>
    public VerificationKey VerificationKey { get; }

    /// <summary>Makes a new random key.</summary>
    /// <param name="algorithm">What it shall sign with; <see cref="TokenAlgorithm.ES256"/> makes the smaller tokens and the faster signatures.</param>
    public static SigningKey Create(TokenAlgorithm algorithm = TokenAlgorithm.ES256) => new(algorithm switch
    {
        TokenAlgorithm.ES256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        TokenAlgorithm.RS256 => RSA.Create(RsaBits),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Unknown algorithm."),
    });

    /// <summary>Reads a key that <see cref="ExportPkcs8"/> wrote.</summary>
    /// <param name="algorithm">What it signs with.</param>
    /// <param name="pkcs8">PKCS #8 <c>PrivateKeyInfo</c>, DER.</param>
    /// <exception cref="CryptographicException">It is no such key.</exception>
    public static SigningKey ImportPkcs8(TokenAlgorithm algorithm, ReadOnlySpan<byte> pkcs8)
    {
        AsymmetricAlgorithm key = algorithm == TokenAlgorithm.ES256 ? ECDsa.Create() : RSA.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return new SigningKey(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>The private key as PKCS #8, DER. It is a secret: encrypt it before it is stored.</summary>
    public byte[] ExportPkcs8() => _key.ExportPkcs8PrivateKey();

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    internal byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            return _key is ECDsa ecdsa
                ? ecdsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                : ((RSA)_key).SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    private static JsonWebKey Jwk(ECParameters parameters)
    {
        var x = Base64Url.EncodeToString(parameters.Q.X);
        var y = Base64Url.EncodeToString(parameters.Q.Y);
        return new JsonWebKey
        {
            KeyType = "EC",
            Use = "sig",
            Algorithm = nameof(TokenAlgorithm.ES256),
            KeyId = Thumbprint($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}"""),
            Curve = "P-256",
            X = x,
            Y = y,
        };
    }

    private static JsonWebKey Jwk(RSAParameters parameters)
    {
        var n = Base64Url.EncodeToString(parameters.Modulus);
        var e = Base64Url.EncodeToString(parameters.Exponent);
        return new JsonWebKey
        {
            KeyType = "RSA",
            Use = "sig",
            Algorithm = nameof(TokenAlgorithm.RS256),
            KeyId = Thumbprint($$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}"""),
            Modulus = n,
            Exponent = e,
        };
    }

    private static string Thumbprint(string canonicalJson) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonicalJson)));
}
