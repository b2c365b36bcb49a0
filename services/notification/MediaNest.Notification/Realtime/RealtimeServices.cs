using System.Text.Json;
using MassTransit;
using MediaNest.Caching;
using MediaNest.Notification.Realtime.Commands;
using MediaNest.Notification.Realtime.Consumers;
using MediaNest.Notification.Realtime.Sessions;
using MediaNest.Notification.Realtime.State;
using MediaNest.ServiceDefaults;
using MediaNest.SocketIO;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Realtime;

/// <summary>Socket.IO for clients: <c>design/realtime.md</c>.</summary>
internal static class RealtimeServices
{
    public static void AddRealtime(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddRedis();
        services.AddOptions<RealtimeOptions>().BindConfiguration(RealtimeOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSocketIO(options =>
        {
            options.Json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
            JsonDefaults.Apply(options.Json);
        });
        services.AddSocketIORedis();
        // installations that share a Redis keep apart here too
        services.AddOptions<SocketIORedisOptions>().Configure<IOptions<RedisOptions>, IConfiguration>((sockets, redis, configuration) =>
            sockets.KeyPrefix = configuration[$"{SocketIORedisOptions.SectionName}:KeyPrefix"] ?? redis.Value.KeyPrefix + "socketio:");
        services.AddSingleton<SessionStates>();
        services.AddSingleton<SocketGate>();
        services.AddSingleton<SocketConnections>();
        services.AddSingleton<SocketEviction>();
        services.AddHostedService<SessionSweep>();
        services.AddSingleton<RealtimeMetrics>();
        services.AddSingleton<StateGate>();
        services.AddSingleton<StateReader>();
        services.AddScoped<LiveRequests>();
        services.AddScoped<LiveDownloads>();
        services.AddScoped<LiveServices>();
        services.AddSingleton<Announcer>();
        builder.AddCommands();
    }

    /// <summary>Every event that sockets are told of.</summary>
    public static void AddRealtimeConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<AnnounceMediaRequestedConsumer>();
        bus.AddConsumer<AnnounceMediaRequestStatusChangedConsumer>();
        bus.AddConsumer<AnnounceDownloadQueuedConsumer>();
        bus.AddConsumer<AnnounceDownloadProgressedConsumer>();
        bus.AddConsumer<AnnounceDownloadCompletedConsumer>();
        bus.AddConsumer<AnnounceDownloadFailedConsumer>();
        bus.AddConsumer<AnnounceDownloadCancelledConsumer>();
        bus.AddConsumer<AnnounceServiceStatusChangedConsumer>();
        bus.AddConsumer<AnnounceSecurityAlertRaisedConsumer>();
        bus.AddConsumer<AnnounceNotificationCreatedConsumer>();
        bus.AddConsumer<AnnounceUserPreferencesChangedConsumer>();
        bus.AddConsumer<AnnounceUserRegisteredConsumer>();
        bus.AddConsumer<AnnounceUserRoleChangedConsumer>();
        bus.AddConsumer<EvictSuspendedUserConsumer>();
        bus.AddConsumer<EvictDeletedUserConsumer>();
        bus.AddConsumer<EvictRevokedSessionConsumer>();
    }

    public static void MapRealtime(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<SocketGate>();
        var connections = app.Services.GetRequiredService<SocketConnections>();
        var commands = app.Services.GetRequiredService<CommandDispatcher>();
        var metrics = app.Services.GetRequiredService<RealtimeMetrics>();
        app.MapSocketIO("/socket.io", io =>
        {
            foreach (var name in SocketNamespaces.All)
            {
                var sockets = io.Of(name);
                sockets.Use(gate.AdmitAsync);
                sockets.OnConnection(connections.OnConnectedAsync);
                sockets.OnAcknowledgement((_, eventName, came) => metrics.Acknowledged(eventName, came));
                commands.HandleCommandsOf(sockets);
            }
        });
    }
}
