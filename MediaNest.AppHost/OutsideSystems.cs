using Microsoft.Extensions.Configuration;

namespace MediaNest.AppHost;

/// <summary>
/// The systems MediaNest talks to. One that is configured (see the keys below) is used as it is;
/// for each other one the services are pointed at its simulator.
/// </summary>
internal sealed class OutsideSystems
{
    private const string Plex = "Plex:BaseUrl";
    private const string Tmdb = "Tmdb:ApiKey";
    private const string Overseerr = "Overseerr:BaseUrl";
    private const string UptimeKuma = "UptimeKuma:BaseUrl";
    private const string YouTube = "YouTube:PageBaseUrl";

    /// <summary>The simulated media server's machineIdentifier.</summary>
    private const string SimulatedServer = "0d1e5a7c9b3f4826a1c0e2d4f6b8091735acde42";

    private readonly ConfigurationManager _settings;
    private readonly IResourceBuilder<ParameterResource> _webhookSecret;
    private readonly IResourceBuilder<ProjectResource>? _simulators;
    private readonly string _data;

    public OutsideSystems(
        IDistributedApplicationBuilder builder,
        IResourceBuilder<ProjectResource> gateway,
        IResourceBuilder<ParameterResource> webhookSecret)
    {
        _settings = builder.Configuration;
        _webhookSecret = webhookSecret;
        _data = Path.GetFullPath(_settings["LocalHosting:DataDirectory"] ?? Path.Combine("..", ".medianest"), builder.AppHostDirectory);
        if (Array.TrueForAll([Plex, Tmdb, Overseerr, UptimeKuma, YouTube], IsReal))
        {
            return;
        }

        _simulators = builder.AddProject("simulators", "../tests/MediaNest.Simulators/MediaNest.Simulators.csproj")
            .WithHttpEndpoint(port: _settings.GetValue("Simulators:Port", 4100))
            .WithHttpHealthCheck("/control/settings")
            .WithEnvironment("Overseerr__WebhookUrl", $"{gateway.GetEndpoint("http")}/api/v1/webhooks/overseerr")
            .WithEnvironment("Overseerr__WebhookAuthorization", webhookSecret);
    }

    public OutsideSystems UsePlexTv(IResourceBuilder<ProjectResource> service) =>
        Use(service, Plex, "PlexTv", simulator => service
        .WithEnvironment("PlexTv__BaseUrl", $"{simulator}/plex.tv")
        .WithEnvironment("PlexTv__ServerIdentifier", SimulatedServer));

    public OutsideSystems UsePlex(IResourceBuilder<ProjectResource> service) => Use(service, Plex, "Plex", simulator => service
        .WithEnvironment("Plex__BaseUrl", $"{simulator}/pms")
        .WithEnvironment("Plex__Token", "sim-plex-token"));

    public OutsideSystems UseTmdb(IResourceBuilder<ProjectResource> service) => Use(service, Tmdb, "Tmdb", simulator => service
        .WithEnvironment("Tmdb__BaseUrl", $"{simulator}/tmdb")
        .WithEnvironment("Tmdb__ImageBaseUrl", $"{simulator}/tmdb-images")
        .WithEnvironment("Tmdb__ApiKey", "sim-tmdb-key"));

    public OutsideSystems UseOverseerr(IResourceBuilder<ProjectResource> service)
    {
        service.WithEnvironment("Overseerr__WebhookSecret", _webhookSecret);
        return Use(service, Overseerr, "Overseerr", simulator => service
            .WithEnvironment("Overseerr__BaseUrl", $"{simulator}/overseerr")
            .WithEnvironment("Overseerr__ApiKey", "sim-overseerr-key"));
    }

    public OutsideSystems UseUptimeKuma(IResourceBuilder<ProjectResource> service) => Use(service, UptimeKuma, "UptimeKuma", simulator => service
        .WithEnvironment("UptimeKuma__BaseUrl", $"{simulator}/uptime-kuma")
        .WithEnvironment("UptimeKuma__ApiKey", "sim-kuma-key"));

    public OutsideSystems UseYouTube(IResourceBuilder<ProjectResource> service)
    {
        service.WithEnvironment("YouTube__DownloadRoot", DataDirectory("downloads"));
        return Use(service, YouTube, "YouTube", simulator => service.WithEnvironment("YouTube__PageBaseUrl", $"{simulator}/youtube"));
    }

    /// <summary>A folder for a service's files, beside the servers' data.</summary>
    public string DataDirectory(string name) => Path.Combine(_data, name);

    private bool IsReal(string key) => _settings[key] is not null;

    /// <summary>The simulator's address unless the system is real; then everything configured about it, which has the last word anyway.</summary>
    private OutsideSystems Use(IResourceBuilder<ProjectResource> service, string key, string section, Action<EndpointReference> simulate)
    {
        if (!IsReal(key))
        {
            simulate(_simulators!.GetEndpoint("http"));
            if (_simulators is not null)
            {
                service.WaitFor(_simulators);
            }
        }

        foreach (var setting in _settings.GetSection(section).AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is not null))
        {
            service.WithEnvironment($"{section}__{setting.Key.Replace(":", "__", StringComparison.Ordinal)}", setting.Value);
        }

        return this;
    }
}
