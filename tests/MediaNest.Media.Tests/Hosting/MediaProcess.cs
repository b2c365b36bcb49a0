using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using MediaNest.LocalHosting;
using MediaNest.Testing;
using MediaNest.Testing.Identity;

namespace MediaNest.Media.Tests.Hosting;

/// <summary>The service as a process of its own, to be killed.</summary>
public sealed class MediaProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private MediaProcess(Process process, Uri address)
    {
        _process = process;
        _client = new HttpClient { BaseAddress = address };
    }

    public static async Task<MediaProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var port = FreePorts.Next();
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MediaNest.Media.dll"));
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var media = new MediaProcess(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}/"));
        await Eventually.Async(
            async () => (await media._client.GetAsync(new Uri("health/ready", UriKind.Relative))).IsSuccessStatusCode, Eventually.Patience, "the process is ready");
        return media;
    }

    public async Task<Guid> RequestAndApproveAsync(MediaApp app, int tmdbId)
    {
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Token(Guid.CreateVersion7(), "user"));
        using var made = await _client.PostAsJsonAsync("/api/v1/media/request", new { tmdbId, mediaType = "movie" });
        var id = (await made.DataAsync()).GetProperty("id").GetGuid();
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Token(TestIssuer.AdminId, "admin"));
        using var approved = await _client.PostJsonAsync($"/api/v1/admin/requests/{id}/approve", "");
        approved.EnsureSuccessStatusCode();
        return id;
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
