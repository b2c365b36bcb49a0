using System.Net;
using MediaNest.Download.Queue;
using MediaNest.Download.Tests.Hosting;
using MediaNest.Simulators;
using MediaNest.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Download.Tests.YtDlp;

/// <summary>Against the simulator's pages: several qualities, sound apart from the picture, and all the ways to refuse.</summary>
public sealed class SimulatedVideosTests : IAsyncLifetime
{
    private SimulatorHost _simulator = null!;
    private DownloadApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorHost.StartAsync();
        _app = await DownloadApp.StartAsync(
            ("YouTube:PageBaseUrl", _simulator.UrlOf(Systems.YouTube)), ("YouTube:MaxAttempts", "2"), ("YouTube:CooldownSeconds", "3600"), ("YouTube:MaxConcurrentDownloads", "3"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Theory]
    [InlineData("simVideo001", "720p", "mp4")]
    [InlineData("simVideo002", "360p", "mkv")]
    [InlineData("simVideo003", "audio", "m4a")]
    public async Task VideoArrivesInTheFormatAsked(string video, string quality, string format)
    {
        using var alice = _app.Alice();
        var id = await alice.QueueAsync(video, quality, format);

        var done = await alice.ReachesAsync(id, "completed", "failed");

        done.GetProperty("status").GetString().ShouldBe("completed", done.ToString());
        done.GetProperty("filePath").GetString().ShouldEndWith("." + format);
        done.GetProperty("fileSize").GetInt64().ShouldBeGreaterThan(1000);
    }

    [Theory]
    [InlineData("simDotDot01")]
    [InlineData("simUnicode1")]
    public async Task StrangeTitlesStayUnderTheRoot(string video)
    {
        using var alice = _app.Alice();
        var id = await alice.QueueAsync(video, "360p");

        var done = await alice.ReachesAsync(id, "completed", "failed");

        var path = Path.GetFullPath(Path.Combine(_app.Root, done.GetProperty("filePath").GetString()!));
        path.ShouldStartWith(_app.Root + "/");
        File.Exists(path).ShouldBeTrue();
    }

    [Theory]
    [InlineData("simPrivate1", "video-private")]
    [InlineData("simRemoved1", null)]
    [InlineData("simAgeGate1", "age-restricted")]
    [InlineData("simBroken01", "upstream-error")]
    public async Task RefusalsEndInFailureThatSaysWhy(string video, string? code)
    {
        using var alice = _app.Alice();
        var id = await alice.QueueAsync(video, "360p");

        var failed = await alice.ReachesAsync(id, "failed");

        var error = failed.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code ?? error.GetProperty("code").GetString());
        error.GetProperty("message").GetString()!.ShouldNotContain("/");
        (await _app.EventsOfAsync(id)).ShouldBe(["DownloadQueued", "DownloadFailed"]);
        await Eventually.Async(() => !Directory.Exists(Path.Combine(_app.WorkRoot, id)), Eventually.Patience, "nothing unfinished is left");
    }

    [Fact]
    public async Task RobotSuspicionPausesTheWholeQueueAndKeepsTheItem()
    {
        using var alice = _app.Alice();
        var suspect = await alice.QueueAsync("simNotABot1", "360p");
        await Eventually.Async(
            async () => (await (await alice.GetAsync($"/api/v1/youtube/downloads/{suspect}")).DataAsync()).GetProperty("error") is { ValueKind: System.Text.Json.JsonValueKind.Object } error
                && error.GetProperty("code").GetString() == "rate-limited",
            Eventually.Patience,
            "the refusal is noted");

        var next = await alice.QueueAsync("simVideo009", "360p");
        var taken = await _app.Services.GetRequiredService<DownloadQueue>().TakeAsync(CancellationToken.None);

        taken.ShouldBeNull();
        foreach (var id in (string[])[suspect, next])
        {
            (await (await alice.GetAsync($"/api/v1/youtube/downloads/{id}")).DataAsync()).GetProperty("status").GetString().ShouldBe("queued");
        }
    }

    [Fact]
    public async Task MetadataTellsQualitiesAndWhatIsNotThere()
    {
        using var alice = _app.Alice();

        var metadata = await (await alice.GetAsync("/api/v1/youtube/metadata?url=https://youtu.be/dQw4w9WgXcQ")).DataAsync();
        metadata.GetProperty("title").GetString().ShouldBe("Rick Astley - Never Gonna Give You Up");
        metadata.GetProperty("availableQualities").EnumerateArray().Select(quality => quality.GetString()).ShouldBe(["best", "1080p", "720p", "480p", "360p", "audio"]);

        await (await alice.GetAsync("/api/v1/youtube/metadata?url=https://youtu.be/simPrivate1")).ErrorAsync(HttpStatusCode.NotFound);
        await (await alice.GetAsync("/api/v1/youtube/metadata?url=https://youtu.be/simTooMany1")).ErrorAsync(HttpStatusCode.ServiceUnavailable);
    }
}
