using System.ComponentModel.DataAnnotations;
using MediaNest.Gateway.Proxy;
using MediaNest.Gateway.Sockets;
using MediaNest.ServiceDefaults.ServiceClients;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.SessionAffinity;

namespace MediaNest.Gateway.Routing;

/// <summary>How services are called and watched. Section <c>Proxy</c>.</summary>
internal sealed class ProxyOptions
{
    public const string SectionName = "Proxy";

    private const string TimeSpanRange = "Proxy:{0} must be between {1} and {2}.";

    /// <summary>How long a service may be silent before the client gets 504.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a WebSocket or a poll of Socket.IO may be silent; the service's ping interval and time-out together (45 s) have to fit in.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan SocketTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection may take to come about.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often <c>/health/ready</c> of every instance is asked.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>A cluster for every service, with the instances that <c>services:&lt;name&gt;:http:&lt;n&gt;</c> names.</summary>
internal static class ServiceClusters
{
    /// <summary>Socket.IO's transports, at the notification service.</summary>
    public const string Sockets = "notification-sockets";

    public static IReadOnlyList<ClusterConfig> Create(ServiceEndpoints endpoints, ProxyOptions options)
    {
        var clusters = RouteTable.Services.Select(service => Create(service, endpoints.All(service), options)).ToList();
        return [.. clusters, ForSockets(clusters.Single(cluster => cluster.ClusterId == "notification"), options)];
    }

    private static ClusterConfig Create(string service, IReadOnlyList<Uri> addresses, ProxyOptions options) => new()
    {
        ClusterId = service,
        Destinations = Destinations(service, addresses),
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        HttpRequest = new ForwarderRequestConfig
        {
            ActivityTimeout = options.Timeout,
            Version = System.Net.HttpVersion.Version11,
        },
        HealthCheck = new HealthCheckConfig
        {
            // a service whose every instance is out is still tried: it is back the moment it answers
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Path = "/health/ready",
                Interval = options.HealthInterval,
                Timeout = options.HealthTimeout,
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
            },
        },
    };

    private static Dictionary<string, DestinationConfig> Destinations(string service, IReadOnlyList<Uri> addresses)
    {
        var all = addresses.Count > 0 ? addresses : [new Uri($"http://{service}")];
        return all.Select((address, index) => (Id: $"{service}-{index}", Address: address.AbsoluteUri))
            .ToDictionary(entry => entry.Id, entry => new DestinationConfig { Address = entry.Address }, StringComparer.Ordinal);
    }

    private static ClusterConfig ForSockets(ClusterConfig cluster, ProxyOptions options) => cluster with
    {
        ClusterId = Sockets,
        HttpRequest = cluster.HttpRequest! with { ActivityTimeout = options.SocketTimeout },
        HealthCheck = cluster.HealthCheck! with
        {
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = ConnectFailurePolicy.PolicyName },
        },
        // long polling keeps its state in one instance; a WebSocket has only one request, which may go to any
        SessionAffinity = new SessionAffinityConfig
        {
            Enabled = true,
            Policy = SessionAffinityConstants.Policies.Cookie,
            FailurePolicy = SessionAffinityConstants.FailurePolicies.Redistribute,
            AffinityKeyName = AffinityKeys.CookieName,
            Cookie = new SessionAffinityCookieConfig
            {
                HttpOnly = true,
                Path = "/socket.io",
                SameSite = SameSiteMode.Lax,
                SecurePolicy = CookieSecurePolicy.SameAsRequest,
            },
        },
    };
}
