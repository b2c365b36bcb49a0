using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MediaNest.Testing.Time;
using MediaNest.Tokens;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Signing;
using MediaNest.Tokens.Verification;

namespace MediaNest.Testing.Identity.Hostile;

/// <summary>Everything to make good and bad tokens with: two published keys, a verifier, and raw signing of any header and payload.</summary>
public static class Forge
{
    public static readonly SigningKey Es = SigningKey.Create();
    public static readonly SigningKey Rs = SigningKey.Create(TokenAlgorithm.RS256);
    public static readonly SigningKey Stranger = SigningKey.Create();

    public static readonly ManualTime Time = new();
    public static readonly long Now = Time.GetUtcNow().ToUnixTimeSeconds();

    public static TokenVerifier Verifier(TokenOptions? options = null, IKeySource? keys = null) =>
        new(keys ?? new KeyRing(Es.VerificationKey, Rs.VerificationKey), options ?? new TokenOptions(), Time);

    public static string Header(SigningKey? key = null, string? more = null) =>
        $$"""{"alg":"{{(key ?? Es).Algorithm}}","kid":"{{(key ?? Es).KeyId}}","typ":"at+jwt"{{(more is null ? "" : "," + more)}}}""";

    public static string HeaderSaying(string algorithm, SigningKey? key = null) =>
        $$"""{"alg":"{{algorithm}}","kid":"{{(key ?? Es).KeyId}}"}""";

    /// <summary>Good claims, with members replaced (a null takes one out).</summary>
    public static string Claims(params (string Name, JsonNode? Value)[] replaced)
    {
        var claims = new JsonObject
        {
            ["iss"] = "medianest",
            ["aud"] = "medianest-api",
            ["sub"] = "0199aa00-0000-7000-8000-00000000a11c",
            ["sid"] = "s1",
            ["role"] = "user",
            ["name"] = "alice",
            ["jti"] = "t1",
            ["iat"] = Now,
            ["nbf"] = Now,
            ["exp"] = Now + 3600,
        };
        foreach (var (name, value) in replaced)
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value;
            }
        }

        return claims.ToJsonString();
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Sign(string header, string claims, SigningKey? key = null) =>
        SignEncoded(Encode(header), Encode(claims), key);

    public static string SignEncoded(string header, string claims, SigningKey? key = null) =>
        $"{header}.{claims}.{Base64Url.EncodeToString(SignatureOf(key ?? Es, Encoding.ASCII.GetBytes($"{header}.{claims}")))}";

    public static string SignWithHmac(string header, string claims, byte[] secret)
    {
        var input = $"{Encode(header)}.{Encode(claims)}";
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}";
    }

    public static string WithSignature(string token, byte[] signature) =>
        $"{token[..token.LastIndexOf('.')]}.{Base64Url.EncodeToString(signature)}";

    public static string Good() => Sign(Header(), Claims());

    private static byte[] SignatureOf(SigningKey key, byte[] input)
    {
        if (key.Algorithm == TokenAlgorithm.RS256)
        {
            using var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
            return rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        return ecdsa.SignData(input, HashAlgorithmName.SHA256);
    }
}
