using System.Net;
using System.Net.Http.Json;
using MediaNest.Download.Tests.Hosting;

namespace MediaNest.Download.Tests.Downloads;

public sealed class DownloadFlowTests : IAsyncLifetime
{
    private DownloadApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await DownloadApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task VideoTravelsFromQueuedToAFileInTheLibrary()
    {
        using var alice = _app.Alice();
        var video = DownloadApp.NewVideo();

        var response = await alice.PostAsJsonAsync("/api/v1/youtube/download", new { url = $"https://www.youtube.com/watch?v={video}&t=5", quality = "720p", format = "mp4" });
        var queued = await response.DataAsync(HttpStatusCode.Accepted);
        queued.GetProperty("status").GetString().ShouldBe("queued");
        queued.GetProperty("url").GetString().ShouldBe($"https://www.youtube.com/watch?v={video}");
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/youtube/downloads/{queued.GetProperty("id").GetString()}");

        var id = queued.GetProperty("id").GetString()!;
        var done = await alice.ReachesAsync(id, "completed", "failed");

        done.GetProperty("status").GetString().ShouldBe("completed", done.ToString());
        done.GetProperty("progress").GetDouble().ShouldBe(100);
        done.GetProperty("title").GetString().ShouldBe(_app.Site.Title);
        var path = Path.Combine(_app.Root, done.GetProperty("filePath").GetString()!);
        File.Exists(path).ShouldBeTrue();
        Path.GetFullPath(path).ShouldStartWith(_app.Root + "/");
        new FileInfo(path).Length.ShouldBe(done.GetProperty("fileSize").GetInt64());
        Directory.GetFileSystemEntries(_app.WorkRoot).ShouldBeEmpty();
        (await _app.EventsOfAsync(id)).ShouldBe(["DownloadQueued", "DownloadCompleted"]);
    }
}
