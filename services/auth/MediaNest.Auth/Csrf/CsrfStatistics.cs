using MediaNest.Caching;
using MediaNest.Tokens.Csrf;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Auth.Csrf;

/// <summary>What has become of CSRF tokens, added up over all replicas.</summary>
/// <param name="Issued">Tokens given out.</param>
/// <param name="Validated">Requests that came with a good one.</param>
/// <param name="Missing">Requests refused because they brought none.</param>
/// <param name="Invalid">Requests refused because theirs was another session's, forged or past its time.</param>
/// <param name="Since">Since when it is counted; null where nothing has been yet.</param>
/// <param name="TokenLifetime">Seconds a token is good.</param>
internal sealed record CsrfStats(long Issued, long Validated, long Missing, long Invalid, DateTimeOffset? Since, int TokenLifetime);

/// <summary>Counts the tokens that are issued, beside what the gateway counts of its checks.</summary>
internal sealed class CsrfStatistics(IConnectionMultiplexer redis, IOptions<RedisOptions> options, CsrfTokens csrf, TimeProvider clock)
{
    private readonly RedisKey _key = options.Value.KeyPrefix + CsrfStatisticsKey.Name;

    /// <summary>Counts one; nobody waits for it, and while Redis is away none is counted.</summary>
    public void CountIssued()
    {
        try
        {
            var database = redis.GetDatabase();
            database.HashSet(_key, CsrfStatisticsKey.Since, clock.GetUtcNow().ToUnixTimeSeconds(), When.NotExists, CommandFlags.FireAndForget);
            database.HashIncrement(_key, CsrfStatisticsKey.Issued, 1, CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            // a figure less
        }
    }

    /// <summary>Reads the figures.</summary>
    /// <exception cref="RedisException">Redis does not answer.</exception>
    /// <exception cref="TimeoutException">Redis does not answer in time.</exception>
    public async Task<CsrfStats> ReadAsync()
    {
        var values = await redis.GetDatabase().HashGetAsync(
            _key,
            [CsrfStatisticsKey.Issued, CsrfStatisticsKey.Validated, CsrfStatisticsKey.Missing, CsrfStatisticsKey.Invalid, CsrfStatisticsKey.Since]);
        DateTimeOffset? since = values[4].IsNull ? null : DateTimeOffset.FromUnixTimeSeconds((long)values[4]);
        return new CsrfStats((long)values[0], (long)values[1], (long)values[2], (long)values[3], since, (int)csrf.Lifetime.TotalSeconds);
    }
}
