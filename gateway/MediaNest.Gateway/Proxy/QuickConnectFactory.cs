using MediaNest.Gateway.Routing;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace MediaNest.Gateway.Proxy;

/// <summary>YARP's client, with our time to connect: a host that is gone is to be noticed before the client gives up.</summary>
internal sealed class QuickConnectFactory(IOptions<ProxyOptions> options) : ForwarderHttpClientFactory
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectTimeout = options.Value.ConnectTimeout;
        // a service that moves is found at its new address
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
    }
}
