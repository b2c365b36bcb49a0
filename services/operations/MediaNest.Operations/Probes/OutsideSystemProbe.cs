using System.Net;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.Probes;

/// <summary>A cheap question that an outside system answers without touching anybody's data.</summary>
/// <param name="Name">Name of the probe.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="Section">Its section of the configuration.</param>
/// <param name="Path">The address to ask, below the base address.</param>
/// <param name="NeedsKey">Whether the system counts as configured only with a key, which is sent as <c>api_key</c>.</param>
internal sealed record OutsideSystem(string Name, string DisplayName, string Section, string Path, bool NeedsKey = false)
{
    /// <summary>
    /// See <c>external-apis.md</c>: Plex and Overseerr answer these without a token, TMDB wants its key. Uptime Kuma's own page
    /// redirects, which is answer enough, and does not count against the calls it allows.
    /// </summary>
    public static IReadOnlyList<OutsideSystem> All { get; } =
    [
        new("plex", "Plex", "Plex", "/identity"),
        new("overseerr", "Overseerr", "Overseerr", "/api/v1/status"),
        new("tmdb", "TMDB", "Tmdb", "/configuration", NeedsKey: true),
        new("uptime-kuma", "Uptime Kuma", "UptimeKuma", "/"),
    ];
}

internal sealed class OutsideSystemProbe(IHttpClientFactory clients, IOptionsMonitor<OutsideSystemOptions> options, OutsideSystem system) : IProbe
{
    public const string ClientName = "probes";

    public string Name => system.Name;

    public string DisplayName => system.DisplayName;

    public bool IsVital => false;

    public bool IsConfigured => !string.IsNullOrEmpty(Options.BaseUrl) && (!system.NeedsKey || !string.IsNullOrEmpty(Options.ApiKey));

    private OutsideSystemOptions Options => options.Get(system.Section);

    public async Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken)
    {
        var query = system.NeedsKey ? $"?api_key={Uri.EscapeDataString(Options.ApiKey!)}" : "";
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, Options.BaseUrl!.TrimEnd('/') + system.Path + query);
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return Judge(response.StatusCode);
    }

    internal static ProbeAnswer Judge(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 400 => ProbeAnswer.Online,
        401 or 403 => ProbeAnswer.Degraded($"Refuses our credentials ({(int)status})."),
        429 => ProbeAnswer.Degraded("Says we ask too often (429)."),
        < 500 => ProbeAnswer.Degraded($"Answers {(int)status}."),
        _ => ProbeAnswer.Offline($"Answers {(int)status}."),
    };
}
