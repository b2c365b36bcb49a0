using System.Text.Json;
using MediaNest.Testing.Time;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Verification;

namespace MediaNest.Tokens.Tests;

/// <summary>Keys and tokens that the npm package jose 6.2 made (jose-vectors.json; private keys thrown away).</summary>
public sealed class JoseTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "jose-vectors.json"))).RootElement;

    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddSeconds(1_767_225_600 + 60));

    [Theory]
    [InlineData(0, "jose-ES256", TokenAlgorithm.ES256)]
    [InlineData(1, "jose-RS256", TokenAlgorithm.RS256)]
    public async Task WhatJoseSignedIsAccepted(int index, string keyId, TokenAlgorithm algorithm)
    {
        var keys = JsonWebKeySet.Parse(JsonSerializer.SerializeToUtf8Bytes(Vectors)).ToVerificationKeys();
        keys.Single(key => key.KeyId == keyId).Algorithm.ShouldBe(algorithm);

        var result = await new TokenVerifier(new KeyRing(keys), new TokenOptions(), _time).VerifyAsync(Vectors.GetProperty("tokens")[index].GetString());

        result.Status.ShouldBe(TokenStatus.Valid);
        result.Token.ShouldNotBeNull().KeyId.ShouldBe(keyId);
        result.Token.Name.ShouldBe("Zoë");
    }
}
