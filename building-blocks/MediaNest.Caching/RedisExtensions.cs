using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Caching;

/// <summary>Registers the connection to Redis and the cache over it.</summary>
public static class RedisExtensions
{
    /// <summary>Name of the connection string.</summary>
    public const string ConnectionName = "redis";

    /// <summary>
    /// Adds <see cref="IConnectionMultiplexer"/>, <see cref="JsonCache"/> and a health check. A Redis that is down at start or later
    /// stops nothing: the connection comes back by itself.
    /// </summary>
    /// <param name="builder">The host being built.</param>
    /// <returns>The builder.</returns>
    public static IHostApplicationBuilder AddRedis(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<RedisOptions>().Bind(builder.Configuration.GetSection("Redis")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<RedisOptions>, ConnectionStringValidator>();
        services.AddSingleton<IConnectionMultiplexer>(provider => Connect(
            provider.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName)!,
            provider.GetRequiredService<IOptions<RedisOptions>>().Value));
        services.AddSingleton<JsonCache>();
        // degraded, not unhealthy: every use of Redis has a way on without it
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", HealthStatus.Degraded, ["ready"], TimeSpan.FromSeconds(2));
        return builder;
    }

    private static ConnectionMultiplexer Connect(string connectionString, RedisOptions options)
    {
        var configuration = ConfigurationOptions.Parse(connectionString);
        configuration.AbortOnConnectFail = false;
        configuration.ConnectTimeout = 2_000;
        configuration.SyncTimeout = options.TimeoutMilliseconds;
        configuration.ResponseTimeout = options.TimeoutMilliseconds;
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        var connection = ConnectionMultiplexer.Connect(configuration);
        // nobody relies on answers being handed out one after the other
        connection.PreserveAsyncOrder = false;
        return connection;
    }

    private sealed class ConnectionStringValidator(IConfiguration configuration) : IValidateOptions<RedisOptions>
    {
        public ValidateOptionsResult Validate(string? name, RedisOptions options) =>
            string.IsNullOrWhiteSpace(configuration.GetConnectionString(ConnectionName))
                ? ValidateOptionsResult.Fail("ConnectionStrings:redis must be set, for example '127.0.0.1:6379,password=…'.")
                : ValidateOptionsResult.Success;
    }

    private sealed class RedisHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await redis.GetDatabase().PingAsync();
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, "Redis does not answer.", exception);
            }
        }
    }
}
