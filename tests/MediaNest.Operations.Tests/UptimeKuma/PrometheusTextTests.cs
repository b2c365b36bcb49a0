using MediaNest.Operations.UptimeKuma;

namespace MediaNest.Operations.Tests.UptimeKuma;

public sealed class PrometheusTextTests
{
    [Fact]
    public void ReadsNamesLabelsAndValues()
    {
        var samples = PrometheusText.Read(
            """
            # HELP monitor_status Monitor Status
            # TYPE monitor_status gauge
            monitor_status{monitor_id="1",monitor_name="Plex, \"the\" {server} \\ a=b\nc",monitor_port="null"} 1
            monitor_response_time{monitor_name="x"} -1 1700000000000

            process_cpu_seconds_total 1.5e-3
            """).ToList();

        samples.Count.ShouldBe(3);
        samples[0].Name.ShouldBe("monitor_status");
        samples[0].Labels["monitor_name"].ShouldBe("Plex, \"the\" {server} \\ a=b\nc");
        samples[0].Labels["monitor_port"].ShouldBe("null");
        samples[0].Value.ShouldBe(1);
        samples[1].Value.ShouldBe(-1);
        samples[2].Labels.ShouldBeEmpty();
        samples[2].Value.ShouldBe(0.0015);
    }

    [Theory]
    [InlineData("a{b=\"c\"} 1\r", 1)]
    [InlineData("a{} 2", 2)]
    [InlineData("a{b=\"c\",} 3", 3)]
    [InlineData("a +Inf", double.PositiveInfinity)]
    public void ReadsTheOddButAllowed(string line, double value) => PrometheusText.Read(line).Single().Value.ShouldBe(value);

    [Theory]
    [InlineData("<html><body>Uptime Kuma</body></html>")]
    [InlineData("a{b=\"c 1")]
    [InlineData("a{b=c} 1")]
    [InlineData("a{b")]
    [InlineData("a{b=")]
    [InlineData("a{b=\"c\\")]
    [InlineData("a{b=\"c\"")]
    [InlineData("a")]
    [InlineData("{} 1")]
    [InlineData("a one")]
    [InlineData("\u0000\u0001\ufffd")]
    public void LeavesOutWhatIsNotOfTheFormat(string line) => PrometheusText.Read(line).ShouldBeEmpty();
}
