using MediaNest.Download;
using MediaNest.Download.Downloads;
using MediaNest.Download.Metadata;
using MediaNest.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("download");
builder.AddDownloadServices();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapDownloads();
app.MapMetadata();
await app.RunAsync();
