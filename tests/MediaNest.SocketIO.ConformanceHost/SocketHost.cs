namespace MediaNest.SocketIO.ConformanceHost;

/// <summary>Socket.IO with the values and answers that the official suite expects.</summary>
internal static class SocketHost
{
    // the suite starts listening for the next message after it has read this one: give it the time
    private static readonly TimeSpan ListeningTime = TimeSpan.FromMilliseconds(20);

    public static async Task RunSocketAsync(this WebApplicationBuilder builder)
    {
        builder.Services.AddSocketIO(options =>
        {
            options.PingIntervalMilliseconds = 300;
            options.PingTimeoutMilliseconds = 200;
            options.MaxPayloadBytes = 1_000_000;
            // the suite beats three hearts without a namespace (over 900 ms), and gives a connection without one two seconds to be closed
            options.ConnectTimeoutMilliseconds = 1_800;
            options.AllowedOrigins.Add("*");
        });
        var app = builder.Build();
        Map(app);
        await app.RunAsync();
    }

    private static void Map(WebApplication app) => app.MapSocketIO("/socket.io", io =>
    {
        foreach (var name in (string[])["/", "/custom"])
        {
            var served = io.Of(name);
            served.OnConnection(async socket =>
            {
                await Task.Delay(ListeningTime, socket.Disconnected);
                await socket.EmitAsync("auth", socket.Handshake.Auth);
            });
            served.On("message", (socket, call) => socket.EmitAsync("message-back", [.. call.Arguments]));
            served.On("message-with-ack", (_, call) =>
            {
                call.Ack([.. call.Arguments]);
                return Task.CompletedTask;
            });
        }
    });
}
