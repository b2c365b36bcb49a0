using System.Net.Http.Json;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;
using MediaNest.Testing.Time;
using MediaNest.Tokens.Csrf;

namespace MediaNest.EndToEnd.Tests.Gateway;

/// <summary>What changes something and came by cookie needs the session's CSRF token; the checks are counted.</summary>
public sealed class CsrfFlowTests(RunningMediaNest mediaNest)
{
    private const string Path = "/api/v1/users/me/preferences";

    [Fact]
    public async Task ACookieNeedsItsSessionsTokenAndABearerNeedsNone()
    {
        var user = await mediaNest.SignInWithPlexAsync("csrf-user");
        var mallory = await mediaNest.SignInWithPlexAsync("csrf-mallory");
        var before = await StatsAsync();
        var own = await TokenAsync(user);
        var foreign = await TokenAsync(mallory);
        var sessionId = (await user.GetAsync("/api/v1/auth/session")).ShouldBe(200).Data.GetProperty("session").GetProperty("id").GetString()!;
        var key = mediaNest.ProcessesOf("gateway")[0].Variable("Csrf__Key")!;
        var expired = new CsrfTokens(new CsrfOptions { Key = key }, new ManualTime(TimeProvider.System.GetUtcNow().AddHours(-2))).Issue(sessionId);

        await PutAsync(user, null).ShouldFailAsync(403, "CSRF_TOKEN_MISSING");
        await PutAsync(user, foreign).ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
        await PutAsync(user, "rubbish").ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
        await PutAsync(user, expired).ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
        using (var allowed = await PutAsync(user, own))
        {
            ((int)allowed.StatusCode).ShouldBe(200, await allowed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        (await user.SendAsync(HttpMethod.Put, Path, JsonContent.Create(new { }))).ShouldBe(200);

        await Eventually.Async(
            async () =>
            {
                var now = await StatsAsync();
                return now.Issued >= before.Issued + 2 && now.Validated >= before.Validated + 1 && now.Missing >= before.Missing + 1 && now.Invalid >= before.Invalid + 3;
            },
            Eventually.Patience,
            "the checks are counted");
    }

    [Fact]
    public async Task OnlyAdministratorsSeeTheFigures()
    {
        var user = await mediaNest.SignInWithPlexAsync("csrf-curious");

        (await user.GetAsync("/api/v1/csrf/stats")).ShouldFail(403, "FORBIDDEN");
        (await mediaNest.Anonymous.GetAsync("/api/v1/csrf/stats")).ShouldFail(401, "UNAUTHORIZED");
    }

    private static async Task<string> TokenAsync(ApiClient user) =>
        (await user.GetAsync("/api/v1/csrf/token")).ShouldBe(200).Data.GetProperty("csrfToken").GetString()!;

    private Task<HttpResponseMessage> PutAsync(ApiClient user, string? csrf) => mediaNest.Gateway.SendAsync(
        "PUT", Path, JsonContent.Create(new { }), ("Cookie", $"token={user.Token}"), ("X-CSRF-Token", csrf));

    private async Task<(long Issued, long Validated, long Missing, long Invalid)> StatsAsync()
    {
        var stats = (await mediaNest.Admin.GetAsync("/api/v1/csrf/stats")).ShouldBe(200).Data;
        return (stats.GetProperty("issued").GetInt64(), stats.GetProperty("validated").GetInt64(), stats.GetProperty("missing").GetInt64(), stats.GetProperty("invalid").GetInt64());
    }
}
