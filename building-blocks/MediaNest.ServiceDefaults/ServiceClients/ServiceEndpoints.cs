using Microsoft.Extensions.Configuration;

namespace MediaNest.ServiceDefaults.ServiceClients;

/// <summary>
/// Where the other services are, from <c>services:{name}:http:{n}</c>, the keys that Aspire and Microsoft.Extensions.ServiceDiscovery use.
/// Several addresses are taken in turn. A name without a configured address is left to DNS, as in Kubernetes.
/// </summary>
/// <param name="configuration">Read at every call, so a changed address needs no restart.</param>
public sealed class ServiceEndpoints(IConfiguration configuration)
{
    private int _turn;

    /// <summary>All addresses of a service.</summary>
    /// <param name="serviceName">Such as <c>auth</c>.</param>
    /// <returns>The addresses; empty where none is configured.</returns>
    public IReadOnlyList<Uri> All(string serviceName) =>
        [.. configuration.GetSection($"services:{serviceName}:http").GetChildren()
            .Select(child => child.Value)
            .Where(value => !string.IsNullOrWhiteSpace(value))
            .Select(value => new Uri(value!, UriKind.Absolute))];

    /// <summary>The address for the next call.</summary>
    /// <param name="logical">An address whose host is a service's name, such as <c>http://auth/connect/token</c>.</param>
    /// <returns>The same path at a real address.</returns>
    public Uri Resolve(Uri logical)
    {
        ArgumentNullException.ThrowIfNull(logical);
        var addresses = All(logical.Host);
        if (addresses.Count == 0)
        {
            return logical;
        }

        var next = addresses[(int)((uint)Interlocked.Increment(ref _turn) % (uint)addresses.Count)];
        return new UriBuilder(logical) { Scheme = next.Scheme, Host = next.Host, Port = next.Port }.Uri;
    }
}

internal sealed class ServiceEndpointHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { } logical)
        {
            request.RequestUri = endpoints.Resolve(logical);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
