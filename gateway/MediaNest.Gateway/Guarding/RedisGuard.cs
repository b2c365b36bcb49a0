using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using MediaNest.Caching;
using MediaNest.Gateway.RateLimiting;
using MediaNest.Tokens.Verification;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Gateway.Guarding;

/// <summary>Asks Redis, in one round trip, for session, user and rate limits.</summary>
internal sealed class RedisGuard(IConnectionMultiplexer redis, IOptions<RedisOptions> redisOptions, IOptions<GuardOptions> options)
{
    private const int FixedArguments = 4;
    private const int RoleIndex = 4;

    private static readonly string Script = ReadScript();

#pragma warning disable CA5350, S4790 // Redis names scripts by their SHA-1
    private static readonly byte[] ScriptHash = SHA1.HashData(Encoding.UTF8.GetBytes(Script));
#pragma warning restore CA5350, S4790

    private readonly string _sessionPrefix = redisOptions.Value.KeyPrefix + "session:";
    private readonly string _userPrefix = redisOptions.Value.KeyPrefix + "user:";
    private readonly RedisValue _idleTimeout = (long)options.Value.IdleTimeout.TotalMilliseconds;

    /// <summary>Asks.</summary>
    /// <param name="token">The caller's token; null if only rates are to be counted.</param>
    /// <param name="subject">Who is counted.</param>
    /// <param name="limits">By which limits.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <exception cref="RedisException">Redis does not answer.</exception>
    /// <exception cref="TimeoutException">Redis does not answer in time.</exception>
    public async ValueTask<GuardAnswer> AskAsync(VerifiedToken? token, string subject, ActiveLimit[] limits, long now)
    {
        var answer = (RedisValue[])await EvaluateAsync(Keys(token, subject, limits), Arguments(token, limits, now));
        var rate = limits.Length == 0
            ? (RateDecision?)null
            : new RateDecision(limits[(int)answer[1]], (int)answer[2], (long)answer[3], IsLocal: false);
        return new GuardAnswer((SessionVerdict)(int)answer[0], rate, answer.Length > RoleIndex ? (string?)answer[RoleIndex] : null);
    }

    /// <summary>Takes back what was counted last; nobody waits for it.</summary>
    public void Forgive(ActiveLimit limit, string subject) =>
        redis.GetDatabase().ListRightPop(limit.KeyPrefix + subject, CommandFlags.FireAndForget);

    private async Task<RedisResult> EvaluateAsync(RedisKey[] keys, RedisValue[] arguments)
    {
        var database = redis.GetDatabase();
        try
        {
            return await database.ScriptEvaluateAsync(ScriptHash, keys, arguments);
        }
        catch (RedisServerException missing) when (missing.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await database.ScriptEvaluateAsync(Script, keys, arguments);
        }
    }

    private RedisKey[] Keys(VerifiedToken? token, string subject, ActiveLimit[] limits)
    {
        var first = token is null ? 0 : 2;
        var keys = new RedisKey[first + limits.Length];
        if (token is not null)
        {
            keys[0] = _sessionPrefix + token.SessionId;
            keys[1] = _userPrefix + token.Subject;
        }

        for (var i = 0; i < limits.Length; i++)
        {
            keys[first + i] = limits[i].KeyPrefix + subject;
        }

        return keys;
    }

    private RedisValue[] Arguments(VerifiedToken? token, ActiveLimit[] limits, long now)
    {
        var arguments = new RedisValue[FixedArguments + 2 * limits.Length];
        arguments[0] = now;
        arguments[1] = token?.Subject ?? "";
        arguments[2] = _idleTimeout;
        arguments[3] = token?.Role ?? "";
        for (var i = 0; i < limits.Length; i++)
        {
            arguments[FixedArguments + 2 * i] = limits[i].LimitArgument;
            arguments[FixedArguments + 2 * i + 1] = limits[i].WindowArgument;
        }

        return arguments;
    }

    private static string ReadScript()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("guard.lua")
            ?? throw new InvalidOperationException("guard.lua is embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
