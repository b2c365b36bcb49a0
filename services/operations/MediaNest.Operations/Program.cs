using MediaNest.Operations;
using MediaNest.Operations.Health;
using MediaNest.Operations.RateLimits;
using MediaNest.Operations.Statistics;
using MediaNest.Operations.Status;
using MediaNest.Operations.UptimeKuma;
using MediaNest.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("operations");
builder.AddOperationsServices();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapSystemHealth();
app.MapStatus();
app.MapStatusAdministration();
app.MapUptimeKumaWebhook();
app.MapStatistics();
app.MapRateLimits();
await app.RunAsync();
