using System.Threading.RateLimiting;
using Polly;

namespace MediaNest.Resilience;

/// <summary>Lets only so many calls through at once. (Polly.RateLimiting is not on the feed; this is the part of it that is needed.)</summary>
internal sealed class ConcurrencyLimit(RateLimiter limiter, Func<ResilienceContext, ValueTask<Exception>> rejected)
    : ResilienceStrategy<HttpResponseMessage>
{
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        RateLimitLease lease;
        try
        {
            lease = await limiter.AcquireAsync(1, context.CancellationToken);
        }
        catch (OperationCanceledException cancelled)
        {
            return Outcome.FromException<HttpResponseMessage>(cancelled);
        }

        using (lease)
        {
            return lease.IsAcquired
                ? await callback(context, state)
                : Outcome.FromException<HttpResponseMessage>(await rejected(context));
        }
    }
}
