using StackExchange.Redis;

namespace MediaNest.SocketIO.ConformanceHost;

/// <summary>
/// A server that tests start as a process of its own, several on one Redis if they like, and kill. Its sockets return within two minutes; what one says
/// (<c>say</c>) is heard by all who are in the room (<c>said</c>), and <c>echo</c> is acknowledged with its argument.
/// </summary>
internal static class ReplicaHost
{
    public static async Task RunReplicaAsync(this WebApplicationBuilder builder)
    {
        builder.Services.AddSocketIO(options =>
        {
            options.RecoverySeconds = 120;
            options.MaxEventsPerSecond = 0;
        });
        if (builder.Configuration["redis"] is { } redis)
        {
            var connection = ConfigurationOptions.Parse(redis);
            connection.AbortOnConnectFail = false;
            builder.Services.AddSingleton<IConnectionMultiplexer>(await ConnectionMultiplexer.ConnectAsync(connection));
            builder.Services.AddSocketIORedis(options => options.KeyPrefix = builder.Configuration["prefix"] ?? options.KeyPrefix);
        }

        var app = builder.Build();
        app.MapSocketIO("/socket.io", io =>
        {
            var main = io.Of("/");
            main.OnConnection(socket => socket.JoinAsync("room"));
            main.On("say", async (_, call) =>
            {
                await main.To("room").EmitAsync("said", [.. call.Arguments]);
                call.Ack("said");
            });
            main.On("echo", (_, call) =>
            {
                call.Ack([.. call.Arguments]);
                return Task.CompletedTask;
            });
        });
        await app.RunAsync();
    }
}
