using System.Net;
using MediaNest.Resilience.Dependencies;
using Polly;
using Polly.Timeout;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>What counts as a failure that may pass.</summary>
public static class HttpClientResiliencePredicates
{
    /// <summary>5xx, 408, 429, connections that fail and attempts that time out.</summary>
    /// <param name="outcome">An attempt's outcome.</param>
    public static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Result: { } response } => IsTransient(response.StatusCode),
        { Exception: DependencyUnavailableException } => false,
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        _ => false,
    };

    internal static bool IsTransient(HttpStatusCode status) =>
        status >= HttpStatusCode.InternalServerError || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
}
