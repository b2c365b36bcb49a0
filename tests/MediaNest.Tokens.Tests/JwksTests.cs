using System.Text.Json;
using System.Text;
using MediaNest.Testing.Identity.Hostile;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Signing;

namespace MediaNest.Tokens.Tests;

public sealed class JwksTests
{
    [Theory]
    [InlineData(TokenAlgorithm.ES256)]
    [InlineData(TokenAlgorithm.RS256)]
    public void APublishedKeyComesBackTheSame(TokenAlgorithm algorithm)
    {
        using var key = SigningKey.Create(algorithm);

        var read = JsonWebKeySet.Parse(JsonWebKeySet.Of([key.VerificationKey]).ToUtf8Json()).ToVerificationKeys();

        read.ShouldHaveSingleItem().ShouldBe(key.VerificationKey);
        read[0].Algorithm.ShouldBe(algorithm);
    }

    [Fact]
    public void NothingPrivateIsPublished()
    {
        var json = Encoding.UTF8.GetString(JsonWebKeySet.Of([Forge.Es.VerificationKey, Forge.Rs.VerificationKey]).ToUtf8Json());

        using var document = JsonDocument.Parse(json);
        document.RootElement.GetProperty("keys").EnumerateArray()
            .SelectMany(key => key.EnumerateObject().Select(member => member.Name))
            .Distinct().ShouldBe(["kty", "use", "alg", "kid", "crv", "x", "y", "n", "e"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(TokenAlgorithm.ES256)]
    [InlineData(TokenAlgorithm.RS256)]
    public void AStoredKeyComesBackWithItsId(TokenAlgorithm algorithm)
    {
        using var key = SigningKey.Create(algorithm);

        using var restored = SigningKey.ImportPkcs8(algorithm, key.ExportPkcs8());

        restored.KeyId.ShouldBe(key.KeyId);
        restored.VerificationKey.ShouldBe(key.VerificationKey);
    }

    // RFC 7638, section 3.1: the example's thumbprint
    [Fact]
    public void TheExampleOfRfc7638IsReadAsRsaKey()
    {
        var key = VerificationKey.FromJwk(new JsonWebKey
        {
            KeyType = "RSA",
            KeyId = "2011-04-29",
            Algorithm = "RS256",
            Modulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            Exponent = "AQAB",
        });

        key.ShouldNotBeNull().Algorithm.ShouldBe(TokenAlgorithm.RS256);
    }

    [Fact]
    public void UnusableKeysArePassedOver()
    {
        var good = Forge.Es.VerificationKey.Jwk;
        var keys = new JsonWebKeySet(
        [
            good with { KeyId = null },
            good with { KeyId = "off-curve", X = good.Y },
            good with { KeyId = "short", X = good.X![..^2] },
            good with { KeyId = "padded", X = good.X + "=" },
            good with { KeyId = "p384", Curve = "P-384" },
            good with { KeyId = "enc", Use = "enc" },
            good with { KeyId = "mac", KeyType = "oct" },
            good with { KeyId = "other-alg", Algorithm = "ES384" },
            good with { KeyId = "rsa-alg", Algorithm = "RS256" },
            Forge.Rs.VerificationKey.Jwk with { KeyId = "small", Modulus = Convert.ToBase64String(new byte[128]).TrimEnd('=') },
            Forge.Rs.VerificationKey.Jwk with { KeyId = "e1", Exponent = "AQ" },
            good,
            Forge.Rs.VerificationKey.Jwk with { KeyId = good.KeyId },
        ]);

        keys.ToVerificationKeys().ShouldHaveSingleItem().ShouldBe(Forge.Es.VerificationKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"keys":null}""")]
    [InlineData("""{"keys":[null]}""")]
    [InlineData("""{"keys":[{"kty":1}]}""")]
    [InlineData("<html>")]
    public void WhatIsNoKeySetIsRefused(string document) =>
        Should.Throw<JsonException>(() => JsonWebKeySet.Parse(Encoding.UTF8.GetBytes(document)));
}
