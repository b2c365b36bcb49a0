using MediaNest.Gateway.RateLimiting;

namespace MediaNest.Gateway.Guarding;

/// <summary>Counts in this process what Redis would count for all, while it does not answer. The same rule as guard.lua's, in bounded memory.</summary>
internal sealed class LocalRateCounter
{
    /// <summary>Past so many subjects the count starts anew rather than grow.</summary>
    private const int MostSubjects = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Scope, string Subject), Queue<long>> _times = [];

    public RateDecision? Take(ActiveLimit[] limits, string subject, long now)
    {
        if (limits.Length == 0)
        {
            return null;
        }

        lock (_lock)
        {
            if (_times.Count > MostSubjects)
            {
                _times.Clear();
            }

            RateDecision? tightest = null;
            foreach (var limit in limits)
            {
                var times = TimesOf(limit, subject, now);
                var free = limit.Limit - times.Count;
                var resetAt = (times.TryPeek(out var oldest) ? oldest : now) + limit.WindowMilliseconds;
                var decision = new RateDecision(limit, Math.Max(free, 0) - 1, resetAt, IsLocal: true);
                if (tightest is null || decision.Remaining < tightest.Value.Remaining)
                {
                    tightest = decision;
                }
            }

            if (!tightest!.Value.IsExceeded)
            {
                foreach (var limit in limits)
                {
                    TimesOf(limit, subject, now).Enqueue(now);
                }
            }

            return tightest;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _times.Clear();
        }
    }

    private Queue<long> TimesOf(ActiveLimit limit, string subject, long now)
    {
        if (!_times.TryGetValue((limit.Name, subject), out var times))
        {
            _times[(limit.Name, subject)] = times = new Queue<long>();
        }

        while (times.TryPeek(out var oldest) && oldest <= now - limit.WindowMilliseconds)
        {
            times.Dequeue();
        }

        return times;
    }
}
