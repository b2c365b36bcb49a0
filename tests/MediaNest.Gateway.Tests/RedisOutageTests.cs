using MediaNest.Testing;
using MediaNest.Testing.Time;

namespace MediaNest.Gateway.Tests;

public sealed class RedisOutageTests : IAsyncLifetime
{
    private const string Path = "/api/v1/media/search";

    private readonly ManualTime _time = new(TimeProvider.System.GetUtcNow());
    private PrivateServer _redis = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await PrivateServers.StartRedisAsync();
        _gateway = await TestGateway.StartAsync(
            new() { ["RateLimiting:Profiles:standard:api:Limit"] = "5", ["Redis:TimeoutMilliseconds"] = "300" }, _time, _redis.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task AGoodTokenIsEnoughForAMinuteAndLimitsAreCountedHere()
    {
        var user = await _gateway.SignInAsync();
        await _gateway.GetAsync(Path, user.Token).SeenAsync();
        await _redis.KillAsync();

        for (var i = 0; i < 5; i++)
        {
            using var answer = await _gateway.GetAsync(Path, user.Token);
            ((int)answer.StatusCode).ShouldBe(200);
            answer.Header("X-RateLimit-Mode").ShouldBe("local");
        }

        await _gateway.GetAsync(Path, user.Token).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");
        await _gateway.GetAsync(Path, _gateway.Issuer.ForgedToken()).ShouldFailAsync(401, "INVALID_TOKEN");

        _time.Advance(TimeSpan.FromSeconds(61));
        await _gateway.GetAsync(Path, user.Token).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");
        (await _gateway.SendAsync(HttpMethod.Post, "/api/v1/auth/login").SeenAsync()).Service.ShouldBe("auth");
    }

    [Fact]
    public async Task EverythingIsAsBeforeOnceRedisIsBack()
    {
        var user = await _gateway.SignInAsync();
        await _gateway.GetAsync(Path, user.Token).SeenAsync();
        await _redis.StopAsync();
        await _gateway.GetAsync(Path, user.Token).SeenAsync();
        _time.Advance(TimeSpan.FromSeconds(61));
        await _gateway.GetAsync(Path, user.Token).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");

        await _redis.StartAsync();

        await Eventually.Async(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                using var answer = await _gateway.GetAsync(Path, user.Token);
                return answer.IsSuccessStatusCode && answer.Header("X-RateLimit-Mode").Length == 0;
            },
            Eventually.Patience,
            "sessions are checked again");
    }
}
