using System.Diagnostics.Metrics;
using MediaNest.Resilience;
using MediaNest.Resilience.Breaker;
using MediaNest.Resilience.Dependencies;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Named pipelines for outside systems.</summary>
public static class DependencyResilienceExtensions
{
    /// <summary>
    /// Sends the client's calls through the pipeline of a dependency: total timeout, concurrency limit, retry (idempotent calls),
    /// circuit breaker, attempt timeout. Clients of one dependency share it. Calls without an answer throw <see cref="DependencyUnavailableException"/>.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="dependency">The name, such as <c>tmdb</c>; options are in section <c>Resilience:&lt;name&gt;</c>.</param>
    /// <param name="configure">Sets options in code, before configuration.</param>
    public static IHttpClientBuilder AddDependencyResilience(
        this IHttpClientBuilder builder, string dependency, Action<DependencyResilienceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDependencyBreaker(dependency, configure);
        builder.Services.TryAddSingleton<DependencyPipelines>();
        builder.ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan); // the pipeline has the deadline
        return builder.AddHttpMessageHandler(provider =>
        {
            var pipelines = provider.GetRequiredService<DependencyPipelines>();
            return new ResilienceHandler(_ => pipelines.Get(dependency), provider.GetRequiredService<TimeProvider>());
        });
    }

    /// <summary>Adds only the breaker of a dependency, for <see cref="CircuitBreaker.ExecuteAsync"/>: for what is called other than by HTTP.</summary>
    /// <param name="services">The services.</param>
    /// <param name="dependency">The name; options are in section <c>Resilience:&lt;name&gt;</c>.</param>
    /// <param name="configure">Sets options in code, before configuration.</param>
    public static IServiceCollection AddDependencyBreaker(
        this IServiceCollection services, string dependency, Action<DependencyResilienceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(dependency);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new RegisteredDependency(dependency));
        services.TryAddSingleton(provider => new CircuitBreakers(
            provider.GetServices<RegisteredDependency>(),
            provider.GetRequiredService<IOptionsMonitor<DependencyResilienceOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<ILogger<CircuitBreakers>>()));
        services.AddOptions<DependencyResilienceOptions>(dependency)
            .Configure(options =>
            {
                options.UsePreset(dependency);
                configure?.Invoke(options);
            })
            .BindConfiguration($"{DependencyResilienceOptions.SectionName}:{dependency}")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }
}
