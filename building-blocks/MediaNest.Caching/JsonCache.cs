using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Caching;

/// <summary>A cached value and its age.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="CachedAt">When it was made.</param>
/// <param name="Stale">True where it is past its time and stands in for a source that does not answer.</param>
public sealed record Cached<T>(T Value, DateTimeOffset CachedAt, bool Stale);

/// <summary>How long a value is good.</summary>
/// <param name="Fresh">Served without asking the source.</param>
/// <param name="Stale">Kept beyond that, to stand in when the source does not answer; zero for never.</param>
public readonly record struct CacheLifetime(TimeSpan Fresh, TimeSpan Stale = default);

/// <summary>
/// A cache in Redis, shared by replicas, whose values outlive their freshness so that they can stand in for a source that is down.
/// Redis being down means a miss, never a failure. (HybridCache and the distributed cache for Redis are not on the feed, and neither serves stale values.)
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="options">The key prefix.</param>
/// <param name="clock">Judges freshness.</param>
/// <param name="logger">Says when Redis was missing.</param>
public sealed partial class JsonCache(IConnectionMultiplexer redis, IOptions<RedisOptions> options, TimeProvider clock, ILogger<JsonCache> logger)
{
    private readonly string _prefix = options.Value.KeyPrefix + "cache:";

    /// <summary>The value from the cache, else from the source, else a stale one.</summary>
    /// <typeparam name="T">Serialisable by System.Text.Json.</typeparam>
    /// <param name="key">Without the prefix, such as <c>tmdb:movie:299534</c>.</param>
    /// <param name="lifetime">How long the value is good.</param>
    /// <param name="source">Makes the value.</param>
    /// <param name="isOutage">Whether an exception of the source means that it is down, so that a stale value may stand in.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The value and its age.</returns>
    public async Task<Cached<T>> GetOrCreateAsync<T>(
        string key, CacheLifetime lifetime, Func<CancellationToken, Task<T>> source, Func<Exception, bool> isOutage, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(isOutage);
        var kept = await FindAsync<T>(key);
        if (kept is not null && clock.GetUtcNow() - kept.CachedAt < lifetime.Fresh)
        {
            return kept;
        }

        try
        {
            var value = await source(cancellationToken);
            await SetAsync(key, value, lifetime);
            return new Cached<T>(value, clock.GetUtcNow(), Stale: false);
        }
        catch (Exception exception) when (kept is not null && isOutage(exception))
        {
            LogStale(key, exception.GetType().Name);
            return kept with { Stale = true };
        }
    }

    /// <summary>Puts a value into the cache.</summary>
    /// <typeparam name="T">Serialisable by System.Text.Json.</typeparam>
    /// <param name="key">Without the prefix.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <returns>When Redis has it, or did not answer.</returns>
    public async Task SetAsync<T>(string key, T value, CacheLifetime lifetime)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new Entry<T>(value, clock.GetUtcNow()), JsonSerializerOptions.Web);
        try
        {
            await redis.GetDatabase().StringSetAsync(_prefix + key, bytes, lifetime.Fresh + lifetime.Stale);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUnavailable(key, exception.Message);
        }
    }

    /// <summary>Drops a value: the next read asks the source.</summary>
    /// <param name="key">Without the prefix.</param>
    /// <returns>When Redis has dropped it, or did not answer.</returns>
    public async Task RemoveAsync(string key)
    {
        try
        {
            await redis.GetDatabase().KeyDeleteAsync(_prefix + key);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUnavailable(key, exception.Message);
        }
    }

    private async Task<Cached<T>?> FindAsync<T>(string key)
    {
        try
        {
            var bytes = (byte[]?)await redis.GetDatabase().StringGetAsync(_prefix + key);
            return bytes is null || JsonSerializer.Deserialize<Entry<T>>(bytes, JsonSerializerOptions.Web) is not { } entry
                ? null
                : new Cached<T>(entry.Value, entry.CachedAt, Stale: false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUnavailable(key, exception.Message);
            return null;
        }
        catch (JsonException)
        {
            // written by another version of the service: as good as absent
            return null;
        }
    }

    private sealed record Entry<T>(T Value, DateTimeOffset CachedAt);

    [LoggerMessage(1, LogLevel.Warning, "Redis did not answer for {Key}: {Reason}")]
    private partial void LogUnavailable(string key, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Serving a stale {Key}: its source failed with {Failure}")]
    private partial void LogStale(string key, string failure);
}
