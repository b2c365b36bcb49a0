using MediaNest.Caching;
using MediaNest.Messaging;
using MediaNest.Operations.Data;
using MediaNest.Operations.Health;
using MediaNest.Operations.Probes;
using MediaNest.Operations.RateLimits;
using MediaNest.Operations.RateLimits.Consumers;
using MediaNest.Operations.Statistics;
using MediaNest.Operations.Statistics.Consumers;
using MediaNest.Operations.Status;
using MediaNest.Operations.UptimeKuma;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using MediaNest.ServiceDefaults.ServiceClients;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations;

internal static class OperationsServices
{
    private const string DatabaseName = "operations-db";

    public static void AddOperationsServices(this WebApplicationBuilder builder)
    {
        builder.AddServiceDatabase<OperationsDbContext>(DatabaseName).MigrateOnStart<OperationsDbContext>();
        builder.AddRedis();
        builder.AddMediaNestMessaging<OperationsDbContext>("operations", bus =>
        {
            bus.AddConsumer<UserFactsConsumer>();
            bus.AddConsumer<RequestFactsConsumer>();
            bus.AddConsumer<DownloadFactsConsumer>();
            bus.AddConsumer<RateLimitViolationsConsumer>();
        });
        builder.AddProbes();
        builder.AddMonitoring();
        builder.Services.AddSingleton<HealthReporter>();
        builder.Services.AddScoped<StatisticsReader>();
        builder.Services.AddOptions<RateLimitViolationOptions>().BindConfiguration(RateLimitViolationOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<RateLimitRetention>();
    }

    private static void AddProbes(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MonitoringOptions>().BindConfiguration(MonitoringOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<YouTubeOptions>().BindConfiguration("YouTube");
        services.AddHttpClient(OutsideSystemProbe.ClientName).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        });

        services.AddInfrastructureProbe("database", "PostgreSQL", DatabaseName, isVital: true);
        // the gateway finds sessions there: without them nobody is signed in
        services.AddInfrastructureProbe("redis", "Redis", RedisExtensions.ConnectionName, isVital: true);
        // events wait in the outboxes until it is back
        services.AddInfrastructureProbe("rabbitmq", "RabbitMQ", MessagingExtensions.ConnectionName, isVital: false);
        foreach (var system in OutsideSystem.All)
        {
            services.AddOptions<OutsideSystemOptions>(system.Section).BindConfiguration(system.Section).ValidateDataAnnotations().ValidateOnStart();
            services.AddSingleton<IProbe>(provider => ActivatorUtilities.CreateInstance<OutsideSystemProbe>(provider, system));
        }

        services.AddSingleton<IProbe, YtDlpProbe>();
        foreach (var service in OwnServiceProbe.All)
        {
            services.AddSingleton<IProbe>(provider => new OwnServiceProbe(
                provider.GetRequiredService<IHttpClientFactory>(),
                provider.GetRequiredService<ServiceEndpoints>(),
                provider.GetRequiredService<IOptions<MonitoringOptions>>(),
                service));
        }

        services.AddSingleton<Prober>();
    }

    private static void AddInfrastructureProbe(this IServiceCollection services, string name, string displayName, string checkName, bool isVital) =>
        services.AddSingleton<IProbe>(provider => new InfrastructureProbe(
            provider.GetRequiredService<HealthCheckService>(), name, displayName, checkName, isVital));

    private static void AddMonitoring(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<UptimeKumaOptions>().BindConfiguration(UptimeKumaOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient<UptimeKumaClient>().AddDependencyResilience(UptimeKumaClient.Dependency);
        services.AddSingleton<MonitorLease>();
        services.AddWorkSignal<MonitorService>();
        services.AddScoped<StatusRecorder>();
        services.AddScoped<StatusPoller>();
        services.AddScoped<StatusReader>();
        services.AddHostedService<MonitorService>();
    }
}
