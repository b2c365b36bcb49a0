using MediaNest.Plex;
using MediaNest.Plex.Availability;
using MediaNest.Plex.Libraries;
using MediaNest.Plex.Pictures;
using MediaNest.Plex.Search;
using MediaNest.Plex.Webhooks;
using MediaNest.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("plex");
builder.AddPlexServices();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapLibraries();
app.MapCollections();
app.MapSearch();
app.MapAvailability();
app.MapThumbnails();
app.MapPlexWebhook();
await app.RunAsync();
