using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Polly;
using Polly.RateLimiting;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>The built pipelines, by client (and authority, where asked for). They outlive the handlers that the client factory rotates, and their breakers with them.</summary>
internal sealed class StandardPipelines(IOptionsMonitor<HttpStandardResilienceOptions> options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(string Client, string Authority), Lazy<(ResiliencePipeline<HttpResponseMessage> Pipeline, RateLimiter Limiter)>> _pipelines = new();

    public ResiliencePipeline<HttpResponseMessage> Get(string client, string authority) =>
        _pipelines.GetOrAdd((client, authority), static (key, self) => new(() => self.Build(key.Client)), this).Value.Pipeline;

    public void Dispose()
    {
        foreach (var built in _pipelines.Values.Where(lazy => lazy.IsValueCreated))
        {
            built.Value.Limiter.Dispose();
        }
    }

    private (ResiliencePipeline<HttpResponseMessage> Pipeline, RateLimiter Limiter) Build(string client)
    {
        var settings = options.Get(client);
        var limiter = new ConcurrencyLimiter(settings.RateLimiter.DefaultRateLimiterOptions);
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = client, TimeProvider = time }
            .AddStrategy(_ => new MediaNest.Resilience.ConcurrencyLimit(limiter, RejectedAsync), settings.RateLimiter)
            .AddTimeout(settings.TotalRequestTimeout)
            .AddRetry(settings.Retry)
            .AddCircuitBreaker(settings.CircuitBreaker)
            .AddTimeout(settings.AttemptTimeout)
            .Build();
        return (pipeline, limiter);

        async ValueTask<Exception> RejectedAsync(ResilienceContext context)
        {
            if (settings.RateLimiter.OnRejected is { } onRejected)
            {
                await onRejected(context);
            }

            return new RateLimiterRejectedException();
        }
    }
}
