using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>A timeout around HTTP calls.</summary>
public class HttpTimeoutStrategyOptions : TimeoutStrategyOptions;

/// <summary>The circuit breaker of the standard pipeline: opens for 5 s when 10 % of at least 100 calls in 30 s fail.</summary>
public class HttpCircuitBreakerStrategyOptions : CircuitBreakerStrategyOptions<HttpResponseMessage>
{
    /// <summary>The defaults; what counts as failure is <see cref="HttpClientResiliencePredicates.IsTransient(Outcome{HttpResponseMessage})"/>.</summary>
    public HttpCircuitBreakerStrategyOptions() =>
        ShouldHandle = args => ValueTask.FromResult(HttpClientResiliencePredicates.IsTransient(args.Outcome));
}

/// <summary>
/// The retry of the standard pipeline: 3 attempts more, 2 s and growing, with jitter, <c>Retry-After</c> honoured.
/// Unlike the package it stands in for, calls that are not idempotent are not repeated unless
/// <see cref="HttpRetryStrategyOptionsExtensions.EnableForUnsafeHttpMethods"/> or <see cref="Polly.HttpResilienceContextExtensions.MarkIdempotent"/> says so.
/// </summary>
public class HttpRetryStrategyOptions : RetryStrategyOptions<HttpResponseMessage>
{
    private bool _shouldRetryAfterHeader;

    /// <summary>The defaults.</summary>
    public HttpRetryStrategyOptions()
    {
        ShouldHandle = args => ValueTask.FromResult(
            HttpClientResiliencePredicates.IsTransient(args.Outcome) && args.Context.MayBeRepeated());
        BackoffType = DelayBackoffType.Exponential;
        UseJitter = true;
        ShouldRetryAfterHeader = true;
    }

    /// <summary>Whether a <c>Retry-After</c> header decides the delay. Default true.</summary>
    public bool ShouldRetryAfterHeader
    {
        get => _shouldRetryAfterHeader;
        set
        {
            _shouldRetryAfterHeader = value;
            DelayGenerator = value
                ? args => ValueTask.FromResult(args.Outcome.Result?.RetryAfterDelay(args.Context))
                : null;
        }
    }
}

/// <summary>The rate limiter of the standard pipeline: at most 1000 calls at once, none queued.</summary>
public class HttpRateLimiterStrategyOptions : ResilienceStrategyOptions
{
    /// <summary>The defaults.</summary>
    public HttpRateLimiterStrategyOptions() => Name = "RateLimiter";

    /// <summary>The limits. Default 1000 permits, queue of 0.</summary>
    [Required]
    public ConcurrencyLimiterOptions DefaultRateLimiterOptions { get; set; } = new() { PermitLimit = 1000, QueueLimit = 0 };

    /// <summary>Called when a call is turned away.</summary>
    public Func<ResilienceContext, ValueTask>? OnRejected { get; set; }
}
