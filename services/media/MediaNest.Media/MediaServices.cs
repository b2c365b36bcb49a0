using MediaNest.Caching;
using MediaNest.Media.Catalog;
using MediaNest.Media.Data;
using MediaNest.Media.Fulfilment;
using MediaNest.Media.Overseerr;
using MediaNest.Media.Plex;
using MediaNest.Media.Requests;
using MediaNest.Media.Requests.Consumers;
using MediaNest.Media.Tmdb;
using MediaNest.Messaging;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.ServiceClients;

namespace MediaNest.Media;

internal static class MediaServices
{
    public static WebApplicationBuilder AddMediaServices(this WebApplicationBuilder builder)
    {
        builder.AddServiceDatabase<MediaDbContext>("media-db").MigrateOnStart<MediaDbContext>();
        builder.AddRedis();
        builder.AddMediaNestMessaging<MediaDbContext>("media", bus =>
        {
            bus.AddConsumer<UserDeletedConsumer>();
            bus.AddConsumer<LibraryItemAddedConsumer>();
        });
        builder.Services.AddSingleton<IExceptionMapper, RequestExceptionMapper>();

        builder.AddTmdb();
        builder.AddOverseerr();
        builder.AddPlex();
        builder.AddRequests();
        builder.AddFulfilment();
        return builder;
    }

    private static void AddTmdb(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TmdbOptions>().BindConfiguration("Tmdb").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHttpClient<TmdbClient>().AddDependencyResilience("tmdb", resilience =>
        {
            // somebody is waiting, and a cached answer may stand in
            resilience.AttemptTimeout = TimeSpan.FromSeconds(4);
            resilience.TotalTimeout = TimeSpan.FromSeconds(10);
            resilience.LongestRetryAfter = TimeSpan.FromSeconds(2);
        });
        builder.Services.AddScoped<TmdbCatalogue>();
        builder.Services.AddScoped<AvailabilityReader>();
    }

    private static void AddOverseerr(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OverseerrOptions>().BindConfiguration("Overseerr").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHttpClient<OverseerrClient>().AddDependencyResilience("overseerr", resilience =>
        {
            // the job behind it repeats with patience; two looks and an order must fit into its lease
            resilience.AttemptTimeout = TimeSpan.FromSeconds(8);
            resilience.TotalTimeout = TimeSpan.FromSeconds(10);
            resilience.Retries = 1;
        });
    }

    private static void AddPlex(this WebApplicationBuilder builder) =>
        builder.AddServiceClient<PlexClient>("plex").AddStandardResilienceHandler(resilience =>
        {
            // a search waits for it no longer than this, and does without it
            resilience.AttemptTimeout.Timeout = TimeSpan.FromSeconds(2);
            resilience.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(4);
            resilience.Retry.MaxRetryAttempts = 1;
            resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);
            resilience.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(10);
            resilience.CircuitBreaker.MinimumThroughput = 10;
            resilience.CircuitBreaker.FailureRatio = 0.9;
        });

    private static void AddRequests(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RequestPolicyOptions>().BindConfiguration("Requests").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<RequestIntake>();
        builder.Services.AddScoped<RequestDesk>();
        builder.Services.AddScoped<RequestQuota>();
        builder.Services.AddScoped<IdempotentAnswers>();
        builder.Services.AddHostedService<AnswerCleanup>();
    }

    private static void AddFulfilment(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<FulfilmentOptions>().BindConfiguration("Fulfilment").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddWorkSignal<FulfilmentWorker>();
        builder.Services.AddScoped<JobQueue>();
        builder.Services.AddScoped<JobProcessor>();
        builder.Services.AddScoped<RequestSubmitter>();
        builder.Services.AddScoped<ProgressWatcher>();
        builder.Services.AddHostedService<FulfilmentWorker>();
    }
}
