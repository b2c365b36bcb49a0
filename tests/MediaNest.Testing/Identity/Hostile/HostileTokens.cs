using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MediaNest.Tokens;
using MediaNest.Tokens.Signing;
using MediaNest.Tokens.Verification;
using static MediaNest.Testing.Identity.Hostile.Forge;

namespace MediaNest.Testing.Identity.Hostile;

/// <summary>The table: what a token looks like, how it is made, and what has to be said of it. Those signed by <see cref="Es"/> would be good but for the one thing named.</summary>
public static class HostileTokens
{
    public static readonly IReadOnlyDictionary<string, (Func<string> Make, TokenStatus Expected)> All = Cases()
        .ToDictionary(entry => entry.Name, entry => (entry.Make, entry.Expected), StringComparer.Ordinal);

    /// <summary>Those that reach a server as they are: white space around a header's value is not part of it.</summary>
    public static IEnumerable<string> NamesOverHttp => All.Where(entry => entry.Value.Make() is var token && token.Trim() == token).Select(entry => entry.Key);

    private static IEnumerable<(string Name, Func<string> Make, TokenStatus Expected)> Cases() =>
        [.. Shapes(), .. Algorithms(), .. Headers(), .. Signatures(), .. Encodings(), .. ClaimTypes(), .. Times()];

    private static IEnumerable<(string, Func<string>, TokenStatus)> Shapes()
    {
        yield return ("empty", () => "", TokenStatus.Malformed);
        yield return ("one dot", () => ".", TokenStatus.Malformed);
        yield return ("two dots", () => "..", TokenStatus.Malformed);
        yield return ("one part", () => Encode(Claims()), TokenStatus.Malformed);
        yield return ("two parts", () => Good()[..Good().LastIndexOf('.')], TokenStatus.Malformed);
        yield return ("four parts", () => Good() + "." + Encode("x"), TokenStatus.Malformed);
        yield return ("five parts, as of JWE", () => Good() + ".AAAA.AAAA", TokenStatus.Malformed);
        yield return ("dot at the end", () => Good() + ".", TokenStatus.Malformed);
        yield return ("dot at the start", () => "." + Good(), TokenStatus.Malformed);
        yield return ("no header", () => SignEncoded("", Encode(Claims())), TokenStatus.Malformed);
        yield return ("no payload (detached)", () => SignEncoded(Encode(Header()), ""), TokenStatus.Malformed);
        yield return ("1 MB of letters", () => new string('A', 1 << 20), TokenStatus.Malformed);
        yield return ("1 MB of dots", () => new string('.', 1 << 20), TokenStatus.Malformed);
        yield return ("1 MB payload, well signed", () => Sign(Header(), Claims(("name", new string('x', 1 << 20)))), TokenStatus.Malformed);
        yield return ("1 MB signature", () => Good() + new string('A', 1 << 20), TokenStatus.Malformed);
        yield return ("JSON serialization instead of compact", () => $$"""{"payload":"{{Encode(Claims())}}","signatures":[]}""", TokenStatus.Malformed);
    }

    private static IEnumerable<(string, Func<string>, TokenStatus)> Algorithms()
    {
        foreach (var none in new[] { "none", "None", "NONE", "nOnE" })
        {
            yield return ($"alg {none} without signature", () => $"{Encode(HeaderSaying(none))}.{Encode(Claims())}.", TokenStatus.Malformed);
            yield return ($"alg {none} with a signature", () => Sign(HeaderSaying(none), Claims()), TokenStatus.WrongAlgorithm);
        }

        yield return ("HS256 keyed with the RSA key's SPKI", () => SignWithHmac(HeaderSaying("HS256", Rs), Claims(), Spki(Rs)), TokenStatus.WrongAlgorithm);
        yield return ("HS256 keyed with the RSA key's PEM", () => SignWithHmac(HeaderSaying("HS256", Rs), Claims(), Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", Spki(Rs)))), TokenStatus.WrongAlgorithm);
        yield return ("HS256 keyed with the EC key's SPKI", () => SignWithHmac(HeaderSaying("HS256"), Claims(), Spki(Es)), TokenStatus.WrongAlgorithm);
        yield return ("HS256 keyed with nothing", () => SignWithHmac(HeaderSaying("HS256"), Claims(), []), TokenStatus.WrongAlgorithm);
        yield return ("says ES256, names the RSA key", () => SignWithHmac(HeaderSaying("ES256", Rs), Claims(), Spki(Rs)), TokenStatus.WrongAlgorithm);
        yield return ("says RS256, names the EC key, signed with it", () => Sign(HeaderSaying("RS256"), Claims()), TokenStatus.WrongAlgorithm);
        yield return ("says RS256, names the EC key, signed with RSA", () => Sign(HeaderSaying("RS256"), Claims(), Rs), TokenStatus.WrongAlgorithm);
        yield return ("says ES256, signed with RSA", () => Sign(Header(), Claims(), Rs), TokenStatus.BadSignature);
        foreach (var other in new[] { "ES384", "ES512", "ES256K", "RS384", "PS256", "EdDSA", "es256", "ES256 ", "" })
        {
            yield return ($"alg '{other}'", () => Sign(HeaderSaying(other), Claims()), other.Length == 0 ? TokenStatus.Malformed : TokenStatus.WrongAlgorithm);
        }

        yield return ("alg is a number", () => Sign($$"""{"alg":256,"kid":"{{Es.KeyId}}"}""", Claims()), TokenStatus.Malformed);
        yield return ("alg is an array", () => Sign($$"""{"alg":["ES256"],"kid":"{{Es.KeyId}}"}""", Claims()), TokenStatus.Malformed);
        yield return ("alg is null", () => Sign($$"""{"alg":null,"kid":"{{Es.KeyId}}"}""", Claims()), TokenStatus.Malformed);
        yield return ("no alg", () => Sign($$"""{"kid":"{{Es.KeyId}}"}""", Claims()), TokenStatus.Malformed);
    }

    private static IEnumerable<(string, Func<string>, TokenStatus)> Headers()
    {
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Stranger.VerificationKey.Jwk.X}}","y":"{{Stranger.VerificationKey.Jwk.Y}}"}""";
        yield return ("embedded jwk", () => Sign(Header(more: $"\"jwk\":{jwk}"), Claims(), Stranger), TokenStatus.Malformed);
        yield return ("embedded jwk, but signed with our key", () => Sign(Header(more: $"\"jwk\":{jwk}"), Claims()), TokenStatus.Malformed);
        yield return ("jku", () => Sign(Header(more: "\"jku\":\"http://evil.example/jwks\""), Claims()), TokenStatus.Malformed);
        yield return ("x5u", () => Sign(Header(more: "\"x5u\":\"http://evil.example/c\""), Claims()), TokenStatus.Malformed);
        yield return ("x5c", () => Sign(Header(more: "\"x5c\":[\"MIIB\"]"), Claims()), TokenStatus.Malformed);
        yield return ("unknown crit", () => Sign(Header(more: "\"crit\":[\"exp\"],\"exp\":1"), Claims()), TokenStatus.Malformed);
        yield return ("empty crit", () => Sign(Header(more: "\"crit\":[]"), Claims()), TokenStatus.Malformed);
        yield return ("b64 false", () => Sign(Header(more: "\"b64\":false,\"crit\":[\"b64\"]"), Claims()), TokenStatus.Malformed);
        yield return ("zip", () => Sign(Header(more: "\"zip\":\"DEF\""), Claims()), TokenStatus.Malformed);
        yield return ("enc", () => Sign(Header(more: "\"enc\":\"A128GCM\""), Claims()), TokenStatus.Malformed);
        yield return ("another typ", () => Sign($$"""{"alg":"ES256","kid":"{{Es.KeyId}}","typ":"logout+jwt"}""", Claims()), TokenStatus.Malformed);
        yield return ("alg twice", () => Sign(Header(more: "\"alg\":\"ES256\""), Claims()), TokenStatus.Malformed);
        yield return ("alg twice, once escaped", () => Sign(Header(more: "\"\\u0061lg\":\"none\""), Claims()), TokenStatus.Malformed);
        yield return ("kid twice", () => Sign(Header(more: $"\"kid\":\"{Stranger.KeyId}\""), Claims(), Stranger), TokenStatus.Malformed);
        yield return ("no kid", () => Sign("""{"alg":"ES256"}""", Claims()), TokenStatus.Malformed);
        yield return ("kid is a number", () => Sign("""{"alg":"ES256","kid":1}""", Claims()), TokenStatus.Malformed);
        foreach (var kid in new[] { "../../dev/null", "' OR 1=1 --", "http://evil.example/key", "key\\u0000", "%00", "*" })
        {
            yield return ($"kid {kid}", () => Sign($$"""{"alg":"ES256","kid":"{{kid}}"}""", Claims()), TokenStatus.UnknownKey);
        }

        yield return ("a stranger's kid", () => Sign(Header(Stranger), Claims(), Stranger), TokenStatus.UnknownKey);
        yield return ("kid of 4 kB", () => Sign($$"""{"alg":"ES256","kid":"{{new string('k', 4096)}}"}""", Claims()), TokenStatus.Malformed);
        yield return ("kid of half a surrogate", () => Sign("""{"alg":"ES256","kid":"\ud800"}""", Claims()), TokenStatus.Malformed);
        yield return ("name of half a surrogate", () => Sign(Header(more: "\"\\ud800\":1"), Claims()), TokenStatus.Malformed);
        yield return ("header is an array", () => Sign("[]", Claims()), TokenStatus.Malformed);
        yield return ("header is a string", () => Sign("\"alg\"", Claims()), TokenStatus.Malformed);
        yield return ("header is no JSON", () => Sign("alg=ES256", Claims()), TokenStatus.Malformed);
        yield return ("header with a comment", () => Sign("/**/" + Header(), Claims()), TokenStatus.Malformed);
        yield return ("header with data after it", () => Sign(Header() + "{}", Claims()), TokenStatus.Malformed);
        yield return ("header with a byte order mark", () => Sign("\uFEFF" + Header(), Claims()), TokenStatus.Malformed);
        yield return ("header nested 1000 deep", () => Sign(Header(more: "\"x\":" + new string('[', 1000) + new string(']', 1000)), Claims()), TokenStatus.Malformed);
        yield return ("header of broken UTF-8", () => SignEncoded(Base64Url.EncodeToString([.. "{\"alg\":\""u8, 0xC3, 0x28, .. "\"}"u8]), Encode(Claims())), TokenStatus.Malformed);
    }

    private static IEnumerable<(string, Func<string>, TokenStatus)> Signatures()
    {
        yield return ("signature missing", () => Good()[..(Good().LastIndexOf('.') + 1)], TokenStatus.Malformed);
        yield return ("signature of zeros (CVE-2022-21449)", () => WithSignature(Good(), new byte[64]), TokenStatus.BadSignature);
        yield return ("signature of ones", () => WithSignature(Good(), [.. Enumerable.Repeat((byte)0xFF, 64)]), TokenStatus.BadSignature);
        yield return ("signature one byte short", () => WithSignature(Good(), new byte[63]), TokenStatus.BadSignature);
        yield return ("signature one byte long", () => WithSignature(Good(), [.. SignatureOf(Good()), 0]), TokenStatus.BadSignature);
        yield return ("signature in DER", () => WithSignature(Good(), DerSignature()), TokenStatus.BadSignature);
        yield return ("r and s swapped", () => WithSignature(Good(), [.. SignatureOf(Good())[32..], .. SignatureOf(Good())[..32]]), TokenStatus.BadSignature);
        yield return ("another token's signature", () => WithSignature(Good(), SignatureOf(Sign(Header(), Claims(("name", "mallory"))))), TokenStatus.BadSignature);
        yield return ("our kid, a stranger's signature", () => Sign(Header(), Claims(), Stranger), TokenStatus.BadSignature);
        yield return ("payload replaced", () => Replaced(1, Encode(Claims(("role", "admin")))), TokenStatus.BadSignature);
        yield return ("header replaced", () => Replaced(0, Encode(Header(more: "\"cty\":\"x\""))), TokenStatus.BadSignature);
        yield return ("RSA signature of zeros", () => WithSignature(Sign(Header(Rs), Claims(), Rs), new byte[256]), TokenStatus.BadSignature);
        yield return ("RSA signature with a leading zero", () => WithSignature(Sign(Header(Rs), Claims(), Rs), [0, .. SignatureOf(Sign(Header(Rs), Claims(), Rs))]), TokenStatus.BadSignature);
        yield return ("RSA signature truncated", () => WithSignature(Sign(Header(Rs), Claims(), Rs), SignatureOf(Sign(Header(Rs), Claims(), Rs))[..255]), TokenStatus.BadSignature);
    }

    private static IEnumerable<(string, Func<string>, TokenStatus)> Encodings()
    {
        yield return ("padded signature", () => Good() + "==", TokenStatus.Malformed);
        yield return ("padded payload", () => SignEncoded(Encode(Header()), Encode("{}") + "="), TokenStatus.Malformed);
        yield return ("padded header", () => SignEncoded(Encode(Header()) + "=", Encode(Claims())), TokenStatus.Malformed);
        yield return ("white space before", () => " " + Good(), TokenStatus.Malformed);
        yield return ("line feed after", () => Good() + "\n", TokenStatus.Malformed);
        yield return ("trailing data", () => Good() + " and more", TokenStatus.Malformed);
        yield return ("white space inside", () => SignEncoded(Encode(Header()), Encode(Claims()).Insert(10, " ")), TokenStatus.Malformed);
        yield return ("plain base64 alphabet", () => SignEncoded(Encode(Header()), "ab+/"), TokenStatus.Malformed);
        yield return ("percent-encoded dot", () => Good().Replace(".", "%2E", StringComparison.Ordinal), TokenStatus.Malformed);
        yield return ("signature truncated to an impossible length", () => Good()[..^1], TokenStatus.Malformed);
        yield return ("signature truncated by two", () => Good()[..^2], TokenStatus.BadSignature);
        yield return ("stray bits in the last character", () => Good()[..^1] + StrayBits(Good()[^1]), TokenStatus.Malformed);
        yield return ("letters beyond ASCII", () => SignEncoded(Encode(Header()), "ÄÖÜß"), TokenStatus.Malformed);
        yield return ("null characters", () => Good() + "\0\0", TokenStatus.Malformed);
        yield return ("Bearer left in front", () => "Bearer " + Good(), TokenStatus.Malformed);
    }

    private static IEnumerable<(string, Func<string>, TokenStatus)> ClaimTypes()
    {
        foreach (var claim in new[] { "sub", "role", "exp" })
        {
            yield return ($"no {claim}", () => Sign(Header(), Claims((claim, null))), TokenStatus.Malformed);
        }

        foreach (var claim in new[] { "iss", "aud", "sub", "sid", "role", "name", "jti" })
        {
            yield return ($"{claim} is a number", () => Sign(Header(), Claims((claim, 7))), TokenStatus.Malformed);
            yield return ($"{claim} is an object", () => Sign(Header(), Claims((claim, new JsonObject()))), TokenStatus.Malformed);
        }

        foreach (var claim in new[] { "exp", "nbf", "iat" })
        {
            yield return ($"{claim} is a string", () => Sign(Header(), Claims((claim, "9999999999"))), TokenStatus.Malformed);
            yield return ($"{claim} is beyond all time", () => Sign(Header(), Claims((claim, long.MaxValue))), TokenStatus.Malformed);
            yield return ($"{claim} is negative", () => Sign(Header(), Claims((claim, -1))), TokenStatus.Malformed);
        }

        yield return ("exp is 1e999", () => Sign(Header(), Claims().Replace($"\"exp\":{Now + 3600}", "\"exp\":1e999", StringComparison.Ordinal)), TokenStatus.Malformed);
        yield return ("sub is an array", () => Sign(Header(), Claims(("sub", new JsonArray("a", "b")))), TokenStatus.Malformed);
        yield return ("sub is empty", () => Sign(Header(), Claims(("sub", ""))), TokenStatus.Malformed);
        yield return ("sub is half a surrogate", () => Sign(Header(), Claims().Replace("alice", "\\udc00", StringComparison.Ordinal)), TokenStatus.Malformed);
        yield return ("sub of 5 kB", () => Sign(Header(), Claims(("sub", new string('s', 5000)))), TokenStatus.Malformed);
        yield return ("sub twice", () => Sign(Header(), Claims()[..^1] + ",\"sub\":\"mallory\"}"), TokenStatus.Malformed);
        yield return ("role twice, once escaped", () => Sign(Header(), Claims()[..^1] + ",\"rol\\u0065\":\"admin\"}"), TokenStatus.Malformed);
        yield return ("a nested member twice", () => Sign(Header(), Claims()[..^1] + ",\"x\":{\"a\":1,\"a\":2}}"), TokenStatus.Malformed);
        yield return ("aud holds a number", () => Sign(Header(), Claims(("aud", new JsonArray("medianest-api", 1)))), TokenStatus.Malformed);
        yield return ("payload is an array", () => Sign(Header(), "[]"), TokenStatus.Malformed);
        yield return ("payload is no JSON", () => Sign(Header(), "sub=alice"), TokenStatus.Malformed);
        yield return ("payload with a comma too many", () => Sign(Header(), Claims()[..^1] + ",}"), TokenStatus.Malformed);
        yield return ("payload of broken UTF-8", () => SignEncoded(Encode(Header()), Base64Url.EncodeToString([.. "{\"sub\":\""u8, 0xFF, .. "\"}"u8])), TokenStatus.Malformed);
        yield return ("another issuer", () => Sign(Header(), Claims(("iss", "medianest.evil"))), TokenStatus.WrongIssuer);
        yield return ("issuer in capitals", () => Sign(Header(), Claims(("iss", "MediaNest"))), TokenStatus.WrongIssuer);
        yield return ("no issuer", () => Sign(Header(), Claims(("iss", null))), TokenStatus.WrongIssuer);
        yield return ("another audience", () => Sign(Header(), Claims(("aud", "medianest"))), TokenStatus.WrongAudience);
        yield return ("no audience", () => Sign(Header(), Claims(("aud", null))), TokenStatus.WrongAudience);
        yield return ("no audience among none", () => Sign(Header(), Claims(("aud", new JsonArray()))), TokenStatus.WrongAudience);
    }

    private static IEnumerable<(string, Func<string>, TokenStatus)> Times()
    {
        yield return ("expired a second past the skew", () => Sign(Header(), Claims(("exp", Now - 10))), TokenStatus.Expired);
        yield return ("expired in 1970", () => Sign(Header(), Claims(("exp", 0))), TokenStatus.Expired);
        yield return ("nbf in a minute", () => Sign(Header(), Claims(("nbf", Now + 60))), TokenStatus.NotYetValid);
        yield return ("nbf in the year 9999", () => Sign(Header(), Claims(("nbf", 253402300799))), TokenStatus.NotYetValid);
        yield return ("iat tomorrow", () => Sign(Header(), Claims(("iat", Now + 86400))), TokenStatus.NotYetValid);
    }

    private static string Replaced(int part, string with)
    {
        var parts = Good().Split('.');
        parts[part] = with;
        return string.Join('.', parts);
    }

    private static byte[] SignatureOf(string token) => Base64Url.DecodeFromChars(token.AsSpan(token.LastIndexOf('.') + 1));

    // 64 bytes leave 4 unused bits in the last character
    private static char StrayBits(char last) => last == 'A' ? 'B' : (char)(last + 1);

    private static byte[] DerSignature()
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Es.ExportPkcs8(), out _);
        var token = Good();
        return key.SignData(Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static byte[] Spki(SigningKey key)
    {
        using AsymmetricAlgorithm crypto = key.Algorithm == TokenAlgorithm.ES256 ? ECDsa.Create() : RSA.Create();
        crypto.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        return crypto.ExportSubjectPublicKeyInfo();
    }
}
