using System.Reflection;
using MediaNest.Caching;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Notification.Realtime.Sessions;

/// <summary>Asks Redis, in one call, for sessions and users as auth keeps them there.</summary>
internal sealed class SessionStates(IConnectionMultiplexer redis, IOptions<RedisOptions> options, TimeProvider time)
{
    /// <summary>Redis does nothing else while it answers, so a call stays well below a millisecond.</summary>
    private const int MostInOneCall = 250;

    private static readonly string Script = ReadScript();

    private readonly string _prefix = options.Value.KeyPrefix;

    /// <summary>Asks for one.</summary>
    /// <exception cref="RedisException">Redis does not answer.</exception>
    /// <exception cref="TimeoutException">Redis does not answer in time.</exception>
    public async Task<SessionState> FindAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken) =>
        (await FindAsync([new SessionOfUser(sessionId, userId)], cancellationToken))[0];

    /// <summary>Asks for many; the answers are in the same order.</summary>
    /// <exception cref="RedisException">Redis does not answer.</exception>
    /// <exception cref="TimeoutException">Redis does not answer in time.</exception>
    public async Task<IReadOnlyList<SessionState>> FindAsync(IReadOnlyList<SessionOfUser> sessions, CancellationToken cancellationToken)
    {
        List<SessionState> states = new(sessions.Count);
        foreach (var some in sessions.Chunk(MostInOneCall))
        {
            RedisKey[] keys = [.. some.SelectMany(session => new RedisKey[] { $"{_prefix}session:{session.SessionId:D}", $"{_prefix}user:{session.UserId:D}" })];
            RedisValue[] arguments = [time.GetUtcNow().ToUnixTimeSeconds(), .. some.Select(session => (RedisValue)session.UserId.ToString("D"))];
            var answers = (RedisValue[])await redis.GetDatabase().ScriptEvaluateAsync(Script, keys, arguments)
                .WaitAsync(TimeSpan.FromMilliseconds(options.Value.TimeoutMilliseconds), time, cancellationToken);
            for (var i = 0; i < answers.Length; i += 2)
            {
                states.Add(new SessionState((SessionVerdict)(int)answers[i], (string?)answers[i + 1] is { Length: > 0 } role ? role : null));
            }
        }

        return states;
    }

    private static string ReadScript()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("sessions.lua")
            ?? throw new InvalidOperationException("sessions.lua is embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
