using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MediaNest.Messaging;

/// <summary>What messaging reports about itself.</summary>
public sealed class MessagingTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "MediaNest.Messaging";

    private readonly Counter<long> _dispatched;
    private readonly Histogram<double> _delay;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _dropped;
    private long _pending;

    internal MessagingTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _dispatched = meter.CreateCounter<long>("medianest.outbox.dispatched", "{message}", "Events handed to the broker and confirmed by it.");
        _delay = meter.CreateHistogram("medianest.outbox.dispatch.delay", "s", "From the event's row to the broker's confirmation.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] });
        _duplicates = meter.CreateCounter<long>("medianest.inbox.duplicates", "{message}", "Deliveries that had been consumed before.");
        _dropped = meter.CreateCounter<long>("medianest.ephemeral.dropped", "{message}", "Lossy messages dropped because the broker was slow or away.");
        meter.CreateObservableGauge("medianest.outbox.pending", () => Interlocked.Read(ref _pending), "{message}", "Events waiting in the outbox.");
    }

    internal static ActivitySource Source { get; } = new(Name);

    internal void Dispatched(double delaySeconds)
    {
        _dispatched.Add(1);
        _delay.Record(delaySeconds);
    }

    internal void Duplicate(string consumer) => _duplicates.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", consumer));

    internal void Dropped() => _dropped.Add(1);

    internal void SetPending(long pending) => Interlocked.Exchange(ref _pending, pending);
}
