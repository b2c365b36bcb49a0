using MediaNest.Gateway.RateLimiting;
using MediaNest.Testing.Time;

namespace MediaNest.Gateway.Tests;

public sealed class RateLimitViolationTests
{
    private static readonly ActiveLimit Api = new(RateLimitScope.Api, "api", 50, 900_000) { KeyPrefix = "" };

    private readonly ManualTime _time = new();
    private readonly RateLimitViolations _violations;

    public RateLimitViolationTests() => _violations = new RateLimitViolations(_time);

    [Fact]
    public void AFloodIsTwoReportsAMinute()
    {
        var user = Guid.CreateVersion7();
        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < 100; i++)
            {
                _violations.Record(Api, $"u:{user}", $"request-{second}-{i}");
            }

            _violations.Take(50).Count.ShouldBe(second == 0 ? 1 : 0);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var rest = _violations.Take(50).ShouldHaveSingleItem();
        rest.Count.ShouldBe(5_900);
        rest.UserId.ShouldBe(user);
        rest.Address.ShouldBeNull();
        rest.CorrelationId.ShouldBe("request-1-0");
        rest.Limit.ShouldBe(50);
        rest.WindowSeconds.ShouldBe(900);
        _violations.Take(50).ShouldBeEmpty();
    }

    [Fact]
    public void CallersWithoutAUserAreNamedByAddress()
    {
        _violations.Record(Api, "a:192.0.2.7", correlationId: null);

        var report = _violations.Take(50).ShouldHaveSingleItem();

        report.Address.ShouldBe("192.0.2.7");
        report.UserId.ShouldBeNull();
        report.OccurredAt.ShouldBe(_time.GetUtcNow());
    }

    [Fact]
    public void ManyCallersTakeBoundedMemoryAndAreReportedBitByBit()
    {
        for (var i = 0; i < 20_000; i++)
        {
            _violations.Record(Api, $"a:{i}", correlationId: null);
        }

        var reports = 0;
        while (_violations.Take(50) is { Count: > 0 } some)
        {
            some.Count.ShouldBeLessThanOrEqualTo(50);
            reports += some.Count;
        }

        reports.ShouldBe(5_000);
    }

    [Fact]
    public async Task ABrokerThatIsAwayHarmsNoRequest()
    {
        await using var gateway = await TestGateway.StartAsync(new()
        {
            ["ConnectionStrings:rabbitmq"] = "amqp://guest:guest@127.0.0.1:1/",
            ["RateLimiting:Profiles:standard:api:Limit"] = "1",
        });
        var user = await gateway.SignInAsync();
        await gateway.GetAsync("/api/v1/media/search", user.Token).SeenAsync();

        for (var i = 0; i < 20; i++)
        {
            await gateway.GetAsync("/api/v1/media/search", user.Token).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");
        }

        await gateway.GetAsync("/api/v1/media/search", (await gateway.SignInAsync()).Token).SeenAsync();
    }
}
