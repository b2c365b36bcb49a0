using System.Text.Json.Serialization;
using MediaNest.Gateway.Guarding;

namespace MediaNest.Gateway.Proxy;

/// <summary>
/// The token endpoint knows grants that only services use among themselves. From outside nobody gets as far as guessing their secret: only
/// <c>refresh_token</c> passes. The form is read by the same parser as auth's, so the two cannot understand it differently.
/// </summary>
internal static class TokenGrants
{
    private const string RefreshGrant = "refresh_token";

    public static Task CheckAsync(HttpContext context, RequestDelegate next) =>
        RequestState.Of(context).Policy.RefreshGrantOnly && HttpMethods.IsPost(context.Request.Method) ? CheckFormAsync(context, next) : next(context);

    private static async Task CheckFormAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        // without a form auth says itself what is missing
        if (request.HasFormContentType)
        {
            // in memory: the body's limit is the buffer's
            request.EnableBuffering(bufferThreshold: (int)ServiceDefaults.ServiceDefaultsExtensions.MaxRequestBodyBytes + 1);
            if (!await IsRefreshAsync(request, context.RequestAborted))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                context.Response.Headers.CacheControl = "no-store";
                await context.Response.WriteAsJsonAsync(
                    new OAuthError("unsupported_grant_type", "The grant type must be refresh_token, given once."), context.RequestAborted);
                return;
            }

            request.Body.Position = 0;
        }

        await next(context);
    }

    private static async Task<bool> IsRefreshAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var form = await request.ReadFormAsync(cancellationToken);
            return form["grant_type"] is [RefreshGrant];
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private sealed record OAuthError(
        [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string ErrorDescription);
}
