using MediaNest.Caching;
using MediaNest.Messaging;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using MediaNest.Plex.Data;
using MediaNest.Plex.Libraries.Consumers;
using MediaNest.Plex.MediaServer;
using MediaNest.Plex.PlexTv;
using MediaNest.Plex.Sync;
using MediaNest.ServiceDefaults;

namespace MediaNest.Plex;

internal static class PlexServices
{
    public static WebApplicationBuilder AddPlexServices(this WebApplicationBuilder builder)
    {
        builder.AddRedis();
        builder.AddServiceDatabase<PlexDbContext>("plex-db");
        builder.MigrateOnStart<PlexDbContext>();
        builder.AddMediaNestMessaging<PlexDbContext>("plex", bus => bus.AddConsumer<DownloadCompletedConsumer>());

        var services = builder.Services;
        services.AddOptions<PlexOptions>().BindConfiguration(PlexOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PlexTvOptions>().BindConfiguration(PlexTvOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IExceptionMapper, PlexErrorMapper>();
        services.AddHttpClient<PlexClient>().AddDependencyResilience("plex");
        services.AddHttpClient<PlexTvClient>().AddDependencyResilience("plex.tv");
        services.AddSingleton<PlexPresence>();
        services.AddWorkSignal<PlexWorker>();
        services.AddSingleton<LiveLook>();
        services.AddScoped<LibraryReader>();
        services.AddScoped<LibrarySync>();
        services.AddScoped<PlexFollower>();
        services.AddHostedService<PlexWorker>();
        return builder;
    }
}
