using MediaNest.Gateway.Caching;
using MediaNest.Gateway.Cors;
using MediaNest.Gateway.Csrf;
using MediaNest.Gateway.Guarding;
using MediaNest.Gateway.Headers;
using MediaNest.Gateway.Proxy;
using MediaNest.Gateway.RateLimiting;
using MediaNest.Gateway.Routing;
using MediaNest.Gateway.Sockets;

namespace MediaNest.Gateway;

/// <summary>One request's way in, as design/architecture.md tells it.</summary>
internal static class GatewayPipeline
{
    /// <summary>What happens before a request is forwarded, in order.</summary>
    public static void UseGateway(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<ResponseHeadersMiddleware>();
        app.UseCrossOrigin();
        app.UseResponseCompression();
        app.UseMiddleware<InboundHeadersMiddleware>();
        app.UseMiddleware<GuardMiddleware>();
        app.UseMiddleware<CsrfMiddleware>();
        app.UseMiddleware<RequestShapeMiddleware>();
        app.UseMiddleware<SocketTransportMiddleware>();
    }

    /// <summary>The route table's routes, each with its policy.</summary>
    public static void MapRoutes(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RateLimits>();
        var policies = app.Services.GetRequiredService<IReadOnlyList<GatewayRoute>>()
            .ToDictionary(route => route.Id, route => route.Policy with { Limits = limits.For(route.Scopes) }, StringComparer.Ordinal);
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(ProxyErrors.AnswerAsync);
            proxy.Use(TokenGrants.CheckAsync);
            proxy.Use(ContentTagging.TagAsync);
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        }).ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(policies[route.RouteId]));
    }
}
