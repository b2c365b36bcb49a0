using MediaNest.Gateway.Guarding;
using MediaNest.Gateway.Routing;

namespace MediaNest.Gateway.Headers;

/// <summary>
/// Step 2 of 'One request's way in': headers by which the gateway, a proxy before it or the services among themselves say who is calling do not
/// get in from outside. (Services trust none of them; whoever adds one that they do has to add it here.) X-Forwarded-* is set anew by YARP.
/// Also looks up what holds for the route.
/// </summary>
internal sealed class InboundHeadersMiddleware(RequestDelegate next)
{
    private static readonly string[] Stripped =
    [
        "Forwarded", "X-Real-IP", "X-Client-IP", "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Original-URL", "X-Rewrite-URL",
        "X-HTTP-Method-Override", "X-User-Id", "X-User-Role", "X-User-Name", "X-User-Email", "X-Session-Id", "X-Service-Name", "X-Service-Token",
        "X-Internal", "X-Actor-Id", "X-Authenticated-User", "X-Remote-User",
    ];

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        foreach (var name in Stripped)
        {
            headers.Remove(name);
        }

        var endpoint = context.GetEndpoint();
        context.Features.Set(new RequestState
        {
            Policy = endpoint is null
                ? RoutePolicy.Unknown
                : endpoint.Metadata.GetMetadata<RoutePolicy>() ?? RoutePolicy.Own,
        });
        return next(context);
    }
}
