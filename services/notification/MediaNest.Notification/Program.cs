using MediaNest.Notification;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Realtime;
using MediaNest.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("notification");
builder.AddNotificationServices();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapNotifications();
app.MapRealtime();
await app.RunAsync();
