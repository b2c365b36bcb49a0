using System.Text.Json.Nodes;
using MediaNest.Testing.Identity.Hostile;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Signing;
using MediaNest.Tokens.Verification;

namespace MediaNest.Tokens.Tests;

public sealed class TokenVerifierTests
{
    public static TheoryData<string> Names => [.. HostileTokens.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RefusesHostileToken(string name)
    {
        var (make, expected) = HostileTokens.All[name];

        var result = await Forge.Verifier().VerifyAsync(make());

        result.IsValid.ShouldBeFalse();
        result.Status.ShouldBe(expected);
    }

    [Fact]
    public void TheTableOfHostileTokensIsLongEnough() => HostileTokens.All.Count.ShouldBeGreaterThanOrEqualTo(60);

    [Theory]
    [InlineData(TokenAlgorithm.ES256)]
    [InlineData(TokenAlgorithm.RS256)]
    public async Task AcceptsWhatTheSignerSigned(TokenAlgorithm algorithm)
    {
        using var key = SigningKey.Create(algorithm);
        var user = Guid.CreateVersion7();
        var signed = new TokenSigner(new TokenOptions(), Forge.Time)
            .Sign(key, TokenClaims.ForUser(user, "session-1", "admin", "Zoë \"Z\" 木", TimeSpan.FromHours(1)));

        var result = await Forge.Verifier(keys: new KeyRing(key.VerificationKey)).VerifyAsync(signed.Value);

        result.IsValid.ShouldBeTrue();
        result.Token.UserId.ShouldBe(user);
        result.Token.SessionId.ShouldBe("session-1");
        result.Token.Role.ShouldBe("admin");
        result.Token.Name.ShouldBe("Zoë \"Z\" 木");
        result.Token.Id.ShouldBe(signed.Id);
        result.Token.ExpiresAt.ShouldBe(signed.ExpiresAt);
        result.Token.KeyId.ShouldBe(key.KeyId);
        result.Token.ToPrincipal("Bearer").IsInRole("admin").ShouldBeTrue();
    }

    [Fact]
    public async Task AcceptsAServiceWithoutSession()
    {
        var signed = new TokenSigner(new TokenOptions(), Forge.Time).Sign(Forge.Es, TokenClaims.ForService("media", TimeSpan.FromHours(1)));

        var result = await Forge.Verifier().VerifyAsync(signed.Value);

        result.Token.ShouldNotBeNull().Subject.ShouldBe("service:media");
        result.Token.UserId.ShouldBeNull();
        result.Token.SessionId.ShouldBeNull();
    }

    [Fact]
    public async Task AcceptsOneAudienceAmongSeveralAndUnknownMembers()
    {
        var token = Forge.Sign(
            Forge.Header(more: "\"cty\":\"x\""),
            Forge.Claims(("aud", new JsonArray("other", "medianest-api")), ("amr", new JsonArray("pwd"))));

        (await Forge.Verifier().VerifyAsync(token)).IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task AllowsClocksToDifferALittle()
    {
        var verifier = Forge.Verifier();

        (await verifier.VerifyAsync(Forge.Sign(Forge.Header(), Forge.Claims(("exp", Forge.Now - 9))))).IsValid.ShouldBeTrue();
        (await verifier.VerifyAsync(Forge.Sign(Forge.Header(), Forge.Claims(("nbf", Forge.Now + 10), ("iat", Forge.Now + 10))))).IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task RefusesEveryTokenThatDiffersInOneCharacter()
    {
        var good = Forge.Good();
        var verifier = Forge.Verifier();
        (await verifier.VerifyAsync(good)).IsValid.ShouldBeTrue();

        for (var position = 0; position < good.Length; position++)
        {
            foreach (var other in "AQz_.=")
            {
                if (good[position] != other)
                {
                    var changed = string.Create(good.Length, (good, position, other), static (span, change) =>
                    {
                        change.good.CopyTo(span);
                        span[change.position] = change.other;
                    });
                    (await verifier.VerifyAsync(changed)).IsValid.ShouldBeFalse($"character {position} changed to {other}");
                }
            }
        }
    }

    [Fact]
    public async Task NeverThrowsWhateverIsSigned()
    {
        var random = new Random(7);
        var verifier = Forge.Verifier();
        for (var round = 0; round < 3000; round++)
        {
            var header = Damage(Forge.Header());
            var claims = Damage(Forge.Claims());

            await Should.NotThrowAsync(async () => await verifier.VerifyAsync(Forge.Sign(header, claims)));
        }

        string Damage(string json)
        {
            var characters = json.ToCharArray();
            for (var i = random.Next(4); i > 0; i--)
            {
                characters[random.Next(characters.Length)] = (char)random.Next(random.Next(2) == 0 ? 128 : 0x10000);
            }

            return new string(characters);
        }
    }

    [Fact]
    public async Task AHugeTokenCostsNextToNothing()
    {
        var verifier = Forge.Verifier();
        var huge = new string('A', 1 << 20);
        await verifier.VerifyAsync(huge);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = verifier.VerifyAsync(huge);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        result.IsCompleted.ShouldBeTrue();
        (await result).Status.ShouldBe(TokenStatus.Malformed);
        allocated.ShouldBeLessThan(1024);
    }
}
