using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaNest.SocketIO;

/// <summary>Registers and maps the Socket.IO server.</summary>
public static class SocketIOExtensions
{
    /// <summary>Adds <see cref="SocketIOServer"/>, for one instance until <c>AddSocketIORedis</c> joins several. Options come from section <c>SocketIO</c>, then from code.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options in code.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSocketIO(this IServiceCollection services, Action<SocketIOOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        var options = services.AddOptions<SocketIOOptions>().BindConfiguration(SocketIOOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SocketIOOptions>, SocketIOOptionsValidator>());
        services.TryAddSingleton(provider => new SocketIOTelemetry(provider.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()));
        services.TryAddSingleton<ISocketAdapterFactory, LocalAdapterFactory>();
        services.TryAddSingleton(provider => new SocketIOServer(
            provider.GetRequiredService<IOptions<SocketIOOptions>>(),
            provider.GetRequiredService<SocketIOTelemetry>(),
            provider.GetRequiredService<ISocketAdapterFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SocketIOServer>>()));
        services.AddHostedService<SocketIOShutdown>();
        return services;
    }

    /// <summary>Answers Socket.IO clients under a path, with long-polling and WebSocket.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">The clients' <c>path</c> option; theirs is <c>/socket.io</c> too if nothing is said.</param>
    /// <param name="configure">Sets up namespaces; clients can join those that were asked for with <see cref="SocketIOServer.Of"/>.</param>
    /// <returns>The endpoint, for conventions such as a host filter.</returns>
    public static IEndpointConventionBuilder MapSocketIO(this IEndpointRouteBuilder endpoints, string path, Action<SocketIOServer> configure)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(configure);
        var server = endpoints.ServiceProvider.GetRequiredService<SocketIOServer>();
        configure(server);
        var engine = new EngineServer(EngineOptionsOf(server.Options), server.Clients, server.Time, server.Logger);
        server.Engines.Add(engine);
        return endpoints.Map(path.TrimEnd('/') + "/", (RequestDelegate)engine.HandleAsync).WithDisplayName("Socket.IO");
    }

    private static EngineOptions EngineOptionsOf(SocketIOOptions options) => new()
    {
        PingInterval = TimeSpan.FromMilliseconds(options.PingIntervalMilliseconds),
        PingTimeout = TimeSpan.FromMilliseconds(options.PingTimeoutMilliseconds),
        UpgradeTimeout = TimeSpan.FromMilliseconds(options.UpgradeTimeoutMilliseconds),
        MaxPayload = options.MaxPayloadBytes,
        MaxQueuedPackets = options.MaxQueuedPackets,
        MaxQueuedBytes = options.MaxQueuedBytes,
        MaxConnections = options.MaxConnections,
        AllowedOrigins = [.. options.AllowedOrigins],
    };
}
