using System.Globalization;
using MediaNest.Testing.Time;

namespace MediaNest.Gateway.Tests;

public sealed class RateLimitTests : IAsyncDisposable
{
    private const string Path = "/api/v1/media/trending";

    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
    private TestGateway? _gateway;

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task EveryAnswerSaysWhatIsLeft()
    {
        var gateway = await StartAsync(("everything", 100, 900), ("api", 50, 900));
        var user = await gateway.SignInAsync();

        using var first = await gateway.GetAsync(Path, user.Token);
        _time.Advance(TimeSpan.FromSeconds(10));
        using var second = await gateway.GetAsync(Path, user.Token);

        first.Header("X-RateLimit-Limit").ShouldBe("50");
        first.Header("X-RateLimit-Remaining").ShouldBe("49");
        second.Header("X-RateLimit-Remaining").ShouldBe("48");
        second.Header("X-Rate-Limit-Remaining").ShouldBe("48");
        second.Header("X-RateLimit-Reset").ShouldBe((_time.GetUtcNow().ToUnixTimeSeconds() - 10 + 900).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task OneTooManyIsRefusedAndToldWhenToComeBack()
    {
        var gateway = await StartAsync(("api", 3, 60));
        var user = await gateway.SignInAsync();
        for (var i = 0; i < 3; i++)
        {
            await gateway.GetAsync(Path, user.Token).SeenAsync();
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        var refused = await gateway.GetAsync(Path, user.Token).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");

        refused.Header("Retry-After").ShouldBe("40");
        refused.Header("X-RateLimit-Limit").ShouldBe("3");
        refused.Header("X-RateLimit-Remaining").ShouldBe("0");
        (await refused.Content.ReadAsStringAsync()).ShouldContain("\"retryAfter\":40");
    }

    [Fact]
    public async Task TheWindowSlides()
    {
        var gateway = await StartAsync(("api", 2, 60));
        var user = await gateway.SignInAsync();
        await gateway.GetAsync(Path, user.Token).SeenAsync();
        _time.Advance(TimeSpan.FromSeconds(50));
        await gateway.GetAsync(Path, user.Token).SeenAsync();

        _time.Advance(TimeSpan.FromSeconds(10)); // the first is a minute old, the second ten seconds
        await gateway.GetAsync(Path, user.Token).SeenAsync();
        await gateway.GetAsync(Path, user.Token).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");
        _time.Advance(TimeSpan.FromSeconds(50));
        await gateway.GetAsync(Path, user.Token).SeenAsync();
    }

    [Fact]
    public async Task ARefusedRequestIsNotCounted()
    {
        var gateway = await StartAsync(("api", 1, 60));
        var user = await gateway.SignInAsync();
        await gateway.GetAsync(Path, user.Token).SeenAsync();
        _time.Advance(TimeSpan.FromSeconds(59));
        await gateway.GetAsync(Path, user.Token).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");

        _time.Advance(TimeSpan.FromSeconds(1));

        await gateway.GetAsync(Path, user.Token).SeenAsync();
    }

    [Fact]
    public async Task UsersAreCountedApart()
    {
        var gateway = await StartAsync(("api", 1, 60));
        await gateway.GetAsync(Path, (await gateway.SignInAsync()).Token).SeenAsync();

        await gateway.GetAsync(Path, (await gateway.SignInAsync()).Token).SeenAsync();
    }

    [Fact]
    public async Task ExactlyAsManyAsAllowedGetThroughAtOnce()
    {
        var gateway = await StartAsync(("api", 10, 60));
        var user = await gateway.SignInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => gateway.GetAsync(Path, user.Token)));

        answers.Count(answer => (int)answer.StatusCode == 200).ShouldBe(10);
        answers.Count(answer => (int)answer.StatusCode == 429).ShouldBe(30);
    }

    [Fact]
    public async Task WhoHasNoTokenIsCountedByAddress()
    {
        var gateway = await StartAsync(("everything", 3, 60));
        await gateway.GetAsync(Path).ShouldFailAsync(401, "UNAUTHORIZED");
        await gateway.GetAsync(Path, "rubbish").ShouldFailAsync(401, "INVALID_TOKEN");
        await gateway.GetAsync("/nothing").ShouldFailAsync(404, "NOT_FOUND");

        await gateway.GetAsync(Path).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");
        await gateway.GetAsync("/nothing").ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");
        await gateway.GetAsync(Path, (await gateway.SignInAsync()).Token).SeenAsync();
    }

    [Fact]
    public async Task GuessingPasswordsIsLimited()
    {
        var gateway = await StartAsync(("sign-in", 5, 900));
        gateway.Services["auth"].Answer = context =>
        {
            context.Response.StatusCode = 401;
            return Task.FromResult(true);
        };
        for (var i = 0; i < 5; i++)
        {
            using var answer = await gateway.SendAsync(HttpMethod.Post, "/api/v1/auth/login");
            ((int)answer.StatusCode).ShouldBe(401);
        }

        (await gateway.SendAsync(HttpMethod.Post, "/api/auth/login").ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED")).Header("Retry-After").ShouldBe("900");
    }

    [Fact]
    public async Task SigningInRightIsNotGuessing()
    {
        var gateway = await StartAsync(("sign-in", 2, 900));

        for (var i = 0; i < 6; i++)
        {
            await gateway.SendAsync(HttpMethod.Post, "/api/v1/auth/login").SeenAsync();
            // what is taken back is taken back behind the answer, but on one connection: in order
        }
    }

    [Fact]
    public async Task OrderingDownloadsHasALimitOfItsOwn()
    {
        var gateway = await StartAsync(("youtube-download", 1, 3600));
        var user = await gateway.SignInAsync();
        await gateway.SendAsync(HttpMethod.Post, "/api/v1/youtube/download", user.Token).SeenAsync();

        await gateway.SendAsync(HttpMethod.Post, "/api/v1/youtube/download", user.Token).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");
        await gateway.GetAsync("/api/v1/youtube/downloads", user.Token).SeenAsync();
    }

    [Fact]
    public async Task AdministrationHasALimitOfItsOwn()
    {
        var gateway = await StartAsync(("api", 1, 900), ("admin", 3, 3600));
        var admin = await gateway.SignInAsync("admin");
        for (var i = 0; i < 3; i++)
        {
            await gateway.GetAsync("/api/v1/admin/users", admin.Token).SeenAsync();
        }

        await gateway.GetAsync("/api/v1/admin/users", admin.Token).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");
    }

    [Fact]
    public async Task WebhooksAreCountedApartFromPeople()
    {
        var gateway = await StartAsync(("everything", 1, 60), ("webhooks", 2, 60));
        await gateway.GetAsync("/nothing").ShouldFailAsync(404, "NOT_FOUND");

        await gateway.SendAsync(HttpMethod.Post, "/api/v1/webhooks/overseerr").SeenAsync();
        await gateway.SendAsync(HttpMethod.Post, "/api/v1/webhooks/overseerr").SeenAsync();
        await gateway.SendAsync(HttpMethod.Post, "/api/v1/webhooks/overseerr").ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");
    }

    [Fact]
    public async Task HealthAndSocketsAreNotCounted()
    {
        var gateway = await StartAsync(("everything", 1, 60));
        for (var i = 0; i < 3; i++)
        {
            (await gateway.GetAsync("/health")).IsSuccessStatusCode.ShouldBeTrue();
            (await gateway.GetAsync("/api/v1/health")).IsSuccessStatusCode.ShouldBeTrue();
            (await gateway.GetAsync("/socket.io/?EIO=4&transport=polling")).IsSuccessStatusCode.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task ADeadSessionIsToldSoThoughTheLimitIsExceeded()
    {
        var gateway = await StartAsync(("api", 1, 60));
        var user = await gateway.SignInAsync();
        await gateway.GetAsync(Path, user.Token).SeenAsync();
        await gateway.Redis.KeyDeleteAsync(gateway.SessionKey(user.SessionId));

        await gateway.GetAsync(Path, user.Token).ShouldFailAsync(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task TheHourlyProfileIsThere()
    {
        _gateway = await TestGateway.StartAsync(new() { ["RateLimiting:Profile"] = "hourly" }, _time);
        using var answer = await _gateway.GetAsync(Path, (await _gateway.SignInAsync()).Token);

        answer.Header("X-RateLimit-Limit").ShouldBe("100");
        answer.Header("X-RateLimit-Reset").ShouldBe((_time.GetUtcNow().ToUnixTimeSeconds() + 3600).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task AWrongProfileStopsTheStart()
    {
        var failure = (await MediaNest.Testing.FailedStart.OfAsync(
                () => TestGateway.StartAsync(new() { ["RateLimiting:Profile"] = "daily", ["RateLimiting:Profiles:hourly:api:Limit"] = "0" })))
            .ShouldBeOfType<Microsoft.Extensions.Options.OptionsValidationException>();

        failure.Failures.ShouldContain(message => message.Contains("RateLimiting:Profile", StringComparison.Ordinal));
        failure.Failures.ShouldContain(message => message.Contains("RateLimiting:Profiles:hourly:api:Limit", StringComparison.Ordinal));
    }

    private async Task<TestGateway> StartAsync(params (string Scope, int Limit, int Seconds)[] limits)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (scope, limit, seconds) in limits)
        {
            settings[$"RateLimiting:Profiles:standard:{scope}:Limit"] = limit.ToString(CultureInfo.InvariantCulture);
            settings[$"RateLimiting:Profiles:standard:{scope}:Window"] = TimeSpan.FromSeconds(seconds).ToString();
        }

        return _gateway = await TestGateway.StartAsync(settings, _time);
    }
}
