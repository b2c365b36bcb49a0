using MediaNest.SocketIO.Engine;
using MediaNest.Testing.Time;

namespace MediaNest.SocketIO.Tests.Engine;

public sealed class DeadlineWheelTests
{
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(100);
    private readonly ManualTime _time = new();

    [Fact]
    public void EachEntryIsLookedAtSoonAfterItsDeadlineAndNeverBefore()
    {
        using var wheel = new DeadlineWheel(_time, Resolution);
        var entries = Enumerable.Range(1, 1000).Select(i => new Entry(TimeSpan.FromMilliseconds(i * 37).Ticks)).ToArray();
        foreach (var entry in entries)
            wheel.Schedule(entry, entry.Due);

        _time.Advance(TimeSpan.FromSeconds(60));

        foreach (var entry in entries)
            entry.Acted.ShouldBeInRange(entry.Due, entry.Due + (Resolution.Ticks * 2));
    }

    [Fact]
    public void ADeadlineBeyondTheWheelIsKept()
    {
        using var wheel = new DeadlineWheel(_time, Resolution);
        var entry = new Entry(TimeSpan.FromMinutes(10).Ticks);
        wheel.Schedule(entry, entry.Due);

        _time.Advance(TimeSpan.FromMinutes(9.9));
        entry.Acted.ShouldBe(0);
        _time.Advance(TimeSpan.FromMinutes(0.2));

        entry.Acted.ShouldBeGreaterThanOrEqualTo(entry.Due);
    }

    [Fact]
    public void ARemovedEntryIsNotLookedAt()
    {
        using var wheel = new DeadlineWheel(_time, Resolution);
        var entries = Enumerable.Range(0, 3).Select(_ => new Entry(TimeSpan.FromSeconds(1).Ticks)).ToArray();
        foreach (var entry in entries)
            wheel.Schedule(entry, entry.Due);

        wheel.Remove(entries[1]);
        wheel.Remove(entries[1]);
        _time.Advance(TimeSpan.FromSeconds(2));

        entries.Select(entry => entry.Acted > 0).ShouldBe([true, false, true]);
    }

    [Fact]
    public void AnEarlierDeadlineReplacesALaterOne()
    {
        using var wheel = new DeadlineWheel(_time, Resolution);
        var entry = new Entry(TimeSpan.FromSeconds(1).Ticks);
        wheel.Schedule(entry, TimeSpan.FromSeconds(30).Ticks);

        wheel.Schedule(entry, entry.Due);
        _time.Advance(TimeSpan.FromSeconds(2));

        entry.Acted.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void OneTimerServesAll()
    {
        using var wheel = new DeadlineWheel(_time, Resolution);
        for (var i = 0; i < 100; i++)
            wheel.Schedule(new Entry(i), i);

        _time.WaitingTimers.ShouldBe(1);
    }

    private sealed class Entry(long due) : DeadlineEntry
    {
        public long Due => due;

        public long Acted { get; private set; }

        internal override long OnDue(long now)
        {
            if (now < due)
                return due;

            Acted = now;
            return 0;
        }
    }
}
