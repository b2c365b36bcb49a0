using System.Security.Cryptography;
using System.Text.Json;
using MediaNest.EndToEnd.Tests.Node;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Tokens;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Signing;
using MediaNest.Tokens.Verification;

namespace MediaNest.EndToEnd.Tests;

/// <summary>The npm packages openid-client and jose, unmodified, get along with MediaNest by the standards alone.</summary>
public sealed class StandardClientsTests(RunningMediaNest mediaNest)
{
    [Fact]
    public async Task OpenIdClientAndJoseDiscoverRefreshVerifyAskAndRevoke()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var signedIn = (await mediaNest.Anonymous.PostAsync(
            "/api/v1/auth/login", new { email = RunningMediaNest.AdminEmail, password = RunningMediaNest.AdminPassword, rememberMe = true })).ShouldBe(200).Data;
        var accessToken = signedIn.GetProperty("token").GetString()!;
        var user = signedIn.GetProperty("user").GetProperty("id").GetString();
        // the AppHost's OAuth:PublicOrigin; an issuer has one name, however else its address may be written
        var origin = $"http://localhost:{mediaNest.Gateway.BaseAddress!.Port}";
        using var key = SigningKey.Create();
        using var program = await NodeProgram.InstallAsync(cancellationToken);

        var output = await program.RunAsync(
            "clients.mjs",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ISSUER"] = origin,
                ["ACCESS_TOKEN"] = accessToken,
                ["REFRESH_TOKEN"] = signedIn.GetProperty("rememberToken").GetString()!,
                ["SIGNING_KEY"] = PemEncoding.WriteString("PRIVATE KEY", key.ExportPkcs8()),
                ["SIGNING_KEY_ID"] = key.KeyId,
            },
            cancellationToken);

        using var document = JsonDocument.Parse(output);
        var found = document.RootElement;
        found.GetProperty("issuer").GetString().ShouldBe(origin);
        found.GetProperty("subjectBefore").GetString().ShouldBe(user);
        found.GetProperty("subjectAfter").GetString().ShouldBe(user);
        found.GetProperty("algorithm").GetString().ShouldBe("ES256");
        found.GetProperty("tokenType").GetString().ShouldBe("bearer");
        found.GetProperty("expiresIn").GetInt32().ShouldBeGreaterThan(0);
        found.GetProperty("rotated").GetBoolean().ShouldBeTrue();
        found.GetProperty("email").GetString().ShouldBe(RunningMediaNest.AdminEmail);
        found.GetProperty("role").GetString().ShouldBe("admin");
        found.GetProperty("refusedRefresh").GetString().ShouldBe("invalid_grant");
        found.GetProperty("refusedUserInfo").GetRawText().ShouldContain("401");
        (await new ApiClient(mediaNest.Gateway, accessToken).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");

        var ours = await new TokenVerifier(new KeyRing(key.VerificationKey), new TokenOptions(), TimeProvider.System)
            .VerifyAsync(found.GetProperty("signed").GetString(), cancellationToken);
        ours.Status.ShouldBe(TokenStatus.Valid);
        ours.Token!.Subject.ShouldBe(user);
        ours.Token.Name.ShouldBe("Zoë");

        // signed by jose under a key that auth has not published: well made, and still nobody's
        (await new ApiClient(mediaNest.Gateway, found.GetProperty("signed").GetString()).GetAsync("/api/v1/auth/session")).ShouldFail(401, "INVALID_TOKEN");
    }
}
