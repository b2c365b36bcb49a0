using System.Diagnostics;
using System.Globalization;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.LocalHosting;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests.Gateway;

/// <summary>Another replica of the gateway, in front of the same services and with the first one's settings but for some: its limits can be reached without harm to other tests.</summary>
public sealed class SecondGateway : IAsyncDisposable
{
    private readonly Process _process;

    private SecondGateway(Process process, HttpClient http)
    {
        _process = process;
        Http = http;
    }

    public HttpClient Http { get; }

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="mediaNest">What it is a part of.</param>
    /// <param name="settings">Configuration keys of its own, with <c>:</c>.</param>
    public static async Task<SecondGateway> StartAsync(RunningMediaNest mediaNest, params (string Key, string Value)[] settings)
    {
        var first = mediaNest.ProcessesOf("gateway")[0];
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
        var gateway = new SecondGateway(process, new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(address) });
        await Eventually.Async(gateway.IsAliveAsync, TimeSpan.FromSeconds(60), "the second gateway answers");
        return gateway;
    }

    /// <summary>The same user, at this gateway.</summary>
    public ApiClient For(ApiClient user) => new(Http, user.Token);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<bool> IsAliveAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException("The second gateway has ended.");
        }

        try
        {
            using var answer = await Http.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
