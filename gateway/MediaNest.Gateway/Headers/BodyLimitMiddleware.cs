using MediaNest.Gateway.Guarding;
using MediaNest.ServiceDefaults;

namespace MediaNest.Gateway.Headers;

/// <summary>Refuses bodies that say themselves that they are too large, before anything is read. Kestrel stops those that do not.</summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.ContentLength > ServiceDefaultsExtensions.MaxRequestBodyBytes
            ? EnvelopeWriter.WriteAsync(context, Rejections.PayloadTooLarge)
            : next(context);
}
