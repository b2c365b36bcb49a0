using System.IO.Compression;
using MediaNest.Gateway.Compression;
using MediaNest.Gateway.Cors;
using MediaNest.Gateway.Csrf;
using MediaNest.Gateway.Exchange;
using MediaNest.Gateway.Guarding;
using MediaNest.Gateway.Headers;
using MediaNest.Gateway.OpenApi;
using MediaNest.Gateway.Proxy;
using MediaNest.Gateway.RateLimiting;
using MediaNest.Gateway.Routing;
using MediaNest.Gateway.Sockets;
using MediaNest.Messaging;
using MediaNest.ServiceDefaults.ServiceClients;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;

namespace MediaNest.Gateway;

/// <summary>What the gateway is made of.</summary>
internal static class GatewayServices
{
    /// <summary>At once, to one instance: whoever tries keys does not keep auth from its work.</summary>
    private const int MostCallsToAuth = 16;

    public static void AddGateway(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            // its only use here would be a span for every request that nobody collects; failures are logged by the exception handler
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }

        var services = builder.Services;
        builder.AddEphemeralPublishing();
        services.AddMetrics();
        services.AddSingleton<GatewayMetrics>();
        services.AddTransient<ServiceAddressHandler>();
        services.AddTokenVerification().AddHttpMessageHandler<ServiceAddressHandler>();
        services.AddCsrfTokens();
        services.AddSingleton<CsrfCounts>();
        services.AddHostedService<CsrfCountWriter>();
        services.AddGuard();
        services.AddTokenExchange();
        services.AddProxy();
        services.AddSockets();
        services.AddWorthwhileCompression();
        services.AddCrossOrigin();
        services.AddOpenApiUnion();
        TrustedProxies.Add(services);
        ClientLimitOptions.Add(services);
    }

    private static void AddGuard(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidator>();
        services.AddOptions<GuardOptions>().BindConfiguration(GuardOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<RateLimitViolations>();
        services.AddHostedService<ViolationReporter>();
        services.AddSingleton<RedisGuard>();
        services.AddSingleton<LocalRateCounter>();
        services.AddSingleton<RequestGuard>();
        services.AddHostedService<KeyWithdrawalListener>();
        services.AddSingleton<CallerFinder>();
    }

    /// <summary>The gateway's own calls to auth, for tokens in exchange for API keys and for tokens with an old role.</summary>
    private static void AddTokenExchange(this IServiceCollection services)
    {
        services.AddOptions<ExchangeOptions>().BindConfiguration(ExchangeOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ServiceAuthOptions>().BindConfiguration("ServiceAuth").Configure(options => options.ClientId = "gateway")
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(TokenExchangeClient.ClientName)
            .ConfigureHttpClient((provider, client) => client.Timeout = provider.GetRequiredService<IOptions<ExchangeOptions>>().Value.Timeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { MaxConnectionsPerServer = MostCallsToAuth })
            .AddHttpMessageHandler<ServiceAddressHandler>();
        services.AddSingleton<TokenExchangeClient>();
        services.AddSingleton<ApiKeyTokens>();
        services.AddSingleton<RenewedTokens>();
    }

    private static void AddProxy(this IServiceCollection services)
    {
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IReadOnlyList<GatewayRoute>>(provider =>
            RouteTable.For(provider.GetRequiredService<IHostEnvironment>().IsDevelopment()));
        services.AddSingleton<IProxyConfigProvider>(provider => new InMemoryConfigProvider(
            [.. provider.GetRequiredService<IReadOnlyList<GatewayRoute>>().Select(RouteTable.ToConfig)],
            ServiceClusters.Create(provider.GetRequiredService<ServiceEndpoints>(), provider.GetRequiredService<IOptions<ProxyOptions>>().Value)));
        services.AddReverseProxy().AddTransforms(HeadAsGet.Add);
        services.AddSingleton<Yarp.ReverseProxy.Forwarder.IForwarderHttpClientFactory, QuickConnectFactory>();
    }

    private static void AddSockets(this IServiceCollection services)
    {
        services.AddOptions<SocketConnectionOptions>().BindConfiguration(SocketConnectionOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SocketConnections>();
        services.AddSingleton<Yarp.ReverseProxy.Health.IPassiveHealthCheckPolicy, ConnectFailurePolicy>();
        services.Replace(ServiceDescriptor.Singleton<IHttpContextFactory, QueryTokenContextFactory>());
        services.AddAffinityKeys();
    }

    private static void AddWorthwhileCompression(this IServiceCollection services)
    {
        // over HTTPS too: the cookies are SameSite, so no other site can have our answers measured (BREACH)
        services.AddResponseCompression(options => options.EnableForHttps = true);
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.AddSingleton<IResponseCompressionProvider, WorthwhileCompression>();
    }
}
