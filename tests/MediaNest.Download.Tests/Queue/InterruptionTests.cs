using System.Diagnostics;
using System.Net;
using MediaNest.Download.Tests.Hosting;
using MediaNest.Testing;

namespace MediaNest.Download.Tests.Queue;

public sealed class InterruptionTests : IAsyncLifetime
{
    private DownloadApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await DownloadApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/cancel")]
    public async Task CancelledDownloadLeavesNoProcessAndNoFile(string method, string suffix)
    {
        using var alice = _app.Alice();
        var id = await BeginAndHoldAsync(alice);
        Programs.Of(id).ShouldNotBeEmpty();

        using var cancel = new HttpRequestMessage(HttpMethod.Parse(method), $"/api/v1/youtube/downloads/{id}{suffix}");
        (await (await alice.SendAsync(cancel)).DataAsync()).GetProperty("status").GetString().ShouldBe("cancelled");

        Programs.Of(id).ShouldBeEmpty();
        Directory.GetFileSystemEntries(_app.WorkRoot).ShouldBeEmpty();
        (await (await alice.GetAsync($"/api/v1/youtube/downloads/{id}")).DataAsync()).GetProperty("status").GetString().ShouldBe("cancelled");
        (await _app.EventsOfAsync(id)).ShouldBe(["DownloadQueued", "DownloadCancelled"]);

        _app.Site.HoldAfterBytes = null;
        (await alice.PostAsync($"/api/v1/youtube/downloads/{id}/retry", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await alice.ReachesAsync(id, "completed");
    }

    [Fact]
    public async Task KilledYtDlpResumesWhereItWas()
    {
        using var alice = _app.Alice();
        var id = await BeginAndHoldAsync(alice);

        Programs.Kill(id);
        await Eventually.Async(() => _app.Site.ResumedRequests > 0, Eventually.Patience, "the rest is asked for");
        _app.Site.HoldAfterBytes = null;

        await alice.ReachesAsync(id, "completed");
    }

    [Fact]
    public async Task ServiceThatStopsLeavesNoProcessAndItsSuccessorResumes()
    {
        using var alice = _app.Alice();
        var id = await BeginAndHoldAsync(alice);

        await _app.RestartAsync(() =>
        {
            Programs.Of(id).ShouldBeEmpty();
            _app.Site.HoldAfterBytes = null;
        });

        using var again = _app.Alice();
        var done = await again.ReachesAsync(id, "completed");
        done.GetProperty("attempts").GetInt32().ShouldBe(1);
        _app.Site.ResumedRequests.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task ServiceThatIsKilledLeavesNoProcessAndItsSuccessorResumes()
    {
        using var alice = _app.Alice();
        await _app.StopAsync();
        _app.Site.HoldAfterBytes = _app.Site.VideoBytes / 2;
        string id;
        await using (var service = await ServiceProcess.StartAsync(_app))
        {
            using var client = service.Client(_app.Issuer.UserToken());
            id = await client.QueueAsync(DownloadApp.NewVideo());
            await Eventually.Async(() => _app.Site.BytesSent >= _app.Site.HoldAfterBytes && Programs.Of(id).Count > 0, Eventually.Patience, "half of the video is there");
            await PartIsOnDiskAsync();
            service.Kill();
        }

        await Eventually.Async(() => Programs.Of(id).Count == 0, Eventually.Patience, "yt-dlp ends with the service");
        _app.Site.HoldAfterBytes = null;

        await using var successor = await ServiceProcess.StartAsync(_app);
        using var again = successor.Client(_app.Issuer.UserToken());
        await again.ReachesAsync(id, "completed");
        _app.Site.ResumedRequests.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task PassingFailuresAreTriedAgain()
    {
        using var alice = _app.Alice();
        _app.Site.MediaFailures = 2;

        var id = await alice.QueueAsync(DownloadApp.NewVideo());

        await alice.ReachesAsync(id, "completed");
    }

    private async Task<string> BeginAndHoldAsync(HttpClient client)
    {
        _app.Site.HoldAfterBytes = _app.Site.VideoBytes / 2;
        var id = await client.QueueAsync(DownloadApp.NewVideo());
        await Eventually.Async(() => _app.Site.BytesSent >= _app.Site.HoldAfterBytes && Programs.Of(id).Count > 0, Eventually.Patience, "half of the video is there");
        await client.ReachesAsync(id, "downloading");
        await PartIsOnDiskAsync();
        return id;
    }

    /// <summary>Bytes sent are not bytes kept: only what is in the partial file can be resumed.</summary>
    private Task PartIsOnDiskAsync() => Eventually.Async(
        () => Directory.EnumerateFiles(_app.WorkRoot, "*.part", SearchOption.AllDirectories).Any(file => new FileInfo(file).Length > 0),
        Eventually.Patience,
        "a part of the video is on disk");
}

/// <summary>The programs that work on a download, found by the marker in their environment.</summary>
internal static class Programs
{
    public static IReadOnlyList<int> Of(string downloadId) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), out var id) ? id : 0)
            .Where(id => id > 0 && ReadEnvironment(id).Contains($"MEDIANEST_DOWNLOAD={downloadId}\0", StringComparison.Ordinal))];

    public static void Kill(string downloadId)
    {
        foreach (var id in Of(downloadId))
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    private static string ReadEnvironment(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
