using System.Diagnostics;
using System.Globalization;
using MediaNest.Testing;

namespace MediaNest.LocalHosting.Tests;

public sealed class NothingIsLeftTests(SampleApp sample)
{
    private const string Mark = "MEDIANEST_TEST_MARK";
    private static readonly TimeSpan Soon = Eventually.Patience;

    [Theory]
    [InlineData("INT", 0)]
    [InlineData("TERM", 0)]
    [InlineData("KILL", 137)]
    public async Task AfterASignalNoProcessAndNoLockIsLeft(string signal, int exitCode)
    {
        var folder = sample.NewFolder();
        var mark = Guid.CreateVersion7().ToString();
        using var host = Start(folder, mark);
        await ReadUntilReadyAsync(host);
        ProcessesWith(mark).Count.ShouldBeGreaterThan(3); // host, web, redis, sh

        await SignalAsync(signal, host);

        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        host.ExitCode.ShouldBe(exitCode);
        await Eventually.Async(() => ProcessesWith(mark).Count == 0, Soon, "every process is gone");
        await StartsAgainAsync(folder);
    }

    [Fact]
    public async Task AStartRightAfterAKillWorks()
    {
        var folder = sample.NewFolder();
        var mark = Guid.CreateVersion7().ToString();
        using var host = Start(folder, mark);
        await ReadUntilReadyAsync(host);

        host.Kill();

        await StartsAgainAsync(folder);
        await Eventually.Async(() => ProcessesWith(mark).Count == 0, Soon, "every process of the killed one is gone");
    }

    private async Task StartsAgainAsync(string folder)
    {
        var mark = Guid.CreateVersion7().ToString();
        using var again = Start(folder, mark);
        await ReadUntilReadyAsync(again);
        await SignalAsync("TERM", again);
        await again.WaitForExitAsync(TestContext.Current.CancellationToken);
        again.ExitCode.ShouldBe(0);
        await Eventually.Async(() => ProcessesWith(mark).Count == 0, Soon, "every process of the second start is gone");
    }

    private Process Start(string folder, string mark)
    {
        // whoever runs the tests in the background may have SIGINT ignored, which children inherit: nobody who presses Ctrl+C does
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", sample.Assembly, "host", $"--LocalHosting:DataDirectory={folder}", "--LocalHosting:Build=false"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment[Mark] = mark;
        return Process.Start(start)!;
    }

    private static async Task ReadUntilReadyAsync(Process host)
    {
        using var timeout = new CancellationTokenSource(Soon);
        var lines = new List<string>();
        while (await host.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("Sample is ready at http://127.0.0.1:", StringComparison.Ordinal))
            {
                lines.ShouldContain(earlier => earlier.StartsWith("web", StringComparison.Ordinal) && earlier.Contains("healthy", StringComparison.Ordinal));
                _ = host.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException("The host ended before it was ready:" + Environment.NewLine + string.Join(Environment.NewLine, lines));
    }

    private static async Task SignalAsync(string signal, Process process)
    {
        using var kill = Process.Start("kill", ["-s", signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Children inherit the mark with the environment, whatever becomes of their parents.</summary>
    private static List<string> ProcessesWith(string mark) =>
        [.. Directory.GetDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]) && HasMark(process, mark))];

    private static bool HasMark(string process, string mark)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains($"{Mark}={mark}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // another user's, or gone
        }
    }
}
