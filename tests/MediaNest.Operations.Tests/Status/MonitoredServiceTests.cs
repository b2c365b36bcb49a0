using MediaNest.Operations.Status;

namespace MediaNest.Operations.Tests.Status;

public sealed class MonitoredServiceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    private readonly MonitoredService _service = new() { Name = "plex", DisplayName = "Plex" };

    [Fact]
    public void SeenFirstIsToldOnce()
    {
        See(ServiceStatus.Up)!.PreviousStatus.ShouldBe(ServiceStatus.Unknown);
        _service.Status.ShouldBe(ServiceStatus.Up);
        See(ServiceStatus.Up).ShouldBeNull();
    }

    [Fact]
    public void OneFailedProbeIsNotDown()
    {
        See(ServiceStatus.Up);
        See(ServiceStatus.Down).ShouldBeNull();
        _service.Status.ShouldBe(ServiceStatus.Up);
        See(ServiceStatus.Up).ShouldBeNull();
        See(ServiceStatus.Down).ShouldBeNull();
    }

    [Fact]
    public void FailedProbesInARowAreDownOnce()
    {
        See(ServiceStatus.Up);
        See(ServiceStatus.Down);
        See(ServiceStatus.Down)!.PreviousStatus.ShouldBe(ServiceStatus.Up);
        See(ServiceStatus.Down).ShouldBeNull();
        var back = See(ServiceStatus.Up)!;
        (back.PreviousStatus, back.Status).ShouldBe((ServiceStatus.Down, ServiceStatus.Up));
    }

    [Fact]
    public void UptimeKumaHasCountedAlready()
    {
        See(ServiceStatus.Up, StatusSource.UptimeKuma);
        See(ServiceStatus.Down, StatusSource.UptimeKuma)!.Status.ShouldBe(ServiceStatus.Down);
    }

    [Fact]
    public void DownFromTheStartIsNews()
    {
        See(ServiceStatus.Down).ShouldBeNull();
        _service.Status.ShouldBe(ServiceStatus.Unknown);
        See(ServiceStatus.Down)!.PreviousStatus.ShouldBe(ServiceStatus.Unknown);
    }

    [Fact]
    public void DegradedNeedsNoSecondLook()
    {
        See(ServiceStatus.Up);
        See(ServiceStatus.Degraded)!.Status.ShouldBe(ServiceStatus.Degraded);
    }

    [Fact]
    public void ALongMessageIsCut()
    {
        _service.Observe(new Observation("plex", "Plex", StatusSource.Probe, ServiceStatus.Up, Message: new string('x', 5000)), Now, 2);
        _service.Message!.Length.ShouldBe(MonitoredService.LongestMessage);
    }

    private StatusChange? See(ServiceStatus status, StatusSource source = StatusSource.Probe) =>
        _service.Observe(new Observation("plex", "Plex", source, status), Now, failuresToDown: 2);
}
