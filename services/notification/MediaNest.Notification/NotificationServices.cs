using MediaNest.Messaging;
using MediaNest.Notification.Data;
using MediaNest.Notification.Delivery;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Notifications.Consumers;
using MediaNest.Notification.Realtime;
using MediaNest.Notification.Users;
using MediaNest.Notification.Users.Consumers;
using MediaNest.Persistence;
using MediaNest.Persistence.StartUp;
using MediaNest.ServiceDefaults.ServiceClients;

namespace MediaNest.Notification;

internal static class NotificationServices
{
    public static void AddNotificationServices(this WebApplicationBuilder builder)
    {
        builder.AddServiceDatabase<NotificationDbContext>("notification-db").MigrateOnStart<NotificationDbContext>();
        builder.AddMediaNestMessaging<NotificationDbContext>("notification", bus =>
        {
            bus.AddConsumer<UserRegisteredConsumer>();
            bus.AddConsumer<UserRoleChangedConsumer>();
            bus.AddConsumer<UserDeletedConsumer>();
            bus.AddConsumer<MediaRequestedConsumer>();
            bus.AddConsumer<MediaRequestStatusChangedConsumer>();
            bus.AddConsumer<DownloadCompletedConsumer>();
            bus.AddConsumer<DownloadFailedConsumer>();
            bus.AddConsumer<SecurityAlertRaisedConsumer>();
            bus.AddDeliveryConsumers();
            bus.AddRealtimeConsumers();
        });
        builder.AddDelivery();
        builder.AddRealtime();
        builder.Services.AddScoped<UserDirectory>();
        builder.AddServiceClient<AuthUsers>("auth").AddStandardResilienceHandler();
        builder.Services.AddStartUpWork<NotificationDbContext, UserCatchUp>();
        builder.Services.AddScoped<Notifier>();
    }
}
