using MediaNest.Gateway.RateLimiting;
using MediaNest.Tokens.Verification;
using StackExchange.Redis;

namespace MediaNest.Gateway.Guarding;

/// <summary>What one request wants to know of Redis, and its answer to come.</summary>
internal sealed class GuardQuestion(VerifiedToken? token, string subject, ActiveLimit[] limits, long now)
    : TaskCompletionSource<GuardAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>How many values of the script's answer are its own.</summary>
    public const int AnswerLength = 4;

    /// <summary>How many arguments it has beside its limits.</summary>
    public const int ArgumentCount = 3;

    private const int KeysOfUser = 2;

    public long Now => now;

    public ActiveLimit[] Limits => limits;

    public int KeyCount => (token is null ? 0 : KeysOfUser) + limits.Length;

    /// <summary>Puts its keys and arguments behind those of others.</summary>
    public void Write(GuardKeys prefixes, int limitSet, Span<RedisKey> keys, List<RedisValue> arguments)
    {
        var next = 0;
        if (token is not null)
        {
            keys[next++] = prefixes.Session + token.SessionId;
            keys[next++] = prefixes.User + token.Subject;
        }

        arguments.Add(token?.Subject ?? "");
        arguments.Add(token?.Role ?? "");
        arguments.Add(limitSet);
        for (var i = 0; i < limits.Length; i++)
        {
            keys[next + i] = limits[i].KeyPrefix + subject;
        }
    }

    public void Answer(ReadOnlySpan<RedisValue> answer)
    {
        var rate = limits.Length == 0
            ? (RateDecision?)null
            : new RateDecision(limits[(int)answer[1]], (int)answer[2], (long)answer[3], IsLocal: false);
        SetResult(new GuardAnswer((SessionVerdict)(int)answer[0], rate));
    }
}

/// <summary>What the keys of sessions and users begin with.</summary>
internal sealed record GuardKeys(string Session, string User);
