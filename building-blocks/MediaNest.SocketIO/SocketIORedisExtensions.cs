using MediaNest.SocketIO.Redis;
using MediaNest.SocketIO.Rooms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace MediaNest.SocketIO;

/// <summary>Joins several instances over Redis.</summary>
public static class SocketIORedisExtensions
{
    /// <summary>
    /// Broadcasts reach the sockets of all instances, and a socket can be recovered by another instance than the one it was on.
    /// Takes <see cref="IConnectionMultiplexer"/> from the services. While Redis is away, each instance goes on by itself.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options in code, after section <c>SocketIO:Redis</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSocketIORedis(this IServiceCollection services, Action<SocketIORedisOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SocketIORedisOptions>()
            .BindConfiguration(SocketIORedisOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.Replace(ServiceDescriptor.Singleton<ISocketAdapterFactory, RedisAdapterFactory>());
        return services;
    }
}
