using MassTransit;
using MediaNest.Email;
using MediaNest.Encryption;
using MediaNest.Notification.Broadcasts;
using MediaNest.Notification.Broadcasts.Consumers;
using MediaNest.Notification.Data;
using MediaNest.Notification.Digest;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Notifications.Consumers;
using MediaNest.Notification.Preferences;
using MediaNest.Notification.Preferences.Consumers;
using MediaNest.Notification.Retention;
using MediaNest.Notification.Users.Consumers;
using MediaNest.Notification.Webhooks;
using MediaNest.Persistence.StartUp;
using MediaNest.Persistence.Waking;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Delivery;

/// <summary>How stored notifications leave.</summary>
internal static class DeliveryServices
{
    public static void AddDelivery(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddEmail();
        services.AddEncryption();
        services.AddOptions<NotificationOptions>().BindConfiguration(NotificationOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<NotificationOptions>, NotificationOptionsValidator>();
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>();
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();

        services.AddScoped<BroadcastSender>();
        services.AddScoped<ChannelDirectory>();
        services.AddScoped<Dispatch>();
        services.AddScoped<Bursts>();
        services.AddScoped<DigestSender>();
        services.AddHostedService<DigestWorker>();
        services.AddScoped<Cleanup>();
        services.AddHostedService<RetentionService>();

        services.AddSingleton<DeliveryMetrics>();
        services.WakeOnNotify<NotificationDbContext, DeliveryWorker>(Dispatch.NotifyChannel);
        services.AddScoped<DeliveryQueue>();
        services.AddScoped<DeliveryProcessor>();
        services.AddScoped<EmailChannel>();
        services.AddSingleton<AddressGuard>();
        services.AddSingleton<WebhookAddress>();
        services.AddSingleton<WebhookClient>();
        services.AddScoped<WebhookDesk>();
        services.AddScoped<WebhookChannel>();
        services.AddStartUpWork<NotificationDbContext, SecretRenewal>();
        services.AddHostedService<DeliveryWorker>();
    }

    public static void AddDeliveryConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<UserProfileChangedConsumer>();
        bus.AddConsumer<ChannelPreferencesConsumer>();
        bus.AddConsumer<EpisodesArrivedConsumer>();
        bus.AddConsumer<BroadcastStoredConsumer>();
        bus.AddConsumer<BroadcastShownConsumer>();
    }
}
