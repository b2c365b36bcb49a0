using MediaNest.Operations.Status;
using MediaNest.Operations.UptimeKuma;

namespace MediaNest.Operations.Tests.UptimeKuma;

public sealed class KumaMonitorTests
{
    [Fact]
    public void ReadsAMonitorsStatusTimeAndUptime()
    {
        var monitor = KumaMonitor.ReadMetrics(
            """
            monitor_uptime_ratio{monitor_id="1",monitor_name="Plex Server (4K)",window="1d"} 0.9987649
            monitor_uptime_ratio{monitor_id="1",monitor_name="Plex Server (4K)",window="30d"} 1
            monitor_response_time{monitor_id="1",monitor_name="Plex Server (4K)"} 18
            monitor_status{monitor_id="1",monitor_name="Plex Server (4K)"} 1
            """).ShouldHaveSingleItem();
        monitor.ShouldBe(new KumaMonitor("plex-server-4k", "Plex Server (4K)", ServiceStatus.Up, 18, 99.876, 100));
    }

    [Theory]
    [InlineData("0", "down")]
    [InlineData("1", "up")]
    [InlineData("2", "degraded")]
    [InlineData("3", "maintenance")]
    [InlineData("7", "unknown")]
    public void TellsTheStatesApart(string value, string status) =>
        KumaMonitor.ReadMetrics($$"""monitor_status{monitor_name="x"} {{value}}""").Single().Status.ToString().ToLowerInvariant().ShouldBe(status);

    [Fact]
    public void KeepsMonitorsOfTheSameOrNoNameApart()
    {
        var names = KumaMonitor.ReadMetrics(
            """
            monitor_status{monitor_id="1",monitor_name="Plex"} 1
            monitor_status{monitor_id="2",monitor_name="plex!"} 0
            monitor_status{monitor_id="3",monitor_name="映画"} 1
            monitor_response_time{monitor_id="2",monitor_name="plex!"} -1
            """).Select(monitor => (monitor.Name, monitor.ResponseTimeMs));
        names.ShouldBe([("plex", null), ("plex-2", null), ("monitor", null)]);
    }
}
