using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using MediaNest.Caching;
using MediaNest.Gateway.RateLimiting;
using MediaNest.Tokens.Verification;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Gateway.Guarding;

/// <summary>
/// Asks Redis, in one round trip, for session, user and rate limits. What several requests want to know while calls are under way goes with the
/// next call together: a busy gateway sends fewer and larger calls, an idle one sends each question at once.
/// </summary>
internal sealed class RedisGuard(IConnectionMultiplexer redis, IOptions<RedisOptions> redisOptions, IOptions<GuardOptions> options)
{
    /// <summary>So that the next call is on its way while the last one's answers are handed out.</summary>
    private const int MostCalls = 1;

    /// <summary>Redis does nothing else while it answers, so a call stays well below a millisecond.</summary>
    private const int MostQuestions = 64;

    private static readonly string Script = ReadScript();

#pragma warning disable CA5350, S4790 // Redis names scripts by their SHA-1
    private static readonly byte[] ScriptHash = SHA1.HashData(Encoding.UTF8.GetBytes(Script));
#pragma warning restore CA5350, S4790

    private readonly GuardKeys _prefixes = new(redisOptions.Value.KeyPrefix + "session:", redisOptions.Value.KeyPrefix + "user:");
    private readonly RedisValue _idleTimeout = (long)options.Value.IdleTimeout.TotalMilliseconds;
    private readonly ConcurrentQueue<GuardQuestion> _waiting = new();
    private int _calls;

    /// <summary>Asks.</summary>
    /// <param name="token">The caller's token; null if only rates are to be counted.</param>
    /// <param name="subject">Who is counted.</param>
    /// <param name="limits">By which limits.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <exception cref="RedisException">Redis does not answer.</exception>
    /// <exception cref="TimeoutException">Redis does not answer in time.</exception>
    public Task<GuardAnswer> AskAsync(VerifiedToken? token, string subject, ActiveLimit[] limits, long now)
    {
        var question = new GuardQuestion(token, subject, limits, now);
        _waiting.Enqueue(question);
        Send();
        return question.Task;
    }

    /// <summary>Takes back what was counted last; nobody waits for it.</summary>
    public void Forgive(ActiveLimit limit, string subject) =>
        redis.GetDatabase().ListRightPop(limit.KeyPrefix + subject, CommandFlags.FireAndForget);

    private void Send()
    {
        while (!_waiting.IsEmpty && TryBeginCall())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static guard => _ = guard.CallAsync(guard.TakeWaiting()), this, preferLocal: false);
        }
    }

    private bool TryBeginCall()
    {
        if (Interlocked.Increment(ref _calls) <= MostCalls)
        {
            return true;
        }

        // whoever ends a call looks again for what is waiting
        Interlocked.Decrement(ref _calls);
        return false;
    }

    private List<GuardQuestion> TakeWaiting()
    {
        var questions = new List<GuardQuestion>();
        while (questions.Count < MostQuestions && _waiting.TryDequeue(out var question))
        {
            questions.Add(question);
        }

        return questions;
    }

    /// <summary>Gives every question its answer, or the failure.</summary>
    private async Task CallAsync(List<GuardQuestion> questions)
    {
        RedisValue[] answers = [];
        Exception? failure = null;
        try
        {
            answers = questions.Count == 0 ? [] : await EvaluateAsync(questions);
        }
        catch (Exception exception)
        {
            failure = exception;

            // who waits behind a call that failed must not wait for another to fail
            while (_waiting.TryDequeue(out var question))
            {
                questions.Add(question);
            }
        }

        Interlocked.Decrement(ref _calls);
        Send();
        for (var i = 0; i < questions.Count; i++)
        {
            if (failure is null)
            {
                questions[i].Answer(answers.AsSpan(i * GuardQuestion.AnswerLength, GuardQuestion.AnswerLength));
            }
            else
            {
                questions[i].SetException(failure);
            }
        }
    }

    private async Task<RedisValue[]> EvaluateAsync(List<GuardQuestion> questions)
    {
        // most requests are of few routes, and so of few sets of limits
        var sets = questions.Select(question => question.Limits).Distinct().ToArray();
        var keys = new RedisKey[questions.Sum(question => question.KeyCount)];
        var arguments = new List<RedisValue>(8 * sets.Length + GuardQuestion.ArgumentCount * questions.Count)
        {
            _idleTimeout, questions[^1].Now, sets.Length,
        };
        foreach (var set in sets)
        {
            arguments.Add(set.Length);
            foreach (var limit in set)
            {
                arguments.Add(limit.LimitArgument);
                arguments.Add(limit.WindowArgument);
            }
        }

        var key = 0;
        foreach (var question in questions)
        {
            question.Write(_prefixes, Array.IndexOf(sets, question.Limits) + 1, keys.AsSpan(key), arguments);
            key += question.KeyCount;
        }

        var values = arguments.ToArray();
        var database = redis.GetDatabase();
        try
        {
            return (RedisValue[])await database.ScriptEvaluateAsync(ScriptHash, keys, values);
        }
        catch (RedisServerException missing) when (missing.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return (RedisValue[])await database.ScriptEvaluateAsync(Script, keys, values);
        }
    }

    private static string ReadScript()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("guard.lua")
            ?? throw new InvalidOperationException("guard.lua is embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
