using MediaNest.Simulators.Calls;
using MediaNest.Simulators.Catalogue;
using MediaNest.Simulators.Control;
using MediaNest.Simulators.Faults;
using MediaNest.Simulators.Overseerr;
using MediaNest.Simulators.Pms;
using MediaNest.Simulators.PlexTv;
using MediaNest.Simulators.Tmdb;
using MediaNest.Simulators.UptimeKuma;
using MediaNest.Simulators.Webhooks;
using MediaNest.Simulators.YouTube;

namespace MediaNest.Simulators;

/// <summary>Everything the simulators need, and where it answers.</summary>
internal static class SimulatorApp
{
    public static void AddSimulators(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]) && string.IsNullOrEmpty(builder.Configuration["HTTP_PORTS"]))
        {
            builder.WebHost.UseUrls(SimulatorOptions.DefaultUrl);
        }

        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        var services = builder.Services;
        services.AddOptions<SimulatorOptions>().Bind(builder.Configuration);
        services.AddRouting(options => options.SetParameterPolicy<Microsoft.AspNetCore.Routing.Constraints.RegexInlineRouteConstraint>("regex"));
        services.AddProblemDetails();
        services.AddHealthChecks();
        services.AddHttpClient(nameof(WebhookSender)).ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(5));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<SimulatorSettings>();
        services.AddSingleton<TitleCatalogue>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<FaultStore>();
        services.AddSingleton<PlexAccounts>();
        services.AddSingleton<PlexLibrary>();
        services.AddSingleton<OverseerrStore>();
        services.AddSingleton<OverseerrWebhooks>();
        services.AddSingleton<MonitorStore>();
        AddRunning<WebhookSender>(services);
        AddRunning<AutoCompletion>(services);
        AddRunning<MediaFiles>(services);
    }

    public static void MapSimulators(this WebApplication app)
    {
        app.UseMiddleware<SystemMiddleware>();
        app.Use((context, next) =>
        {
            // The real base address of TMDB ends in /3; with and without it the simulator is reached.
            if (context.Request.Path.StartsWithSegments($"/{Systems.Tmdb}/3", StringComparison.Ordinal, out var rest))
            {
                context.Request.Path = $"/{Systems.Tmdb}{rest}";
            }

            return next(context);
        });
        app.UseRouting();

        app.MapHealthChecks("/health");
        app.MapGet("/", () => Results.Json(new { name = "MediaNest simulators", systems = Systems.All, control = "/control", health = "/health" }));
        app.MapPlexTv();
        app.MapPms();
        app.MapTmdb();
        app.MapTmdbImages();
        app.MapOverseerr();
        app.MapUptimeKuma();
        app.MapYouTube();
        app.MapControl();
    }

    private static void AddRunning<T>(IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
