using MediaNest.Gateway.Guarding;
using MediaNest.Gateway.Routing;
using MediaNest.ServiceDefaults.Identity;

namespace MediaNest.Gateway.Headers;

/// <summary>
/// Step 2 of 'One request's way in': headers by which the gateway, a proxy before it or the services among themselves say who is calling do not
/// get in from outside. (Services trust none of them; whoever adds one that they do has to add it here.) X-Forwarded-* is set anew by YARP.
/// Also looks up what holds for the route.
/// </summary>
internal sealed class InboundHeadersMiddleware(RequestDelegate next)
{
    private static readonly string[] StrippedPrefixes =
    [
        "X-Forwarded", "X-Original-", "X-User", "X-Session-", "X-Service-", "X-Internal", "X-MediaNest-", "X-Auth-", "X-Authenticated-",
        "X-Actor-", "X-Remote-", "X-Ephemeral", "X-Client-", "X-Real-IP", "X-Rewrite-URL", "X-HTTP-Method", "X-Method-Override", "X-Role", "X-Tenant-",
    ];

    public Task InvokeAsync(HttpContext context)
    {
        Strip(context.Request.Headers);
        var apiKey = TakeApiKey(context.Request.Headers);
        var endpoint = context.GetEndpoint();
        context.Features.Set(new RequestState
        {
            ApiKey = apiKey,
            Policy = endpoint is null
                ? RoutePolicy.Unknown
                : endpoint.Metadata.GetMetadata<RoutePolicy>() ?? RoutePolicy.Own,
        });
        return next(context);
    }

    /// <summary>A key is for the gateway alone; services get a token.</summary>
    private static string? TakeApiKey(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(ApiKeyFormat.HeaderName, out var sent))
        {
            return null;
        }

        headers.Remove(ApiKeyFormat.HeaderName);
        return sent is [{ } key] ? key : "";
    }

    private static void Strip(IHeaderDictionary headers)
    {
        List<string>? found = null;
        foreach (var (name, _) in headers)
        {
            if (IsStripped(name))
            {
                (found ??= []).Add(name);
            }
        }

        foreach (var name in found ?? [])
        {
            headers.Remove(name);
        }
    }

    private static bool IsStripped(string name)
    {
        if (name.Length < 3 || (name[0] | 0x20) != 'x' || name[1] != '-')
        {
            return name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase);
        }

        foreach (var prefix in StrippedPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
