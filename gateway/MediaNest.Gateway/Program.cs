using MediaNest.Caching;
using MediaNest.Gateway;
using MediaNest.Gateway.OpenApi;
using MediaNest.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseKestrelHttpsConfiguration();
builder.AddHostDefaults("gateway");
builder.AddRedis();
builder.AddGateway();

var app = builder.Build();
app.UseHostDefaults();
app.UseGateway();
app.MapHealthEndpoints();
app.MapOpenApiUnion();
app.MapRoutes();
await app.RunAsync();
