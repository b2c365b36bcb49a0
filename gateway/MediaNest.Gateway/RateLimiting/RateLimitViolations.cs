using MediaNest.Contracts;
using MediaNest.Messaging;

namespace MediaNest.Gateway.RateLimiting;

/// <summary>
/// Adds up refusals by caller, scope and minute until they are reported: a flood of requests becomes a few messages. In bounded memory; what
/// does not fit is counted by the metric alone.
/// </summary>
internal sealed class RateLimitViolations(TimeProvider time)
{
    /// <summary>Callers and scopes kept at the same time.</summary>
    private const int Most = 5_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Subject, string Scope), Entry> _entries = [];

    public void Record(ActiveLimit limit, string subject, string? correlationId)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_entries.TryGetValue((subject, limit.Name), out var entry))
            {
                if (_entries.Count >= Most)
                {
                    return;
                }

                _entries[(subject, limit.Name)] = entry = new Entry(limit, MinuteOf(now));
            }

            if (entry.Count++ == 0)
            {
                (entry.FirstAt, entry.CorrelationId) = (now, correlationId);
            }
        }
    }

    /// <summary>Takes what is to be reported now: the first refusals of a caller at once, further ones when their minute is over.</summary>
    /// <param name="most">No more than so many.</param>
    public IReadOnlyList<RateLimitExceeded> Take(int most)
    {
        var minute = MinuteOf(time.GetUtcNow());
        var taken = new List<RateLimitExceeded>();
        lock (_lock)
        {
            foreach (var ((subject, scope), entry) in _entries)
            {
                if (taken.Count == most)
                {
                    break;
                }

                var isOver = entry.Minute < minute;
                if (entry.Count > 0 && (isOver || !entry.IsReported))
                {
                    taken.Add(entry.AsEvent(subject, scope));
                    entry.Count = 0;
                    entry.IsReported = true;
                }

                // removing while enumerating is allowed
                if (isOver && entry.Count == 0)
                {
                    _entries.Remove((subject, scope));
                }
            }
        }

        return taken;
    }

    private static long MinuteOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / 60;

    private sealed class Entry(ActiveLimit limit, long minute)
    {
        public long Minute => minute;

        public int Count { get; set; }

        public bool IsReported { get; set; }

        public DateTimeOffset FirstAt { get; set; }

        public string? CorrelationId { get; set; }

        public RateLimitExceeded AsEvent(string subject, string scope)
        {
            Guid? user = subject.StartsWith("u:", StringComparison.Ordinal) && Guid.TryParse(subject.AsSpan(2), out var id) ? id : null;
            var address = user is null ? subject[2..] : null;
            return new RateLimitExceeded(
                scope, user, address, limit.Limit, (int)(limit.WindowMilliseconds / 1_000), Count, FirstAt, user, CorrelationId);
        }
    }
}

/// <summary>Tells operations who was refused. Nothing of it holds up a request, and a broker that is away loses it.</summary>
internal sealed class ViolationReporter(RateLimitViolations violations, IEphemeralPublisher publisher, TimeProvider time) : BackgroundService
{
    private const int MostAtOnce = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepFor = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var violation in violations.Take(MostAtOnce))
                {
                    publisher.Publish(violation, KeepFor);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the gateway stops
        }
    }
}
