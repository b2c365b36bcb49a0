using MediaNest.Gateway.Guarding;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;

namespace MediaNest.Gateway.Headers;

/// <summary>
/// Refuses methods that nobody serves, and bodies that say themselves that they are too large, before anything is read. Kestrel stops those that do not.
/// </summary>
internal sealed class RequestShapeMiddleware(RequestDelegate next)
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    public Task InvokeAsync(HttpContext context)
    {
        if (!IsServed(context))
        {
            context.Response.Headers.Allow = Methods;
            return EnvelopeWriter.WriteAsync(context, Rejections.MethodNotAllowed);
        }

        return context.Request.ContentLength > ServiceDefaultsExtensions.MaxRequestBodyBytes
            ? EnvelopeWriter.WriteAsync(context, Rejections.PayloadTooLarge)
            : next(context);
    }

    private static bool IsServed(HttpContext context)
    {
        var method = context.Request.Method;
        return HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method)
            || HttpMethods.IsDelete(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
            // a WebSocket over HTTP/2
            || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
    }
}
