using MediaNest.Media;
using MediaNest.Media.Catalog;
using MediaNest.Media.Overseerr;
using MediaNest.Media.Requests;
using MediaNest.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("media");
builder.AddMediaServices();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapCatalog();
app.MapRequests();
app.MapAdminRequests();
app.MapOverseerrWebhook();
await app.RunAsync();
