using MediaNest.Auth.Tests.App;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace MediaNest.Auth.Tests.Sessions;

public sealed class OutageTests
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;

    [Fact]
    public async Task SignInAndOutGoOnWithoutRedisAndAreMadeUpForLater()
    {
        await using var server = await PrivateServers.StartRedisAsync();
        await using var app = await AuthApp.StartAsync(configure: settings => settings["ConnectionStrings:redis"] = server.ConnectionString);
        var before = await app.CreateAdminAsync();
        var ended = await SessionIdAsync(app, before);
        await server.KillAsync();

        (await app.As(before).PostAsync("/api/v1/auth/logout")).Status.ShouldBe(200);
        var during = await app.LoginAsync();
        during.Status.ShouldBe(200, during.Text);
        var opened = await SessionIdAsync(app, during);
        await server.StartAsync();

        await using var redis = await ConnectAsync(server.ConnectionString);
        var prefix = app.RedisHandle.KeyPrefix;
        await Eventually.Async(() => redis.Value.KeyExistsAsync($"{prefix}session:{opened}"), Patience, "the session opened meanwhile is in Redis");
        await Eventually.Async(async () => !await redis.Value.KeyExistsAsync($"{prefix}session:{ended}"), Patience, "the session ended meanwhile is not");
    }

    [Fact]
    public async Task EventsReachTheBroker()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();

        await Eventually.Async(
            async () => await app.WithDatabaseAsync(db => db.Database
                .SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM outbox_messages WHERE sent_at IS NOT NULL").SingleAsync()) == 3,
            Patience,
            "UserRegistered, UserSignedIn and SecurityAlertRaised are confirmed by RabbitMQ");
    }

    private static async Task<string> SessionIdAsync(AuthApp app, Answer signedIn) =>
        (await app.As(signedIn).GetAsync("/api/v1/auth/session")).Data.GetProperty("session").GetProperty("id").GetString()!;

    private static async Task<Connection> ConnectAsync(string connectionString)
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(connectionString + ",abortConnect=false");
        return new Connection(multiplexer);
    }

    private sealed class Connection(ConnectionMultiplexer multiplexer) : IAsyncDisposable
    {
        public IDatabase Value => multiplexer.GetDatabase();

        public async ValueTask DisposeAsync() => await multiplexer.CloseAsync();
    }
}
