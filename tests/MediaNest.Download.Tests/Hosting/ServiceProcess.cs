using System.Diagnostics;
using System.Net.Http.Headers;
using MediaNest.LocalHosting;
using MediaNest.Testing;

namespace MediaNest.Download.Tests.Hosting;

/// <summary>The service as a process of its own, which can be killed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Uri _address;

    private ServiceProcess(Process process, Uri address)
    {
        _process = process;
        _address = address;
    }

    public static async Task<ServiceProcess> StartAsync(DownloadApp app)
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MediaNest.Download.dll")]) { WorkingDirectory = app.Root };
        foreach (var (key, value) in app.Settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var service = new ServiceProcess(Process.Start(start)!, address);
        using var client = service.Client(null);
        await Eventually.Async(async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode, Eventually.Patience, "the service process is ready");
        return service;
    }

    public HttpClient Client(string? token)
    {
        var client = new HttpClient { BaseAddress = _address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
