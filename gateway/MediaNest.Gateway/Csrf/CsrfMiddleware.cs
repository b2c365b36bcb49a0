using MediaNest.Gateway.Guarding;
using MediaNest.ServiceDefaults;

namespace MediaNest.Gateway.Csrf;

/// <summary>Step 5 of 'One request's way in': a request that changes something and came by cookie has to show that a page of ours sent it.</summary>
internal sealed class CsrfMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var state = RequestState.Of(context);
        return state is { TokenCameByCookie: true, Policy.CsrfExempt: false } && !IsSafe(context.Request.Method)
            ? CheckAsync(context)
            : next(context);
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private Task CheckAsync(HttpContext context)
    {
        var header = context.Request.Headers["X-CSRF-Token"].ToString();
        if (header.Length == 0)
        {
            return EnvelopeWriter.WriteAsync(context, Rejections.CsrfTokenMissing);
        }

        return context.Request.Cookies["csrf-token"] == header
            ? next(context)
            : EnvelopeWriter.WriteAsync(context, Rejections.CsrfTokenInvalid);
    }
}
