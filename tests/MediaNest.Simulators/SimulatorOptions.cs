namespace MediaNest.Simulators;

/// <summary>The configuration keys of the simulators, each with a default that needs no settings file.</summary>
internal sealed class SimulatorOptions
{
    public const string DefaultUrl = "http://localhost:4100";

    public PlexSettings Plex { get; set; } = new();

    public TmdbSettings Tmdb { get; set; } = new();

    public OverseerrSettings Overseerr { get; set; } = new();

    public UptimeKumaSettings UptimeKuma { get; set; } = new();

    public YouTubeSettings YouTube { get; set; } = new();
}

internal sealed class PlexSettings
{
    /// <summary>Token of the server's owner.</summary>
    public string Token { get; set; } = "sim-plex-token";

    public string ServerName { get; set; } = "Simulated Plex";

    public string MachineIdentifier { get; set; } = "0d1e5a7c9b3f4826a1c0e2d4f6b8091735acde42";
}

internal sealed class TmdbSettings
{
    public string ApiKey { get; set; } = "sim-tmdb-key";
}

internal sealed class OverseerrSettings
{
    public string ApiKey { get; set; } = "sim-overseerr-key";

    /// <summary>Where webhooks go; empty: nowhere.</summary>
    public string WebhookUrl { get; set; } = "";

    /// <summary>The Authorization header of the webhooks; empty: none.</summary>
    public string WebhookAuthorization { get; set; } = "";

    /// <summary>Seconds after approval at which a request completes by itself; 0: never.</summary>
    public double AutoCompleteAfterSeconds { get; set; }
}

internal sealed class UptimeKumaSettings
{
    public string ApiKey { get; set; } = "sim-kuma-key";

    public string StatusPage { get; set; } = "medianest";

    /// <summary>Where a monitor's change is announced; empty: nowhere.</summary>
    public string WebhookUrl { get; set; } = "";

    /// <summary>Calls of /metrics a minute, as the real one limits them; 0: no limit.</summary>
    public int MetricsCallsPerMinute { get; set; } = 60;
}

internal sealed class YouTubeSettings
{
    public string FfmpegPath { get; set; } = "ffmpeg";

    /// <summary>Where the media made at start are kept; empty: a folder in the temporary directory.</summary>
    public string MediaFolder { get; set; } = "";
}
