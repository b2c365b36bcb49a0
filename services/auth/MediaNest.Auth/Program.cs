using MediaNest.Auth;
using MediaNest.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("auth");
builder.AddAuthServices();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapAuthEndpoints();
await app.RunAsync();
