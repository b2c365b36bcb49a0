using MediaNest.Gateway.Routing;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace MediaNest.Gateway.Proxy;

/// <summary>
/// An instance that takes no connection is left out at once, until it has been asked for its health again. Clients that the affinity cookie ties to
/// it come back within a second: they must not find it there.
/// </summary>
internal sealed class ConnectFailurePolicy(IDestinationHealthUpdater health, IOptions<ProxyOptions> options) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "ConnectFailure";

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature()?.Exception is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
            }
            or OperationCanceledException { InnerException: TimeoutException })
        {
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, options.Value.HealthInterval * 2);
        }
    }
}
