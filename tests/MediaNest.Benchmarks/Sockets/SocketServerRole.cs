using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using MediaNest.SocketIO;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace MediaNest.Benchmarks.Sockets;

/// <summary>A server on MediaNest.SocketIO with the duties of <c>Node/server.mjs</c>.</summary>
internal static class SocketServerRole
{
    private static readonly object Progress = new
    {
        id = "0197e0f2-5f6a-7c1e-9d3b-2f4a6b8c0d1e",
        progress = 42.5,
        status = "downloading",
        speed = 1_048_576,
        eta = 321,
        title = "Big Buck Bunny",
    };

    /// <summary>Serves until it is killed.</summary>
    /// <param name="port">On the loopback address.</param>
    /// <param name="redis">Connection string; empty for one instance alone.</param>
    /// <param name="recoverySeconds">How long sockets are kept for their return; 0 as the JavaScript server by default.</param>
    public static async Task<int> RunAsync(string port, string redis, int recoverySeconds)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        builder.Services.AddSocketIO(options =>
        {
            options.RecoverySeconds = recoverySeconds;
            options.MaxEventsPerSecond = 0;
        });
        if (redis.Length > 0)
        {
            var connection = await ConnectionMultiplexer.ConnectAsync(redis);
            // as MediaNest connects
            connection.PreserveAsyncOrder = false;
            builder.Services.AddSingleton<IConnectionMultiplexer>(connection);
            builder.Services.AddSocketIORedis();
        }

        var app = builder.Build();
        app.MapSocketIO("/socket.io", io => io.Of("/").On("echo", (_, call) =>
        {
            call.Ack(call.Arguments[0]);
            return Task.CompletedTask;
        }));
        app.MapGet("/control/broadcast", async (int round, SocketIOServer io) =>
        {
            await io.Of("/").EmitAsync("tick", round, Stopwatch.GetTimestamp(), Progress);
            return TypedResults.Ok();
        });
        app.MapGet("/control/collect", () => TypedResults.Ok(new { managed = Collect() }));
        await app.RunAsync();
        return 0;
    }

    [SuppressMessage("Major Code Smell", "S1215", Justification = "what is still held is what is measured")]
    private static long Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
