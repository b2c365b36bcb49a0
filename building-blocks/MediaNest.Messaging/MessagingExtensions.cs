using System.Diagnostics.Metrics;
using MassTransit;
using MediaNest.Contracts;
using MediaNest.Messaging.DeadLetters;
using MediaNest.Messaging.Outbox;
using MediaNest.Messaging.Transport;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MediaNest.Messaging;

/// <summary>Lets a service publish and consume events.</summary>
public static class MessagingExtensions
{
    /// <summary>Name of the connection string of the broker, and of its health check.</summary>
    public const string ConnectionName = "rabbitmq";

    /// <summary>
    /// Adds MassTransit on RabbitMQ with MediaNest's conventions: <see cref="IEventPublisher"/> through the outbox of <typeparamref name="TDbContext"/>,
    /// its dispatcher, the inbox around every consumer, quorum queues named <c>service-consumer</c>, retries and <c>_error</c> queues,
    /// a health check that is degraded, not unhealthy, while the broker is away.
    /// </summary>
    /// <typeparam name="TDbContext">The service's DbContext, added with <c>AddServiceDatabase</c>; its model calls <c>AddMessagingTables</c>.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">The service, such as <c>media</c>: prefix of its queues.</param>
    /// <param name="configure">Adds the consumers.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IHostApplicationBuilder AddMediaNestMessaging<TDbContext>(
        this IHostApplicationBuilder builder,
        string serviceName,
        Action<IBusRegistrationConfigurator>? configure = null)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(serviceName);

        // MassTransit tells of every failed attempt to connect or to send with a stack trace;
        // BusService says once what is wrong with the broker or a queue, and once that it is well again
        builder.Configuration["Logging:LogLevel:MassTransit"] ??= "Critical";
        builder.Configuration["Logging:LogLevel:MassTransit.ReceiveTransport"] ??= "Warning";

        var services = builder.Services;
        services.AddSending();
        services.AddSingleton<QueueNames>();
        services.AddSingleton<IDeadLetters, BrokerDeadLetters>();
        services.AddScoped(provider => new ScopedDatabase(provider.GetRequiredService<TDbContext>()));
        services.AddScoped<IEventPublisher, OutboxEventPublisher>();
        services.AddScoped<IMigrationStep<TDbContext>, OutboxNotifyTrigger<TDbContext>>();

        services.AddMassTransit(bus => ConfigureBus(bus, serviceName, configure));

        // without these, an endpoint whose channel died waits for ever for a delivery that will never be acknowledged, and never consumes again
        services.Configure<MassTransitHostOptions>(options =>
        {
            options.ConsumerStopTimeout = BrokerTimes.ConsumerStop;
            options.StopTimeout = BrokerTimes.EndpointStop;
        });
        // ours starts the bus, after the migrations
        services.RemoveMassTransitHostedService();
        services.AddSingleton<EndpointKeeper>();
        services.AddReceiveEndpointObserver(provider => provider.GetRequiredService<EndpointKeeper>());
        services.AddHostedService<BusService<TDbContext>>();
        services.WakeOnNotify<TDbContext, OutboxDispatcher<TDbContext>>(OutboxSql.Channel);
        services.AddHostedService<OutboxDispatcher<TDbContext>>();
        services.AddHostedService<RetentionService<TDbContext>>();
        return builder;
    }

    /// <summary>
    /// Adds <see cref="IEphemeralPublisher"/> alone, for a process without a database that only has things to say that may be lost. It starts and goes
    /// on without the broker; where no address of one is configured, it says nothing.
    /// </summary>
    /// <param name="builder">The host being built.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IHostApplicationBuilder AddEphemeralPublishing(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(ConnectionName)))
        {
            builder.Services.AddSingleton<IEphemeralPublisher, SilentPublisher>();
            return builder;
        }

        builder.Services.AddMetrics();
        builder.Services.AddSending();
        return builder;
    }

    private static void AddSending(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<MessagingOptions>()
            .BindConfiguration(MessagingOptions.SectionName)
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString(ConnectionName) ?? "")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => new MessagingTelemetry(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<IEphemeralPublisher, EphemeralPublisher>();
    }

    private static void ConfigureBus(IBusRegistrationConfigurator bus, string serviceName, Action<IBusRegistrationConfigurator>? configure)
    {
        bus.DisableUsageTelemetry();
        bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(serviceName, includeNamespace: false));
        bus.ConfigureHealthCheckOptions(health =>
        {
            health.Name = ConnectionName;
            // the outbox keeps what cannot be sent: routes go on without the broker
            health.MinimalFailureStatus = HealthStatus.Degraded;
            health.Tags.Add("ready");
        });
        bus.AddConfigureEndpointsCallback(EndpointConventions.Apply);
        configure?.Invoke(bus);
        bus.UsingRabbitMq((context, rabbit) =>
        {
            var options = context.GetRequiredService<IOptions<MessagingOptions>>().Value;
            rabbit.Host(options.BrokerAddress, host =>
            {
                host.PublisherConfirmation = true;

                // a connection that a dying broker left half open is found out in half a minute, not in minutes
                host.Heartbeat(BrokerTimes.Silence);
                host.RequestedConnectionTimeout(BrokerTimes.Silence);
                host.ContinuationTimeout(BrokerTimes.Answer);
            });
            // every event would otherwise be routed through the exchange of its interface as well
            rabbit.Publish<IIntegrationEvent>(topology => topology.Exclude = true);
            rabbit.ConfigureEndpoints(context);
        });
    }
}
