using MediaNest.Testing;
using MediaNest.Testing.Time;
using static MediaNest.Gateway.Tests.Sockets.SocketRequests;

namespace MediaNest.Gateway.Tests.Sockets;

public sealed class AffinityTests : IAsyncLifetime
{
    private FakeService _second = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _second = await FakeService.StartAsync("notification-2");
        _gateway = await TestGateway.StartAsync(new() { ["services:notification:http:1"] = _second.Address });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task PollsStayWithOneInstance()
    {
        using var handshake = await _gateway.GetAsync(Polling);
        var cookie = handshake.AffinityCookie();
        var instance = (await Task.FromResult(handshake).SeenAsync()).Service;

        for (var i = 0; i < 20; i++)
        {
            using var poll = await _gateway.AskAsync(HttpMethod.Get, Poll, headers: ("Cookie", cookie));
            poll.Header("Set-Cookie").ShouldBeEmpty();
            (await Task.FromResult(poll).SeenAsync()).Service.ShouldBe(instance);
        }
    }

    [Fact]
    public async Task AnotherGatewayKnowsTheCookie()
    {
        await using var beside = await TestGateway.StartBesideAsync(_gateway, _second);
        using var handshake = await _gateway.GetAsync(Polling);
        var cookie = handshake.AffinityCookie();
        var instance = (await Task.FromResult(handshake).SeenAsync()).Service;

        for (var i = 0; i < 20; i++)
        {
            (await beside.AskAsync(HttpMethod.Get, Poll, headers: ("Cookie", cookie)).SeenAsync()).Service.ShouldBe(instance);
        }
    }

    [Fact]
    public async Task TheCookieIsForSocketsOnly()
    {
        var user = await _gateway.SignInAsync();

        using var handshake = await _gateway.GetAsync(Polling);
        using var rest = await _gateway.GetAsync("/api/v1/notifications", user.Token);

        var attributes = handshake.Header("Set-Cookie").Split("; ").Skip(1);
        attributes.ShouldBe(["path=/socket.io", "samesite=lax", "httponly"], ignoreOrder: true);
        ((int)rest.StatusCode).ShouldBe(200);
        rest.Header("Set-Cookie").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("medianest-affinity=nonsense")]
    [InlineData("medianest-affinity=CfDJ8NrAkSon0y5Dp7L2mFWYdzNzQv8")]
    [InlineData("medianest-affinity=")]
    public async Task ACookieThatCannotBeReadIsNoAffinity(string cookie)
    {
        using var answer = await _gateway.AskAsync(HttpMethod.Get, Polling, headers: ("Cookie", cookie));

        ((int)answer.StatusCode).ShouldBe(200);
        answer.AffinityCookie().Length.ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task AnInstanceThatIsGoneIsLeftBehind()
    {
        var (cookie, _) = await TieToAsync("notification-2");

        await _second.StopAsync();

        // refused at most once, by whoever finds out
        using (await _gateway.AskAsync(HttpMethod.Get, Polling, headers: ("Cookie", cookie)))
        using (var again = await _gateway.AskAsync(HttpMethod.Get, Polling, headers: ("Cookie", cookie)))
        {
            again.AffinityCookie().ShouldNotBe(cookie);
            (await Task.FromResult(again).SeenAsync()).Service.ShouldBe("notification");
        }
    }

    [Fact]
    public async Task WebSocketsNeedNone()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in new[] { _gateway.Services["notification"], _second })
        {
            service.Answer = context =>
            {
                lock (seen)
                {
                    seen.Add(service.Name);
                }

                return Task.FromResult(false);
            };
        }

        await Eventually.Async(
            async () =>
            {
                using var socket = await _gateway.ConnectAsync();
                (await socket.EchoAsync("2probe")).ShouldBe("2probe");
                return seen.Count == 2;
            },
            Eventually.Patience,
            "WebSockets come to both instances");
    }

    [Fact]
    public async Task WithoutRedisAGatewayStartsAndLaterSharesItsKeys()
    {
        var redis = await PrivateServers.StartRedisAsync();
        await using var owner = redis;
        await redis.StopAsync();
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Redis:TimeoutMilliseconds"] = "300",
            ["Redis:KeyPrefix"] = "shared:",
            ["services:notification:http:1"] = _second.Address,
        };
        await using var first = await TestGateway.StartAsync(settings, time, redis.ConnectionString + ",abortConnect=false");
        settings["services:notification:http:0"] = first.Services["notification"].Address;
        await using var other = await TestGateway.StartAsync(settings, time, redis.ConnectionString + ",abortConnect=false");

        using (var handshake = await first.GetAsync(Polling))
        {
            var instance = (await Task.FromResult(handshake).SeenAsync()).Service;
            (await first.AskAsync(HttpMethod.Get, Poll, headers: ("Cookie", handshake.AffinityCookie())).SeenAsync()).Service.ShouldBe(instance);
        }

        await redis.StartAsync();

        await Eventually.Async(
            async () =>
            {
                time.Advance(TimeSpan.FromMinutes(3));
                using var handshake = await first.GetAsync(Polling);
                using var poll = await other.AskAsync(HttpMethod.Get, Poll, headers: ("Cookie", handshake.AffinityCookie()));
                return poll.Header("Set-Cookie").Length == 0;
            },
            Eventually.Patience,
            "the other gateway reads the first one's cookie");
    }

    private async Task<(string Cookie, string Instance)> TieToAsync(string instance)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            using var handshake = await _gateway.GetAsync(Polling);
            if ((await Task.FromResult(handshake).SeenAsync()).Service == instance)
            {
                return (handshake.AffinityCookie(), instance);
            }
        }
    }
}
