using MediaNest.Notification.Notifications;
using MediaNest.Notification.Realtime.Commands.Handlers;
using MediaNest.Notification.Realtime.Commands.Services;
using MediaNest.ServiceDefaults.ServiceClients;
using Microsoft.Extensions.Http.Resilience;

namespace MediaNest.Notification.Realtime.Commands;

/// <summary>What clients may send: the client → server part of <c>design/realtime.md</c>.</summary>
internal static class CommandServices
{
    public static void AddCommands(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<CommandOptions>().BindConfiguration(CommandOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CommandReader>();
        services.AddSingleton<CommandDispatcher>();
        services.AddScoped<NotificationReading>();
        services.AddScoped<TopicCommands>();
        services.AddScoped<StateCommands>();
        services.AddScoped<RequestCommands>();
        services.AddScoped<DownloadCommands>();
        services.AddScoped<NotificationCommands>();
        services.AddScoped<PreferenceCommands>();
        services.AddScoped<AdminCommands>();
        builder.AddClient<MediaClient>("media", attemptSeconds: 5);
        builder.AddClient<OperationsClient>("operations", attemptSeconds: 5);
        builder.AddClient<AuthClient>("auth", attemptSeconds: 5);
        // it answers when the download has stopped
        builder.AddClient<DownloadClient>("download", attemptSeconds: 12);
    }

    private static void AddClient<TClient>(this IHostApplicationBuilder builder, string service, int attemptSeconds)
        where TClient : class =>
        builder.AddServiceClient<TClient>(service).AddStandardResilienceHandler(resilience =>
        {
            // somebody waits; and what changes something is asked once, for its answer may get lost after it was done
            resilience.AttemptTimeout.Timeout = TimeSpan.FromSeconds(attemptSeconds);
            resilience.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(Math.Max(12, attemptSeconds + 1));
            resilience.Retry.MaxRetryAttempts = 1;
            resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);
            resilience.Retry.DisableForUnsafeHttpMethods();
            resilience.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(30);
            resilience.CircuitBreaker.MinimumThroughput = 10;
            resilience.CircuitBreaker.FailureRatio = 0.9;
        });
}
