using System.IO.Compression;
using System.Net;
using MediaNest.Gateway.Compression;
using MediaNest.Gateway.Guarding;
using MediaNest.Gateway.Proxy;
using MediaNest.Gateway.RateLimiting;
using MediaNest.Gateway.Routing;
using MediaNest.ServiceDefaults.ServiceClients;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;

namespace MediaNest.Gateway;

/// <summary>What the gateway is made of.</summary>
internal static class GatewayServices
{
    public static void AddGateway(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            // its only use here would be a span for every request that nobody collects; failures are logged by the exception handler
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }

        var services = builder.Services;
        services.AddMetrics();
        services.AddSingleton<GatewayMetrics>();
        services.AddTransient<AuthAddressHandler>();
        services.AddTokenVerification().AddHttpMessageHandler<AuthAddressHandler>();
        services.AddCsrfTokens();
        services.AddGuard();
        services.AddProxy();
        services.AddWorthwhileCompression();
        services.AddTrustedProxies();
    }

    private static void AddGuard(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidator>();
        services.AddOptions<GuardOptions>().BindConfiguration(GuardOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<RedisGuard>();
        services.AddSingleton<LocalRateCounter>();
        services.AddSingleton<RequestGuard>();
    }

    private static void AddProxy(this IServiceCollection services)
    {
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IReadOnlyList<GatewayRoute>>(provider =>
            RouteTable.For(provider.GetRequiredService<IHostEnvironment>().IsDevelopment()));
        services.AddSingleton<IProxyConfigProvider>(provider => new InMemoryConfigProvider(
            [.. provider.GetRequiredService<IReadOnlyList<GatewayRoute>>().Select(RouteTable.ToConfig)],
            ServiceClusters.Create(provider.GetRequiredService<ServiceEndpoints>(), provider.GetRequiredService<IOptions<ProxyOptions>>().Value)));
        services.AddReverseProxy();
        services.AddSingleton<Yarp.ReverseProxy.Forwarder.IForwarderHttpClientFactory, QuickConnectFactory>();
    }

    private static void AddWorthwhileCompression(this IServiceCollection services)
    {
        // over HTTPS too: the cookies are SameSite, so no other site can have our answers measured (BREACH)
        services.AddResponseCompression(options => options.EnableForHttps = true);
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.AddSingleton<IResponseCompressionProvider, WorthwhileCompression>();
    }

    /// <summary>X-Forwarded-* is believed of the proxies in <c>TrustedProxies</c> (addresses or networks), and of nobody else.</summary>
    private static void AddTrustedProxies(this IServiceCollection services) =>
        services.AddOptions<ForwardedHeadersOptions>().Configure<IConfiguration>((options, configuration) =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var trusted in configuration.GetSection("TrustedProxies").Get<string[]>() ?? [])
            {
                if (System.Net.IPNetwork.TryParse(trusted, out var network))
                {
                    options.KnownIPNetworks.Add(network);
                }
                else
                {
                    options.KnownProxies.Add(IPAddress.Parse(trusted));
                }
            }

            options.ForwardedHeaders = options.KnownProxies.Count + options.KnownIPNetworks.Count > 0
                ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
                : ForwardedHeaders.None;
        });
}
