using MediaNest.Notification;
using MediaNest.Notification.Broadcasts;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Realtime;
using MediaNest.Notification.Webhooks;
using MediaNest.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("notification");
builder.AddNotificationServices();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapNotifications();
app.MapWebhooks();
app.MapBroadcasts();
app.MapRealtime();
await app.RunAsync();
