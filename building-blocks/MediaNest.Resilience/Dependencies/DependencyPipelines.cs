using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using MediaNest.Resilience.Breaker;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace MediaNest.Resilience.Dependencies;

/// <summary>One pipeline per dependency, shared by all its clients and older than their handlers.</summary>
internal sealed class DependencyPipelines(
    IOptionsMonitor<DependencyResilienceOptions> options, CircuitBreakers breakers, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(ResiliencePipeline<HttpResponseMessage> Pipeline, RateLimiter Limiter)>> _pipelines = new(StringComparer.Ordinal);

    public ResiliencePipeline<HttpResponseMessage> Get(string dependency) =>
        _pipelines.GetOrAdd(dependency, static (name, self) => new(() => self.Build(name)), this).Value.Pipeline;

    public void Dispose()
    {
        foreach (var built in _pipelines.Values.Where(lazy => lazy.IsValueCreated))
        {
            built.Value.Limiter.Dispose();
        }
    }

    private (ResiliencePipeline<HttpResponseMessage> Pipeline, RateLimiter Limiter) Build(string dependency)
    {
        var settings = options.Get(dependency);
        var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = settings.ConcurrencyLimit,
            QueueLimit = settings.QueueLimit,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = dependency, TimeProvider = time }
            .AddStrategy(_ => new FailureTranslation(dependency), new NamedOptions("Failures"))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = settings.TotalTimeout })
            .AddStrategy(_ => new ConcurrencyLimit(limiter, _ => TooManyCallsAsync(dependency)), new NamedOptions("ConcurrencyLimit"));
        if (settings.Retries > 0)
        {
            builder.AddRetry(Retry(settings));
        }

        var pipeline = builder
            .AddStrategy(_ => new BreakerStrategy(breakers[dependency], breakers), new NamedOptions("CircuitBreaker"))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = settings.AttemptTimeout })
            .Build();
        return (pipeline, limiter);
    }

    private static RetryStrategyOptions<HttpResponseMessage> Retry(DependencyResilienceOptions settings) => new HttpRetryStrategyOptions
    {
        MaxRetryAttempts = settings.Retries,
        Delay = settings.RetryDelay,
        ShouldHandle = args => ValueTask.FromResult(
            HttpClientResiliencePredicates.IsTransient(args.Outcome)
            && args.Context.MayBeRepeated()
            && !(args.Outcome.Result?.RetryAfterDelay(args.Context) > settings.LongestRetryAfter)),
    };

    private static ValueTask<Exception> TooManyCallsAsync(string dependency) =>
        ValueTask.FromResult<Exception>(new DependencyUnavailableException(dependency, UnavailableReason.TooManyCalls, TimeSpan.FromSeconds(1)));

    /// <summary>Puts the one typed exception in the place of the many that mean 'no answer'.</summary>
    private sealed class FailureTranslation(string dependency) : ResilienceStrategy<HttpResponseMessage>
    {
        protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
        {
            var outcome = await callback(context, state);
            return outcome.Exception switch
            {
                null or DependencyUnavailableException => outcome,
                TimeoutRejectedException late => Unavailable(UnavailableReason.TimedOut, late),
                HttpRequestException or IOException => Unavailable(UnavailableReason.Unreachable, outcome.Exception),
                _ => outcome,
            };
        }

        private Outcome<HttpResponseMessage> Unavailable(UnavailableReason reason, Exception cause) =>
            Outcome.FromException<HttpResponseMessage>(new DependencyUnavailableException(dependency, reason, inner: cause));
    }

    private sealed class BreakerStrategy(CircuitBreaker breaker, CircuitBreakers breakers) : ResilienceStrategy<HttpResponseMessage>
    {
        protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
        {
            if (!breaker.TryEnter(out var permit, out var retryAfter))
            {
                breakers.CountRejection(breaker.Dependency);
                return Outcome.FromException<HttpResponseMessage>(DependencyUnavailableException.BreakerOpen(breaker.Dependency, retryAfter));
            }

            var result = CallResult.Undecided;
            try
            {
                var outcome = await callback(context, state);
                result = Judge(outcome);
                return outcome;
            }
            finally
            {
                breaker.Leave(permit, result);
            }
        }

        // 429 is the answer of one who is well and asks for patience; a call that its caller gave up says nothing
        private static CallResult Judge(Outcome<HttpResponseMessage> outcome) => outcome switch
        {
            { Result.StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout } => CallResult.Failed,
            { Result: not null } => CallResult.Succeeded,
            { Exception: HttpRequestException or TimeoutRejectedException or IOException } => CallResult.Failed,
            _ => CallResult.Undecided,
        };
    }

    private sealed class NamedOptions : ResilienceStrategyOptions
    {
        public NamedOptions(string name) => Name = name;
    }
}
