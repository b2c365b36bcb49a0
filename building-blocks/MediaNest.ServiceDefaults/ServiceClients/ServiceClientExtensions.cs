using MediaNest.ServiceDefaults.Correlation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MediaNest.ServiceDefaults.ServiceClients;

/// <summary>Typed HTTP clients for MediaNest's own services.</summary>
public static class ServiceClientExtensions
{
    /// <summary>
    /// Adds a typed client whose base address is <c>http://{serviceName}</c>, found through <see cref="ServiceEndpoints"/>, with this
    /// service's own token and the correlation id. A request that has an <c>Authorization</c> keeps it: on behalf of a user, set the user's token.
    /// Add a resilience handler to what it returns.
    /// </summary>
    /// <typeparam name="TClient">The typed client.</typeparam>
    /// <param name="builder">The host being built.</param>
    /// <param name="serviceName">Such as <c>plex</c>.</param>
    /// <returns>For further handlers.</returns>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string serviceName)
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services
            .AddHttpClient<TClient>(client => client.BaseAddress = new Uri($"http://{serviceName}"))
            .AddHttpMessageHandler<CorrelationHandler>()
            .AddHttpMessageHandler<ServiceTokenHandler>()
            .AddHttpMessageHandler<ServiceEndpointHandler>();
    }

    internal static void AddServiceClientCore(this IHostApplicationBuilder builder, string serviceName)
    {
        var services = builder.Services;
        services.TryAddSingleton<ServiceEndpoints>();
        services.TryAddTransient<CorrelationHandler>();
        services.TryAddTransient<ServiceEndpointHandler>();
        services.TryAddTransient<ServiceTokenHandler>();
        services.TryAddSingleton<ServiceTokenCache>();
        services.AddOptions<ServiceAuthOptions>()
            .Bind(builder.Configuration.GetSection("ServiceAuth"))
            .Configure(options => options.ClientId = serviceName)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddHttpClient<ServiceTokenSource>(client =>
            {
                client.BaseAddress = new Uri("http://auth");
                client.Timeout = TimeSpan.FromSeconds(10);
            })
            .AddHttpMessageHandler<ServiceEndpointHandler>();
    }
}
