namespace MediaNest.Resilience;

/// <summary>Reads <c>Retry-After</c>, which is seconds or a date.</summary>
internal static class RetryAfterHeader
{
    public static TimeSpan? Delay(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return delay is { } value && value < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
