using System.Text.Json;
using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests;

/// <summary>Plex sign-in and what comes of it: PINs, sessions, refresh tokens, as clients see them through the gateway.</summary>
public sealed class SignInTests(RunningMediaNest mediaNest)
{
    private const string Auth = "/api/v1/auth";

    [Fact]
    public async Task PinIsRefusedForEachReasonWithItsOwnCode()
    {
        (await VerifyAsync("0199aa00-0000-7000-8000-00000000a11c")).ShouldFail(400, "INVALID_PIN");
        (await mediaNest.Anonymous.PostAsync($"{Auth}/plex/verify", new { })).ShouldFail(400, "VALIDATION_ERROR");

        var pin = await PinAsync();
        (await VerifyAsync(IdOf(pin))).ShouldFail(400, "PIN_NOT_AUTHORIZED");
        await LinkAsync(pin, "pin-user", serverAccess: false);
        (await VerifyAsync(IdOf(pin))).ShouldFail(403, "FORBIDDEN");
        await LinkAsync(pin, "pin-user", serverAccess: true);
        (await VerifyAsync(IdOf(pin))).ShouldBe(200);
        (await VerifyAsync(IdOf(pin))).ShouldFail(400, "INVALID_PIN");

        var forgotten = await PinAsync();
        await mediaNest.ControlAsync(HttpMethod.Post, $"plex/pins/{forgotten.GetProperty("code").GetString()}/expire");
        (await VerifyAsync(IdOf(forgotten))).ShouldFail(400, "PIN_EXPIRED");
    }

    [Fact]
    public async Task PlexTvThatFailsIsToldApartFromPlexTvThatIsDown()
    {
        try
        {
            await mediaNest.ControlAsync(HttpMethod.Put, "faults/plex.tv", new { status = 500 });
            (await mediaNest.Anonymous.PostAsync($"{Auth}/plex/pin")).ShouldFail(502, "UPSTREAM_ERROR");

            await mediaNest.ControlAsync(HttpMethod.Put, "faults/plex.tv", new { status = 429, retryAfter = 17 });
            var busy = (await mediaNest.Anonymous.PostAsync($"{Auth}/plex/pin")).ShouldFail(503, "PLEX_UNREACHABLE");
            busy.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(17));
        }
        finally
        {
            await mediaNest.ControlAsync(HttpMethod.Delete, "faults/plex.tv");
        }

        (await mediaNest.Anonymous.PostAsync($"{Auth}/plex/pin")).ShouldBe(200);
    }

    [Fact]
    public async Task ThereIsOneFirstAdministrator()
    {
        var another = new { email = "second@household.example", password = RunningMediaNest.AdminPassword, name = "Second" };

        (await mediaNest.Anonymous.PostAsync($"{Auth}/admin", another)).ShouldFail(400, "ADMIN_EXISTS");
        (await mediaNest.Anonymous.SendAsync(HttpMethod.Post, $"{Auth}/login", new StringContent("email=x"))).ShouldFail(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task TwoTabsRefreshAtOnceAndNobodyIsSignedOut()
    {
        var signedIn = await SignInAsync("refresher", rememberMe: true);
        var token = signedIn.GetProperty("rememberToken").GetString()!;

        var tabs = await Task.WhenAll(RefreshAsync(token), RefreshAsync(token));

        foreach (var tab in tabs)
        {
            (await ClientOf(tab.ShouldBe(200).Data).GetAsync($"{Auth}/session")).ShouldBe(200);
        }

        (await RefreshAsync(token)).ShouldFail(401, "INVALID_TOKEN");
        (await ClientOf(tabs[0].Data).PostAsync($"{Auth}/logout")).ShouldBe(200);
        (await RefreshAsync(tabs[1].Data.GetProperty("rememberToken").GetString()!)).ShouldFail(401, "SESSION_INVALID");
        (await RefreshAsync("nobody-was-given-this")).ShouldFail(401, "INVALID_TOKEN");
        (await mediaNest.Anonymous.PostAsync($"{Auth}/refresh")).ShouldFail(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task DevicesAreListedAndEndedOneByOneOrAllTogether()
    {
        var phone = ClientOf(await SignInAsync("traveller"));
        var tablet = ClientOf(await SignInAsync("traveller"));
        var laptop = ClientOf(await SignInAsync("traveller"));
        var stranger = await mediaNest.SignInWithPlexAsync("traveller-stranger");
        var devices = (await phone.GetAsync($"{Auth}/sessions")).ShouldBe(200).Data.GetProperty("sessions").EnumerateArray().ToList();
        devices.Count.ShouldBe(3);
        devices.Count(device => device.GetProperty("current").GetBoolean()).ShouldBe(1);
        var tabletId = (await tablet.GetAsync($"{Auth}/session")).ShouldBe(200).Data.GetProperty("session").GetProperty("id").GetString();

        (await stranger.SendAsync(HttpMethod.Delete, $"{Auth}/sessions/{tabletId}")).ShouldFail(404, "NOT_FOUND");
        (await phone.SendAsync(HttpMethod.Delete, $"{Auth}/sessions/{tabletId}")).ShouldBe(200);
        (await tablet.GetAsync($"{Auth}/session")).ShouldFail(401, "SESSION_INVALID");
        (await phone.SendAsync(HttpMethod.Delete, $"{Auth}/sessions/{tabletId}")).ShouldFail(404, "NOT_FOUND");

        (await phone.SendAsync(HttpMethod.Delete, $"{Auth}/sessions")).ShouldBe(200).Data.GetProperty("ended").GetInt32().ShouldBe(1);
        (await laptop.GetAsync($"{Auth}/session")).ShouldFail(401, "SESSION_INVALID");
        (await phone.PostAsync($"{Auth}/logout", new { allSessions = true })).ShouldBe(200);
        (await phone.GetAsync($"{Auth}/session")).ShouldFail(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task PreferencesAreKept()
    {
        var user = await mediaNest.SignInWithPlexAsync("particular");
        var wanted = new { language = "de", theme = "dark", notifications = new { inApp = true, email = true, webhook = false } };

        (await user.SendAsync(HttpMethod.Put, "/api/v1/users/me/preferences", System.Net.Http.Json.JsonContent.Create(wanted))).ShouldBe(200);

        var kept = (await user.GetAsync("/api/v1/users/me/preferences")).ShouldBe(200).Data;
        kept.GetProperty("language").GetString().ShouldBe("de");
        kept.GetProperty("notifications").GetProperty("email").GetBoolean().ShouldBeTrue();
        (await user.SendAsync(HttpMethod.Put, "/api/v1/users/me/preferences", System.Net.Http.Json.JsonContent.Create(new { theme = "plaid" })))
            .ShouldFail(400, "VALIDATION_ERROR");
        (await user.PostAsync("/api/v1/csrf/refresh")).ShouldBe(200).Data.GetProperty("csrfToken").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task KeysRotateWithoutSigningAnybodyOut()
    {
        await mediaNest.RenewAdminAsync();
        var user = await mediaNest.SignInWithPlexAsync("steady");
        (await user.GetAsync("/api/v1/admin/signing-keys")).ShouldFail(403, "FORBIDDEN");

        var keys = (await mediaNest.Admin.PostAsync("/api/v1/admin/signing-keys/rotate")).ShouldBe(200).Data.GetProperty("keys").EnumerateArray().ToList();

        keys.Count(key => key.GetProperty("state").GetString() == "current").ShouldBe(1);
        keys.ShouldContain(key => key.GetProperty("state").GetString() == "next");
        var published = (await mediaNest.Anonymous.GetAsync("/.well-known/jwks.json")).ShouldBe(200).Body.GetProperty("keys").EnumerateArray()
            .Select(key => key.GetProperty("kid").GetString()).ToList();
        published.ShouldBe(keys.Select(key => key.GetProperty("keyId").GetString()), ignoreOrder: true);
        (await user.GetAsync($"{Auth}/session")).ShouldBe(200);
        (await mediaNest.Admin.SendAsync(HttpMethod.Delete, "/api/v1/admin/signing-keys/nobody-has-this")).ShouldFail(404, "NOT_FOUND");
    }

    private static string IdOf(JsonElement pin) => pin.GetProperty("id").GetString()!;

    private ApiClient ClientOf(JsonElement signedIn) => new(mediaNest.Gateway, signedIn.GetProperty("token").GetString());

    private async Task<JsonElement> PinAsync() => (await mediaNest.Anonymous.PostAsync($"{Auth}/plex/pin")).ShouldBe(200).Data;

    private Task<Answer> VerifyAsync(string pinId, bool rememberMe = false) =>
        mediaNest.Anonymous.PostAsync($"{Auth}/plex/verify", new { pinId, rememberMe });

    private Task<Answer> RefreshAsync(string refreshToken) => mediaNest.Anonymous.PostAsync($"{Auth}/refresh", new { refreshToken });

    private Task<JsonElement> LinkAsync(JsonElement pin, string username, bool serverAccess) => mediaNest.ControlAsync(
        HttpMethod.Post,
        $"plex/pins/{pin.GetProperty("code").GetString()}/link",
        new { username, email = $"{username}@household.example", serverAccess });

    private async Task<JsonElement> SignInAsync(string username, bool rememberMe = false)
    {
        var pin = await PinAsync();
        await LinkAsync(pin, username, serverAccess: true);
        return (await VerifyAsync(IdOf(pin), rememberMe)).ShouldBe(200).Data;
    }
}
