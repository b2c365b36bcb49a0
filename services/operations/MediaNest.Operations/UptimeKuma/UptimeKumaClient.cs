using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.UptimeKuma;

/// <summary>Reads Uptime Kuma's metrics, which are what it knows for certain.</summary>
internal sealed class UptimeKumaClient(HttpClient http, IOptions<UptimeKumaOptions> options)
{
    public const string Dependency = "uptime-kuma";

    /// <summary>All monitors that are not paused.</summary>
    /// <exception cref="HttpRequestException">Uptime Kuma cannot be reached, or refuses.</exception>
    public async Task<IReadOnlyList<KumaMonitor>> GetMonitorsAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{options.Value.BaseUrl!.TrimEnd('/')}/metrics");
        // any user name will do
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"medianest:{options.Value.ApiKey}")));
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return text.Contains("monitor_status", StringComparison.Ordinal)
            ? KumaMonitor.ReadMetrics(text)
            : throw new HttpRequestException("Uptime Kuma's answer holds no metrics.");
    }
}
