using MediaNest.Testing;
using MediaNest.Testing.Identity;
using StackExchange.Redis;

namespace MediaNest.Notification.Tests.Realtime;

/// <summary>An instance with servers of its own, which are taken from it.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private readonly Guid _userId = Guid.CreateVersion7();
    private readonly Guid _sessionId = Guid.CreateVersion7();
    private PrivateServer _redis = null!;
    private TestIssuer _issuer = null!;
    private NotificationReplica _service = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await PrivateServers.StartRedisAsync();
        _issuer = await TestIssuer.StartAsync();
        _service = await NotificationReplica.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings:notification-db"] = await TestServers.CreateDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = await TestServers.CreateVirtualHostAsync(),
            ["ConnectionStrings:redis"] = _redis.ConnectionString,
            ["services:auth:http:0"] = _issuer.Address,
            ["Encryption:Key"] = NotificationApp.EncryptionKey,
            ["Logging:LogLevel:Default"] = "Error",
        });
        using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        await redis.GetDatabase().HashSetAsync($"medianest:session:{_sessionId:D}", [new HashEntry("uid", _userId.ToString("D"))]);
        await redis.GetDatabase().HashSetAsync($"medianest:user:{_userId:D}", [new HashEntry("state", "active"), new HashEntry("role", "user")]);
    }

    [Fact]
    public async Task WithoutRedisNobodyNewGetsInAndNobodyIsThrownOut()
    {
        await using var before = await ConnectAsync();
        await before.WaitAsync("state:initial");
        await _redis.StopAsync();

        await using (var refused = await ConnectAsync())
        {
            Code(refused).ShouldBe("SERVICE_UNAVAILABLE");
        }

        await using (var anonymous = await TestSocket.OpenAsync(_service.Address, "/"))
        {
            await anonymous.WaitAsync("state:initial");
        }

        before.IsDisconnected.ShouldBeFalse();
        await _redis.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.Async(
            async () =>
            {
                await using var again = await ConnectAsync();
                return again.Refusal is null;
            },
            NotificationApp.Patience,
            "sockets get in again");
        before.IsDisconnected.ShouldBeFalse();
    }

    [Fact]
    public async Task ATokenThatNobodyCanJudgeIsNotSaidToBeBad()
    {
        _issuer.IsDown = true;
        await using var socket = await ConnectAsync();
        Code(socket).ShouldBe("SERVICE_UNAVAILABLE");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _issuer.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private static string? Code(TestSocket socket) => socket.Refusal?.GetProperty("data").GetProperty("code").GetString();

    private Task<TestSocket> ConnectAsync() =>
        TestSocket.OpenAsync(_service.Address, "/authenticated", new { token = _issuer.UserToken(_userId, sessionId: _sessionId.ToString("D")) });
}
