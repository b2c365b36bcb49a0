using MediaNest.Gateway.RateLimiting;
using MediaNest.Tokens.Verification;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Gateway.Guarding;

/// <summary>
/// Session, user and rate limits: from Redis while it answers, else with what this gateway knows. Then limits are counted here, and a good token
/// is enough for <see cref="GuardOptions.TokenAloneFor"/>; after that nobody can say who is still signed in.
/// </summary>
internal sealed class RequestGuard(
    RedisGuard redis,
    LocalRateCounter local,
    GatewayMetrics metrics,
    IOptions<GuardOptions> options,
    TimeProvider time,
    ILogger<RequestGuard> logger)
{
    private readonly Lock _lock = new();
    private volatile bool _isDown;
    private DateTimeOffset _downSince;
    private DateTimeOffset _nextTry;

    public async ValueTask<GuardAnswer> AskAsync(VerifiedToken? token, string subject, ActiveLimit[] limits)
    {
        var now = time.GetUtcNow();
        if (!_isDown || MayTry(now))
        {
            try
            {
                var answer = await redis.AskAsync(token, subject, limits, now.ToUnixTimeMilliseconds());
                MarkUp();
                return answer;
            }
            catch (Exception failure) when (IsOutage(failure))
            {
                MarkDown(now, failure);
            }
        }

        metrics.CountWithoutRedis();
        var verdict = token is null || now - DownSince <= options.Value.TokenAloneFor ? SessionVerdict.Good : SessionVerdict.Unknown;
        return new GuardAnswer(verdict, local.Take(limits, subject, now.ToUnixTimeMilliseconds()));
    }

    /// <summary>Takes back what was counted last in one scope.</summary>
    public void Forgive(ActiveLimit limit, string subject)
    {
        if (!_isDown)
        {
            redis.Forgive(limit, subject);
        }
    }

    // a LOADING or READONLY Redis is no use either; any other answer of it is a mistake of ours
    private static bool IsOutage(Exception failure) =>
        failure is RedisConnectionException or TimeoutException or OperationCanceledException or ObjectDisposedException
        || (failure is RedisServerException server && (server.Message.StartsWith("LOADING", StringComparison.Ordinal)
            || server.Message.StartsWith("READONLY", StringComparison.Ordinal)
            || server.Message.StartsWith("MASTERDOWN", StringComparison.Ordinal)));

    private DateTimeOffset DownSince
    {
        get
        {
            lock (_lock)
            {
                return _downSince;
            }
        }
    }

    /// <summary>Lets one request in a while find out whether Redis is back, so that the others need not wait for it.</summary>
    private bool MayTry(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now < _nextTry)
            {
                return false;
            }

            _nextTry = now + options.Value.RetryInterval;
            return true;
        }
    }

    private void MarkDown(DateTimeOffset now, Exception failure)
    {
        lock (_lock)
        {
            if (_isDown)
            {
                return;
            }

            _isDown = true;
            _downSince = now;
            _nextTry = now + options.Value.RetryInterval;
        }

        GuardLog.RedisDown(logger, options.Value.TokenAloneFor, failure);
    }

    private void MarkUp()
    {
        if (!_isDown)
        {
            return;
        }

        lock (_lock)
        {
            _isDown = false;
        }

        local.Clear();
        GuardLog.RedisUp(logger);
    }
}

internal static partial class GuardLog
{
    [LoggerMessage(1, LogLevel.Error, "Redis does not answer: limits are counted locally, and a token alone is enough for {TokenAloneFor}")]
    public static partial void RedisDown(ILogger logger, TimeSpan tokenAloneFor, Exception failure);

    [LoggerMessage(2, LogLevel.Warning, "Redis answers again")]
    public static partial void RedisUp(ILogger logger);

    [LoggerMessage(3, LogLevel.Information, "Rate limit {Scope} exceeded by {Subject}")]
    public static partial void RateLimitExceeded(ILogger logger, string scope, string subject);
}
