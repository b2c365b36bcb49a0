using System.Text.Json;
using MediaNest.ServiceDefaults.ServiceClients;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.Probes;

/// <summary>Asks every replica of one of MediaNest's own services whether it is ready.</summary>
internal sealed class OwnServiceProbe(IHttpClientFactory clients, ServiceEndpoints endpoints, IOptions<MonitoringOptions> options, string service) : IProbe
{
    /// <summary>All of MediaNest's services but this one, which would hardly report its own absence.</summary>
    public static IReadOnlyList<string> All { get; } = ["gateway", "auth", "media", "plex", "download", "notification"];

    /// <summary>Unlike <c>plex</c>, which is the Plex server.</summary>
    public string Name => $"{service}-service";

    public string DisplayName => $"MediaNest {service}";

    /// <summary>Without auth nobody signs in; each other service takes down its own routes only.</summary>
    public bool IsVital => service == "auth";

    public bool IsConfigured => options.Value.Services is { } chosen ? chosen.Contains(service) : endpoints.All(service).Count > 0;

    public async Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken)
    {
        var addresses = endpoints.All(service) is { Count: > 0 } known ? known : [new Uri($"http://{service}")];
        var answers = await Task.WhenAll(addresses.Select(address => AskAsync(address, cancellationToken)));
        var ready = answers.Count(answer => answer is not null);
        return (ready, answers) switch
        {
            (0, _) => ProbeAnswer.Offline("Not ready, or cannot be reached."),
            _ when ready < answers.Length => ProbeAnswer.Degraded($"{ready} of {answers.Length} replicas are ready."),
            _ when answers.Contains("degraded") => ProbeAnswer.Degraded("Works without something it depends on."),
            _ => ProbeAnswer.Online,
        };
    }

    /// <summary>What the replica says of itself; null where it is not ready.</summary>
    private async Task<string?> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(OutsideSystemProbe.ClientName);
            using var response = await client.GetAsync(new Uri(address, "/health/ready"), cancellationToken);
            return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<HealthAnswer>(cancellationToken))?.Status ?? "" : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            return null;
        }
    }

    private sealed record HealthAnswer(string? Status);
}
