using MediaNest.Gateway.Cors;
using MediaNest.Gateway.Guarding;
using MediaNest.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.Sockets;

/// <summary>
/// What is different about Socket.IO's transports: which pages may use them is decided here, they take a place while they last, and they are ended
/// when the gateway stops, so that clients connect to another one instead of being held until its time is up.
/// </summary>
internal sealed class SocketTransportMiddleware(
    RequestDelegate next,
    SocketConnections connections,
    IOptions<CorsSettings> cors,
    GatewayMetrics metrics,
    IHostApplicationLifetime lifetime)
{
    private readonly HashSet<string> _origins = new(cors.Value.Origins, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context) =>
        RequestState.Of(context).Policy.IsSocketTransport ? PassAsync(context) : next(context);

    private async Task PassAsync(HttpContext context)
    {
        if (!AdmitOrigin(context.Request))
        {
            await RefuseAsync(context, Rejections.OriginNotAllowed);
            return;
        }

        var (place, refusal) = connections.Take(context.Request);
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        using (place)
        {
            await ForwardAsync(context);
        }
    }

    /// <summary>
    /// WebSockets know no CORS: any page could open one with the user's cookies. The service behind does not know by which name the client called,
    /// so it is not asked again.
    /// </summary>
    private bool AdmitOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return true;
        }

        request.Headers.Remove("Origin");
        return _origins.Contains(origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
                && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var own)
                && string.Equals(page.Authority, own.Authority, StringComparison.OrdinalIgnoreCase));
    }

    private Task RefuseAsync(HttpContext context, ApiError refusal)
    {
        metrics.CountRejection(refusal.Code);
        return EnvelopeWriter.WriteAsync(context, refusal);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var aborted = context.RequestAborted;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        context.RequestAborted = end.Token;
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestAborted = aborted;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested && !aborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.Response.ContentLength = null;
            await EnvelopeWriter.WriteAsync(context, Rejections.ServiceUnavailable);
        }
    }
}
