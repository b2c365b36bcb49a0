using MediaNest.Caching;
using MediaNest.Download.Data;
using MediaNest.Download.Downloads.Consumers;
using MediaNest.Download.Files;
using MediaNest.Download.Metadata;
using MediaNest.Download.Queue;
using MediaNest.Download.YtDlp;
using MediaNest.Messaging;
using MediaNest.Persistence;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MediaNest.Download;

internal static class DownloadServices
{
    public static WebApplicationBuilder AddDownloadServices(this WebApplicationBuilder builder)
    {
        builder.AddRedis();
        builder.AddServiceDatabase<DownloadDbContext>("download-db");
        builder.MigrateOnStart<DownloadDbContext>();
        builder.AddMediaNestMessaging<DownloadDbContext>("download", bus => bus.AddConsumer<UserDeletedConsumer>());

        var services = builder.Services;
        services.AddOptions<YouTubeOptions>().BindConfiguration(YouTubeOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DownloadFiles>();
        services.AddSingleton<MediaProbe>();
        services.AddSingleton<YtDlpRunner>();
        services.AddSingleton<DownloadTools>();
        services.AddSingleton<VideoMetadataCache>();
        services.AddSingleton<WorkerIdentity>();
        services.AddSingleton<QueueSignal>();
        services.AddSingleton<RunningDownloads>();
        services.AddSingleton<DownloadQueue>();
        services.AddSingleton<DownloadRun>();
        services.AddHostedService<DownloadWorker>();
        // degraded, not unhealthy: lists and metadata in the cache are served without the programs
        services.AddHealthChecks().AddCheck<DownloadTools>("yt-dlp", HealthStatus.Degraded, ["ready"], TimeSpan.FromSeconds(20));
        return builder;
    }
}
