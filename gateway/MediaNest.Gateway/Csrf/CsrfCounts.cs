using MediaNest.Caching;
using MediaNest.Tokens.Csrf;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Gateway.Csrf;

/// <summary>What CSRF checks came to since it was last written to Redis. Counting costs an addition; the writer does the rest.</summary>
internal sealed class CsrfCounts
{
    private long _validated;
    private long _missing;
    private long _invalid;

    public void Validated() => Interlocked.Increment(ref _validated);

    public void Missing() => Interlocked.Increment(ref _missing);

    public void Invalid() => Interlocked.Increment(ref _invalid);

    /// <summary>Takes what there is; whoever takes it has to write it, or put it back.</summary>
    public (string Field, long Count)[] Take() =>
    [
        (CsrfStatisticsKey.Validated, Interlocked.Exchange(ref _validated, 0)),
        (CsrfStatisticsKey.Missing, Interlocked.Exchange(ref _missing, 0)),
        (CsrfStatisticsKey.Invalid, Interlocked.Exchange(ref _invalid, 0)),
    ];

    public void PutBack(IEnumerable<(string Field, long Count)> counts)
    {
        foreach (var (field, count) in counts)
        {
            Interlocked.Add(
                ref field == CsrfStatisticsKey.Validated ? ref _validated : ref field == CsrfStatisticsKey.Missing ? ref _missing : ref _invalid, count);
        }
    }
}

/// <summary>Adds the counts to those of all other gateways, once a second and at the end. While Redis is away they wait here.</summary>
internal sealed class CsrfCountWriter(CsrfCounts counts, IConnectionMultiplexer redis, IOptions<RedisOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly RedisKey _key = options.Value.KeyPrefix + CsrfStatisticsKey.Name;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the gateway stops
        }
    }

    private async Task WriteAsync()
    {
        var taken = Array.FindAll(counts.Take(), entry => entry.Count > 0);
        if (taken.Length == 0)
        {
            return;
        }

        try
        {
            // all or nothing, so that what is put back is not counted twice
            var transaction = redis.GetDatabase().CreateTransaction();
            var writing = taken.Select(Task (entry) => transaction.HashIncrementAsync(_key, entry.Field, entry.Count))
                .Append(transaction.HashSetAsync(_key, CsrfStatisticsKey.Since, time.GetUtcNow().ToUnixTimeSeconds(), When.NotExists)).ToArray();
            await transaction.ExecuteAsync();
            await Task.WhenAll(writing);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            counts.PutBack(taken);
        }
    }
}
