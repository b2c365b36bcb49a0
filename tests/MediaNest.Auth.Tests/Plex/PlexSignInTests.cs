using System.Text;
using MediaNest.Auth.Tests.App;
using MediaNest.Simulators;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Tests.Plex;

public sealed class PlexSignInTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private AuthApp App => household.App;

    [Fact]
    public async Task PinTellsWhereToEnterIt()
    {
        var pin = await PinAsync();

        pin["id"].ShouldNotBeEmpty();
        pin["code"].Length.ShouldBe(4);
        pin["qrUrl"].ShouldBe($"https://plex.tv/link/?pin={pin["code"]}");
        pin["authUrl"].ShouldStartWith("https://app.plex.tv/auth#?clientID=");
        pin["authUrl"].ShouldContain($"&code={pin["code"]}&");
        pin.Data.GetProperty("expiresIn").GetInt32().ShouldBeInRange(800, 900);
    }

    [Fact]
    public async Task EnteredPinSignsIn()
    {
        var answer = await App.PlexSignInAsync("paula", rememberMe: true);

        var user = answer.Data.GetProperty("user");
        user.GetProperty("username").GetString().ShouldBe("paula");
        user.GetProperty("email").GetString().ShouldBe("paula@example.org");
        user.GetProperty("role").GetString().ShouldBe("user");
        answer["rememberToken"].ShouldNotBeEmpty();
        (await App.As(answer).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        (await App.EventsAsync("UserRegistered")).ShouldContain(e => e.GetProperty("userName").GetString() == "paula" && e.GetProperty("provider").GetString() == "plex");
    }

    [Fact]
    public async Task SecondSignInIsTheSameUser()
    {
        var first = await App.PlexSignInAsync("petra");
        var second = await App.PlexSignInAsync("petra");

        second.UserId().ShouldBe(first.UserId());
        second["token"].ShouldNotBe(first["token"]);
    }

    [Fact]
    public async Task SignInsOfOnePersonAtOnceMakeOneUser()
    {
        var pins = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PinAsync()));
        foreach (var pin in pins)
        {
            await App.Simulators.Control.LinkPinAsync(pin["code"], "peggy", "peggy@example.org");
        }

        var answers = await Task.WhenAll(pins.Select(pin => VerifyAsync(pin["id"])));

        answers.Select(answer => answer.UserId()).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Fact]
    public async Task FirstUserEverBecomesAdministrator()
    {
        await using var app = await AuthApp.StartAsync();

        (await app.PlexSignInAsync("first")).Data.GetProperty("user").GetProperty("role").GetString().ShouldBe("admin");
        (await app.PlexSignInAsync("second")).Data.GetProperty("user").GetProperty("role").GetString().ShouldBe("user");
        (await app.CreateAdminAsync()).ShouldFail(400, "ADMIN_EXISTS");
    }

    [Fact]
    public async Task PinThatIsNotEnteredYetIsNotAuthorized()
    {
        var pin = await PinAsync();

        (await VerifyAsync(pin["id"])).ShouldFail(400, "PIN_NOT_AUTHORIZED");
    }

    [Fact]
    public async Task PinSignsInOnce()
    {
        var pin = await PinAsync();
        await App.Simulators.Control.LinkPinAsync(pin["code"], "pia", "pia@example.org");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => VerifyAsync(pin["id"])));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        foreach (var loser in answers.Where(answer => answer.Status != 200))
        {
            loser.ShouldFail(400, "INVALID_PIN");
        }

        (await VerifyAsync(pin["id"])).ShouldFail(400, "INVALID_PIN");
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("700001")]
    [InlineData("0199aa00-0000-7000-8000-00000000a11c")]
    [InlineData("no pin")]
    public async Task UnknownPinIsInvalid(string id) => (await VerifyAsync(id)).ShouldFail(400, "INVALID_PIN");

    [Fact]
    public async Task PinIdMayBeANumber() =>
        (await App.Anonymous.RawAsync("POST", "/api/v1/auth/plex/verify", """{"pinId":12345}""")).ShouldFail(400, "INVALID_PIN");

    [Fact]
    public async Task PinThatPlexHasForgottenIsExpired()
    {
        var pin = await PinAsync();
        await App.Simulators.Control.ExpirePinAsync(pin["code"]);

        (await VerifyAsync(pin["id"])).ShouldFail(400, "PIN_EXPIRED");
    }

    [Fact]
    public async Task PinExpiresByOurClockToo()
    {
        await using var app = await AuthApp.StartAsync();
        var pin = await app.Anonymous.PostAsync("/api/v1/auth/plex/pin");
        app.Clock.Advance(TimeSpan.FromMinutes(16));

        (await app.Anonymous.PostAsync("/api/v1/auth/plex/verify", new { pinId = pin["id"] })).ShouldFail(400, "PIN_EXPIRED");
    }

    [Fact]
    public async Task OneClientIdentifierIsUsedForEver()
    {
        var first = await PinAsync();
        var second = await PinAsync();

        IdentifierIn(first["authUrl"]).ShouldBe(IdentifierIn(second["authUrl"]));
        (await App.WithDatabaseAsync(db => db.PlexInstallations.SingleAsync())).ClientIdentifier.ToString().ShouldBe(IdentifierIn(first["authUrl"]));
    }

    [Fact]
    public async Task PlexTokenLiesEncryptedInTheDatabase()
    {
        var answer = await App.PlexSignInAsync("prudence");
        var id = Guid.Parse(answer.UserId());

        var user = await App.WithDatabaseAsync(db => db.Users.SingleAsync(user => user.Id == id));

        var stored = user.ProtectedPlexToken.ShouldNotBeNull();
        var protector = App.Services.GetService(typeof(MediaNest.Encryption.SecretProtector)).ShouldBeOfType<MediaNest.Encryption.SecretProtector>();
        protector.TryUnprotect("plex-token", stored, out var token).ShouldBeTrue();
        Encoding.UTF8.GetString(stored).ShouldNotContain(Encoding.UTF8.GetString(token));
    }

    private static string IdentifierIn(string authUrl) => authUrl.Split("clientID=")[1].Split('&')[0];

    private Task<Answer> PinAsync() => App.Anonymous.PostAsync("/api/v1/auth/plex/pin");

    private Task<Answer> VerifyAsync(string id) => App.Anonymous.PostAsync("/api/v1/auth/plex/verify", new { pinId = id });
}

public sealed class PlexServerAccessTests : IAsyncLifetime
{
    private const string SimulatedServer = "0d1e5a7c9b3f4826a1c0e2d4f6b8091735acde42";

    private AuthApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await AuthApp.StartAsync(configure: settings =>
        settings["PlexTv:ServerIdentifier"] = SimulatedServer);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task WhoMayNotUseTheServerCannotSignIn()
    {
        (await SignInAsync("stranger", serverAccess: false)).ShouldFail(403, "FORBIDDEN");
        (await _app.WithDatabaseAsync(db => db.Users.CountAsync())).ShouldBe(0, "a stranger must not become the first user, who is administrator");

        (await SignInAsync("friend", serverAccess: true)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task WhoLosesTheServerCannotSignInAgain()
    {
        (await SignInAsync("lodger", serverAccess: true)).Status.ShouldBe(200);

        (await SignInAsync("lodger", serverAccess: false)).ShouldFail(403, "FORBIDDEN");
    }

    private async Task<Answer> SignInAsync(string username, bool serverAccess)
    {
        var pin = await _app.Anonymous.PostAsync("/api/v1/auth/plex/pin");
        await _app.Simulators.Control.LinkPinAsync(pin["code"], username, $"{username}@example.org", serverAccess: serverAccess);
        return await _app.Anonymous.PostAsync("/api/v1/auth/plex/verify", new { pinId = pin["id"] });
    }
}

public sealed class PlexOutageTests
{
    [Fact]
    public async Task PlexTvThatIsDownIsA503()
    {
        await using var app = await StartAsync();
        await app.Simulators.Control.SetFaultAsync(Systems.PlexTv, new Fault { Down = true });

        var answer = await app.Anonymous.PostAsync("/api/v1/auth/plex/pin");

        answer.ShouldFail(503, "PLEX_UNREACHABLE").GetProperty("retryAfter").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task PlexTvThatFailsIsA502()
    {
        await using var app = await StartAsync();
        await app.Simulators.Control.SetFaultAsync(Systems.PlexTv, new Fault { Status = 500 });

        (await app.Anonymous.PostAsync("/api/v1/auth/plex/pin")).ShouldFail(502, "UPSTREAM_ERROR");
    }

    [Fact]
    public async Task PlexTvThatTalksNonsenseIsA502()
    {
        await using var app = await StartAsync();
        await app.Simulators.Control.SetFaultAsync(Systems.PlexTv, new Fault { Garbage = true });

        (await app.Anonymous.PostAsync("/api/v1/auth/plex/pin")).ShouldFail(502, "UPSTREAM_ERROR");
    }

    [Fact]
    public async Task PlexTvThatIsTooSlowIsA504()
    {
        await using var app = await StartAsync(attemptTimeout: "00:00:00.5");
        await app.Simulators.Control.SetFaultAsync(Systems.PlexTv, new Fault { LatencyMs = 20_000 });

        (await app.Anonymous.PostAsync("/api/v1/auth/plex/pin")).ShouldFail(504, "UPSTREAM_TIMEOUT");
    }

    [Fact]
    public async Task PlexTvThatHasEnoughIsA503WithItsOwnPatience()
    {
        await using var app = await StartAsync();
        await app.Simulators.Control.SetFaultAsync(Systems.PlexTv, new Fault { Status = 429, RetryAfter = 17 });

        (await app.Anonymous.PostAsync("/api/v1/auth/plex/pin")).ShouldFail(503, "PLEX_UNREACHABLE").GetProperty("retryAfter").GetInt32().ShouldBe(17);
    }

    [Fact]
    public async Task PinSurvivesAnOutageOfPlexTv()
    {
        await using var app = await StartAsync();
        var pin = await app.Anonymous.PostAsync("/api/v1/auth/plex/pin");
        await app.Simulators.Control.LinkPinAsync(pin["code"], "patient", "patient@example.org");
        await app.Simulators.Control.SetFaultAsync(Systems.PlexTv, new Fault { Status = 500 });
        (await app.Anonymous.PostAsync("/api/v1/auth/plex/verify", new { pinId = pin["id"] })).ShouldFail(502, "UPSTREAM_ERROR");

        await app.Simulators.Control.ClearFaultAsync(Systems.PlexTv);

        (await app.Anonymous.PostAsync("/api/v1/auth/plex/verify", new { pinId = pin["id"] })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task PasswordSignInGoesOnWithoutPlexTv()
    {
        await using var app = await StartAsync();
        await app.Simulators.Control.SetFaultAsync(Systems.PlexTv, new Fault { Down = true });

        (await app.CreateAdminAsync()).Status.ShouldBe(200);
        (await app.LoginAsync()).Status.ShouldBe(200);
    }

    private static Task<AuthApp> StartAsync(string attemptTimeout = "00:00:10") => AuthApp.StartAsync(configure: settings =>
    {
        settings["Resilience:plex.tv:AttemptTimeout"] = attemptTimeout;
        settings["Resilience:plex.tv:RetryDelay"] = "00:00:00.010";
    });
}
