using MediaNest.Resilience;

namespace Polly;

/// <summary>What a strategy may know about the call.</summary>
public static class HttpResilienceContextExtensions
{
    private static readonly ResiliencePropertyKey<HttpRequestMessage> RequestKey = new("Resilience.Http.RequestMessage");
    private static readonly ResiliencePropertyKey<TimeProvider> TimeKey = new("Resilience.Http.Time");
    private static readonly HttpRequestOptionsKey<bool> IdempotentKey = new("MediaNest.Resilience.Idempotent");

    /// <summary>The request under way.</summary>
    /// <param name="context">The call's context.</param>
    public static HttpRequestMessage? GetRequestMessage(this ResilienceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Properties.GetValue(RequestKey, null!);
    }

    /// <summary>Says that this request may be repeated although its method does not promise it, as one with an idempotency key may.</summary>
    /// <param name="request">The request.</param>
    public static HttpRequestMessage MarkIdempotent(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(IdempotentKey, true);
        return request;
    }

    internal static void SetRequest(this ResilienceContext context, HttpRequestMessage request, TimeProvider time)
    {
        context.Properties.Set(RequestKey, request);
        context.Properties.Set(TimeKey, time);
    }

    internal static bool MayBeRepeated(this ResilienceContext context) =>
        context.GetRequestMessage() is { } request
        && (IsIdempotent(request.Method) || (request.Options.TryGetValue(IdempotentKey, out var marked) && marked));

    internal static TimeSpan? RetryAfterDelay(this HttpResponseMessage response, ResilienceContext context) =>
        RetryAfterHeader.Delay(response, context.Properties.GetValue(TimeKey, TimeProvider.System));

    // RFC 9110, 9.2.2
    private static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put
        || method == HttpMethod.Delete || method == HttpMethod.Options || method == HttpMethod.Trace;
}
