using System.Diagnostics;
using System.Globalization;
using MediaNest.LocalHosting;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests.Running;

/// <summary>Another process of a service or of the gateway, with the first one's settings but for some.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly Process _process;

    private Replica(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <param name="mediaNest">What it is a part of.</param>
    /// <param name="service">Of what, such as <c>gateway</c>.</param>
    /// <param name="settings">Configuration keys of its own, with <c>:</c>.</param>
    public static async Task<Replica> StartAsync(RunningMediaNest mediaNest, string service, params (string Key, string Value)[] settings)
    {
        var first = mediaNest.ProcessesOf(service)[0];
        var address = $"http://127.0.0.1:{FreePorts.Next().ToString(CultureInfo.InvariantCulture)}";
        var start = new ProcessStartInfo(first.CommandLine[0], first.CommandLine[1..])
        {
            WorkingDirectory = Path.GetDirectoryName(first.CommandLine.First(argument => argument.EndsWith(".dll", StringComparison.Ordinal)))!,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var variable in first.Environment.Where(entry => !entry.StartsWith("MEDIANEST_TEST_RUN", StringComparison.Ordinal)))
        {
            var parts = variable.Split('=', 2);
            start.Environment[parts[0]] = parts[1];
        }

        start.Environment["ASPNETCORE_URLS"] = address;
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var replica = new Replica(process, new Uri(address));
        try
        {
            await Eventually.Async(replica.IsReadyAsync, Eventually.Patience, $"the other {service} is ready");
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM) and waits until it has.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException("The replica has ended.");
        }

        using var http = new HttpClient { BaseAddress = Address };
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
