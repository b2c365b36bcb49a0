using MediaNest.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The standard pipeline for HTTP clients.</summary>
public static class ResilienceHttpClientBuilderExtensions
{
    /// <summary>Sends the client's calls through the standard pipeline: rate limiter, total timeout, retry, circuit breaker, attempt timeout.</summary>
    /// <param name="builder">The client.</param>
    public static IHttpStandardResiliencePipelineBuilder AddStandardResilienceHandler(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var client = builder.Name ?? ""; // null inside ConfigureHttpClientDefaults
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StandardPipelines>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HttpStandardResilienceOptions>, HttpStandardResilienceOptionsValidator>());
        services.AddOptions<HttpStandardResilienceOptions>(client).ValidateOnStart();

        var result = new HttpStandardResiliencePipelineBuilder(client, services);
        builder.ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan); // the pipeline has the deadline
        builder.AddHttpMessageHandler(provider =>
        {
            var pipelines = provider.GetRequiredService<StandardPipelines>();
            return new ResilienceHandler(
                request => pipelines.Get(client, result.ByAuthority ? request.RequestUri?.Authority ?? "" : ""),
                provider.GetRequiredService<TimeProvider>());
        });
        return result;
    }

    /// <summary>As <see cref="AddStandardResilienceHandler(IHttpClientBuilder)"/>, with options set in code.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Sets the options.</param>
    public static IHttpStandardResiliencePipelineBuilder AddStandardResilienceHandler(
        this IHttpClientBuilder builder, Action<HttpStandardResilienceOptions> configure) =>
        builder.AddStandardResilienceHandler().Configure(configure);

    /// <summary>As <see cref="AddStandardResilienceHandler(IHttpClientBuilder)"/>, with options from configuration.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="section">The configuration.</param>
    public static IHttpStandardResiliencePipelineBuilder AddStandardResilienceHandler(
        this IHttpClientBuilder builder, IConfigurationSection section) =>
        builder.AddStandardResilienceHandler().Configure(section);

    /// <summary>Sets the pipeline's options in code.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets the options.</param>
    public static IHttpStandardResiliencePipelineBuilder Configure(
        this IHttpStandardResiliencePipelineBuilder builder, Action<HttpStandardResilienceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.PipelineName, configure);
        return builder;
    }

    /// <summary>Takes the pipeline's options from configuration.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="section">The configuration.</param>
    public static IHttpStandardResiliencePipelineBuilder Configure(
        this IHttpStandardResiliencePipelineBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<HttpStandardResilienceOptions>(builder.PipelineName).Bind(section);
        return builder;
    }

    /// <summary>Gives every host a pipeline of its own, so that one host's failures do not open the circuit for another.</summary>
    /// <param name="builder">The pipeline.</param>
    public static IHttpStandardResiliencePipelineBuilder SelectPipelineByAuthority(this IHttpStandardResiliencePipelineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ((HttpStandardResiliencePipelineBuilder)builder).ByAuthority = true;
        return builder;
    }
}
