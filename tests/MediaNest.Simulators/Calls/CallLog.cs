using Microsoft.AspNetCore.WebUtilities;

namespace MediaNest.Simulators.Calls;

/// <summary>The latest calls of all systems in order of arrival. Bodies and headers are not kept, so no secret is.</summary>
internal sealed class CallLog(TimeProvider time)
{
    private const int Capacity = 10_000;

    private static readonly HashSet<string> SecretParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "api_key", "apikey", "x-plex-token", "token", "access_token", "session_id",
    };

    private readonly Lock _lock = new();
    private readonly Queue<Call> _calls = new();
    private long _count;

    public Call Begin(string system, string method, string path, QueryString query)
    {
        lock (_lock)
        {
            var call = new Call(new RecordedCall(++_count, system, method, path, Clean(query), null, time.GetUtcNow(), null), time.GetTimestamp());
            _calls.Enqueue(call);
            if (_calls.Count > Capacity)
            {
                _calls.Dequeue();
            }

            return call;
        }
    }

    public void End(Call call, int status)
    {
        lock (_lock)
        {
            call.Recorded = call.Recorded with
            {
                Status = status,
                DurationMs = Math.Round(time.GetElapsedTime(call.Started).TotalMilliseconds, 3),
            };
        }
    }

    public IReadOnlyList<RecordedCall> List(string? system)
    {
        lock (_lock)
        {
            return [.. _calls.Select(call => call.Recorded).Where(call => system is null || call.System == system)];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _calls.Clear();
        }
    }

    private static string Clean(QueryString query)
    {
        var text = query.HasValue ? query.Value[1..] : "";
        if (!QueryHelpers.ParseQuery(text).Keys.Any(SecretParameters.Contains))
        {
            return text;
        }

        return string.Join('&', text.Split('&').Select(pair =>
        {
            var name = pair.Split('=', 2)[0];
            return SecretParameters.Contains(Uri.UnescapeDataString(name)) ? $"{name}=***" : pair;
        }));
    }

    internal sealed class Call(RecordedCall recorded, long started)
    {
        public RecordedCall Recorded { get; set; } = recorded;

        public long Started { get; } = started;
    }
}
