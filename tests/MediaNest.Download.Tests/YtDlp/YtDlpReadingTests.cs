using MediaNest.Download.YtDlp;

namespace MediaNest.Download.Tests.YtDlp;

public sealed class YtDlpReadingTests
{
    [Theory]
    [InlineData("ERROR: [youtube] x: Private video. Sign in if you've been granted access", "Permanent", "video-private")]
    [InlineData("ERROR: [youtube] x: Video unavailable", "Permanent", "video-unavailable")]
    [InlineData("ERROR: [youtube] x: Video unavailable. This video is no longer available due to a copyright claim", "Permanent", "video-removed")]
    [InlineData("ERROR: [youtube] x: The uploader has not made this video available in your country", "Permanent", "geo-blocked")]
    [InlineData("ERROR: [youtube] x: This video is DRM protected", "Permanent", "drm-protected")]
    [InlineData("ERROR: Unsupported URL: http://x", "Permanent", "video-unavailable")]
    [InlineData("ERROR: [generic] Unable to download webpage: HTTP Error 404: Not Found", "Permanent", "video-unavailable")]
    [InlineData("ERROR: [youtube] x: Sign in to confirm your age.", "NeedsCookies", "age-restricted")]
    [InlineData("ERROR: [youtube] x: Join this channel to get access to members-only content", "NeedsCookies", "members-only")]
    [InlineData("ERROR: [youtube] x: Sign in to confirm you’re not a bot", "Cooldown", "rate-limited")]
    [InlineData("ERROR: [youtube] x: Sign in to confirm you're not a bot", "Cooldown", "rate-limited")]
    [InlineData("ERROR: unable to download video data: HTTP Error 429: Too Many Requests", "Cooldown", "rate-limited")]
    [InlineData("ERROR: unable to download video data: HTTP Error 403: Forbidden", "Stale", "forbidden")]
    [InlineData("ERROR: unable to download video data: HTTP Error 503: Service Unavailable", "Transient", "upstream-error")]
    [InlineData("ERROR: unable to download video data: <urlopen error timed out>", "Transient", "timed-out")]
    [InlineData("ERROR: [generic] Unable to download webpage: [Errno 111] Connection refused", "Transient", "unreachable")]
    [InlineData("ERROR: Did not get any data blocks: 17 bytes, expected 90", "Transient", "incomplete")]
    [InlineData("ERROR: unable to write data: [Errno 28] No space left on device", "Operator", "disk-full")]
    [InlineData("ERROR: You have requested merging of multiple formats but ffmpeg not found", "Operator", "tool-missing")]
    [InlineData("ERROR: something nobody has seen before", "Transient", "download-error")]
    [InlineData("WARNING: Private video", "Transient", "download-error")]
    public void ComplaintsAreUnderstood(string line, string kind, string code)
    {
        var failure = YtDlpFailure.Classify([line]);

        failure.Kind.ToString().ShouldBe(kind);
        failure.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("MN|{\"p\":{\"status\": NA}}")]
    [InlineData("MN|")]
    [InlineData("MN|[]")]
    [InlineData("[download] 12%")]
    public void LinesThatMakeNoSenseAreIgnored(string line) => YtDlpLine.Parse(line).ShouldBeNull();

    [Fact]
    public void VideoAndSoundMakeOneProgressThatOnlyGrows()
    {
        var meter = new ProgressMeter();
        meter.Start([new YtDlpFormat("v", 900, null, null), new YtDlpFormat("a", 100, null, null)]);

        var half = meter.Tick(new YtDlpTick("downloading", 450, 900, null, 10, 45, null, null), "v");
        var video = meter.Tick(new YtDlpTick("finished", 900, 900, null, null, null, null, null), "v");
        var sound = meter.Tick(new YtDlpTick("downloading", 50, 100, null, 10, 5, null, null), "a");
        var post = meter.PostProcess();

        half.Percent.ShouldBe(44.1);
        video.Percent.ShouldBe(88.2);
        sound.Percent.ShouldBe(93.1);
        sound.DownloadedBytes.ShouldBe(950);
        sound.TotalBytes.ShouldBe(1000);
        post.Processing.ShouldBeTrue();
        post.Percent.ShouldBe(98);
        meter.Tick(new YtDlpTick("downloading", 1, 100, null, null, null, null, null), "a").Percent.ShouldBe(98);
    }

    [Fact]
    public void EstimatesAndFragmentsServeWhereNothingBetterIsKnown()
    {
        var meter = new ProgressMeter();

        meter.Tick(new YtDlpTick("downloading", 10, null, 100, null, null, null, null), "hls").Percent.ShouldBe(9.8);
        meter.Tick(new YtDlpTick("downloading", 10, null, null, null, null, 5, 10), "hls").Percent.ShouldBe(49);
    }

    [Fact]
    public void AddressIsTheLastArgumentAndNothingIsAShellsLine()
    {
        var arguments = YtDlpArguments.ForDownload(new YouTubeOptions { FfmpegPath = "/usr/bin/ffmpeg" }, "720p", "mp4", "/jobs/one", "https://www.youtube.com/watch?v=-rf12345678");

        arguments[^2..].ShouldBe(["--", "https://www.youtube.com/watch?v=-rf12345678"]);
        arguments.ShouldContain("bv*[height<=?720]+ba/b[height<=?720]/b");
        arguments.ShouldContain("--ignore-config");
        arguments.ShouldNotContain(argument => argument.Contains("%(title", StringComparison.Ordinal) || argument.Contains("%(uploader)", StringComparison.Ordinal));
    }
}
