using System.Globalization;
using MediaNest.Download.Downloads;

namespace MediaNest.Download.YtDlp;

/// <summary>Command lines for yt-dlp: lists of arguments, never a shell's line, and the address always last after <c>--</c>.</summary>
internal static class YtDlpArguments
{
    /// <summary>Starts the lines that are meant for us.</summary>
    public const string LinePrefix = "MN|";

    /// <summary>The file's name in the job's directory, without its extension; metadata never becomes part of a path of yt-dlp's.</summary>
    public const string FileStem = "x";

    // the {a,b} form: a scalar %(progress.x)j prints invalid JSON where the value is missing
    private const string ProgressTemplate = "download:" + LinePrefix
        + """{"p":%(progress.{status,downloaded_bytes,total_bytes,total_bytes_estimate,speed,eta,fragment_index,fragment_count})j,"i":%(info.{id,format_id,vcodec,acodec})j}""";

    private const string StartTemplate = "before_dl:" + LinePrefix
        + """{"start":%(.{id,title,duration,uploader,height})j}""";

    // a line of its own: what is printed where there is but one format differs from version to version
    private const string FormatsTemplate = "before_dl:" + LinePrefix
        + """{"formats":%(requested_formats.:.{format_id,filesize,filesize_approx,tbr})j}""";

    private const string PostTemplate = "post_process:" + LinePrefix + """{"post":1}""";
    private const string DoneTemplate = "after_move:" + LinePrefix + """{"done":%(.{filepath,height,ext})j}""";

    public static List<string> ForMetadata(YouTubeOptions options, string page) =>
    [
        "--ignore-config", "--no-warnings", "--no-cache-dir", "--socket-timeout", "15", "--retries", "2",
        .. FfmpegLocation(options), "-J", "--flat-playlist", "--no-playlist", "--", page,
    ];

    public static List<string> ForDownload(YouTubeOptions options, string quality, string format, string directory, string page) =>
    [
        "--ignore-config", "--no-exec", "--newline", "--no-simulate", "--progress", "--no-playlist", "--no-mtime", "--no-cache-dir",
        "--socket-timeout", "20", "--retries", "4", "--fragment-retries", "4",
        // the default leaves a hole in the film where a fragment is missing
        "--abort-on-unavailable-fragments",
        "--progress-template", ProgressTemplate,
        "--print", StartTemplate, "--print", FormatsTemplate, "--print", PostTemplate, "--print", DoneTemplate,
        "-P", directory, "-o", FileStem + ".%(ext)s",
        .. FfmpegLocation(options),
        .. SizeLimit(options),
        .. Selection(quality, format),
        "--embed-metadata", "--embed-chapters",
        "--", page,
    ];

    private static IEnumerable<string> Selection(string quality, string format)
    {
        var limit = Choices.HeightOf(quality) is { } height ? string.Create(CultureInfo.InvariantCulture, $"[height<=?{height}]") : "";
        var any = $"bv*{limit}+ba/b{limit}/b";
        return format switch
        {
            "mp3" => ["-f", "ba/b", "-x", "--audio-format", "mp3", "--audio-quality", "0"],
            "m4a" => ["-f", "ba[ext=m4a]/ba/b", "-x", "--audio-format", "m4a"],
            // there is no remuxing H.264 into WebM: what YouTube has as WebM is preferred, anything else is encoded anew
            "webm" => ["-f", $"bv*{limit}[ext=webm]+ba[ext=webm]/b{limit}[ext=webm]/{any}", "--merge-output-format", "webm/mkv", "--recode-video", "webm"],
            _ => ["-f", any, "--merge-output-format", format, "--remux-video", format],
        };
    }

    private static IEnumerable<string> FfmpegLocation(YouTubeOptions options) =>
        Path.IsPathRooted(options.FfmpegPath) ? ["--ffmpeg-location", options.FfmpegPath] : [];

    private static IEnumerable<string> SizeLimit(YouTubeOptions options) =>
        options.MaxFileSizeMegabytes is { } megabytes ? ["--max-filesize", megabytes.ToString(CultureInfo.InvariantCulture) + "M"] : [];
}
