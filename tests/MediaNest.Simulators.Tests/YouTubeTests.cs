using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MediaNest.Simulators.Tests;

/// <summary>The pages before the yt-dlp that is installed.</summary>
public sealed class YouTubeTests(SimulatorFixture fixture) : SimulatorTest(fixture)
{
    [Fact]
    public async Task MetadataIsComplete()
    {
        var (code, output, _) = await RunAsync("yt-dlp", "--ignore-config", "--no-warnings", "-J", "--", Page("simVideo001"));

        code.ShouldBe(0);
        var video = JsonNode.Parse(output)!;
        video["id"]!.GetValue<string>().ShouldBe("simVideo001");
        video["title"]!.GetValue<string>().ShouldBe("Simulated test card, part 1");
        video["duration"]!.GetValue<double>().ShouldBe(6);
        video["uploader"]!.GetValue<string>().ShouldBe("MediaNest Simulators");
        video["chapters"]!.AsArray().Count.ShouldBe(3);
        video["subtitles"]!["en"].ShouldNotBeNull();
        video["formats"]!.AsArray().Select(format => format!["height"]?.GetValue<int>()).OfType<int>().Order().ShouldBe([360, 480, 720, 1080]);
    }

    [Fact]
    public async Task ADownloadIsMergedIntoOneFile()
    {
        var folder = Directory.CreateTempSubdirectory("medianest-simulator-test-").FullName;
        try
        {
            var (code, output, errors) = await RunAsync(
                "yt-dlp",
                "--ignore-config", "--no-exec", "--newline", "--no-simulate", "--progress", "--no-playlist",
                "--progress-template", "download:MN|{\"p\":%(progress.{status,downloaded_bytes,total_bytes,total_bytes_estimate,speed,eta,fragment_index,fragment_count})j,\"i\":%(info.{id,format_id,vcodec,acodec})j}",
                "--print", "before_dl:MN|{\"start\":%(.{id,title,duration,uploader,height})j}",
                "--print", "post_process:MN|{\"post\":1}",
                "--print", "after_move:MN|{\"done\":%(.{filepath,height,ext})j}",
                "-P", folder, "-o", "x.%(ext)s", "-f", "bv*[height<=?480]+ba/b[height<=?480]/b", "--merge-output-format", "mp4", "--", Page("simUnicode1"));

            code.ShouldBe(0, errors);
            var lines = output.Split('\n').Where(line => line.StartsWith("MN|", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[3..])!).ToList();
            lines[0]["start"]!["title"]!.GetValue<string>().ShouldContain("東京の夜");
            lines.Count(line => line["p"]?["status"]?.GetValue<string>() == "finished").ShouldBe(2, "video and audio are separate");
            lines[^1]["done"]!["height"]!.GetValue<int>().ShouldBe(480);

            var (_, streams, _) = await RunAsync("ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", Path.Combine(folder, "x.mp4"));
            streams.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["video", "audio"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("simPrivate1", "Private video")]
    [InlineData("simAgeGate1", "confirm your age")]
    [InlineData("simNotABot1", "not a bot")]
    [InlineData("simTooMany1", "429")]
    [InlineData("simCountry1", "not made this video available in your country")]
    [InlineData("unknown0000", "Video unavailable")]
    public async Task RefusalsUseTheWordsOfTheRealOne(string id, string words)
    {
        var (code, output, errors) = await RunAsync("yt-dlp", "--ignore-config", "--no-warnings", "-J", "--", Page(id));

        code.ShouldBe(1);
        output.Trim().ShouldBe("null");
        errors.ShouldContain(words);
    }

    [Fact]
    public async Task APlaylistListsItsVideos()
    {
        var (code, output, _) = await RunAsync("yt-dlp", "--ignore-config", "--no-warnings", "-J", "--flat-playlist", "--", $"{Simulators.UrlOf(Systems.YouTube)}/playlist/PLsimulated0000000000000000000001");

        code.ShouldBe(0);
        var playlist = JsonNode.Parse(output)!;
        playlist["_type"]!.GetValue<string>().ShouldBe("playlist");
        playlist["title"]!.GetValue<string>().ShouldBe("Simulated playlist");
        playlist["entries"]!.AsArray().Select(entry => entry!["url"]!.GetValue<string>()).ShouldBe([Page("simVideo001"), Page("simVideo002"), Page("simVideo003")]);
    }

    private string Page(string id) => $"{Simulators.UrlOf(Systems.YouTube)}/watch/{id}";

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await errors);
    }
}
