using StackExchange.Redis;

namespace MediaNest.SocketIO.Redis;

/// <summary>A namespace's log in Redis: a capped stream, with a word on the channel for each new entry.</summary>
internal sealed class RedisLog(IConnectionMultiplexer redis, string key, string channel, int length, TimeSpan lifetime)
{
    private const int PageSize = 500;

    // entry and word in one step: whoever hears the word finds the entry
    private const string AppendScript = """
        local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'e', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        redis.call('PUBLISH', KEYS[2], 'w')
        return id
        """;

    private IDatabase Database => redis.GetDatabase();

    public Task AppendAsync(StreamEntry entry) => Database.ScriptEvaluateAsync(
        AppendScript,
        [key, channel],
        [length, entry.ToBytes(), (long)lifetime.TotalMilliseconds]);

    /// <summary>The last entry's place.</summary>
    public async Task<StreamPosition> EndAsync()
    {
        var last = (RedisResult[])await Database.ExecuteAsync("XREVRANGE", key, "+", "-", "COUNT", 1);
        return last.Length == 0 ? new StreamPosition(0, 0) : PlaceOf(last[0]);
    }

    /// <summary>Entries after a place, in order; empty at the end.</summary>
    public async Task<IReadOnlyList<(StreamPosition Place, byte[] Entry)>> ReadAsync(StreamPosition after, StreamPosition? until)
    {
        var page = (RedisResult[])await Database.ExecuteAsync("XRANGE", key, $"({after}", until?.ToString() ?? "+", "COUNT", PageSize);
        return [.. page.Select(item => (PlaceOf(item), (byte[])((RedisResult[])((RedisResult[])item)[1])[1]))];
    }

    /// <summary>Whether nothing after a place has been cut off.</summary>
    public async Task<bool> ReachesBackToAsync(StreamPosition place)
    {
        var fields = (RedisResult[])await Database.ExecuteAsync("XINFO", "STREAM", key);
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            if (string.Equals((string)fields[i], "max-deleted-entry-id", StringComparison.Ordinal))
            {
                return StreamPosition.Parse((string)fields[i + 1]) is { } cut && cut.OrderTo(place) <= 0;
            }
        }

        return false;
    }

    private static StreamPosition PlaceOf(RedisResult item) =>
        StreamPosition.Parse((string)((RedisResult[])item)[0]) ?? throw new InvalidDataException("The stream's id is none.");
}
