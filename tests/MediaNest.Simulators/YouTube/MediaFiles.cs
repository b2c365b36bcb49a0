using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace MediaNest.Simulators.YouTube;

/// <summary>
/// The media every video is made of: a test card in four qualities and a tone, cut into HLS segments by ffmpeg.
/// Made once in the background and kept for later runs; who asks sooner waits.
/// </summary>
internal sealed partial class MediaFiles(IOptions<SimulatorOptions> options, ILogger<MediaFiles> logger) : BackgroundService
{
    public const int Seconds = 6;

    /// <summary>Part of the folder's name: another recipe does not find the old files.</summary>
    private const string Recipe = "v1";

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static IReadOnlyList<(string Name, int Width, int Height, int Bandwidth)> Qualities { get; } =
    [
        ("360p", 640, 360, 400_000),
        ("480p", 854, 480, 800_000),
        ("720p", 1280, 720, 1_600_000),
        ("1080p", 1920, 1080, 3_200_000),
    ];

    private string Folder { get; } = options.Value.YouTube.MediaFolder is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(Path.GetTempPath(), $"medianest-simulator-media-{Recipe}-{Environment.UserName}");

    /// <summary>The file's path, once there are files; null if there is no such one.</summary>
    public async Task<string?> FindAsync(string file, CancellationToken cancellationToken)
    {
        await _ready.Task.WaitAsync(cancellationToken);
        var path = Path.Combine(Folder, Path.GetFileName(file));
        return File.Exists(path) ? path : null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Leave the thread that starts the application.
        await Task.Yield();
        try
        {
            if (!Directory.Exists(Folder))
            {
                await MakeAsync(stoppingToken);
            }

            _ready.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            _ready.TrySetCanceled(stoppingToken);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            LogNotMade(exception, options.Value.YouTube.FfmpegPath);
            _ready.TrySetException(exception);
        }
    }

    /// <summary>Makes the files beside their place and moves them there at once: two simulators may start together.</summary>
    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        var work = $"{Folder}.{Environment.ProcessId}-{Guid.CreateVersion7():N}";
        Directory.CreateDirectory(work);
        try
        {
            await RunFfmpegAsync(work, cancellationToken);
            Directory.Move(work, Folder);
        }
        catch (IOException) when (Directory.Exists(Folder))
        {
            // Another one was first.
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    private async Task RunFfmpegAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(options.Value.YouTube.FfmpegPath) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in Arguments())
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg did not start.");
        try
        {
            var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"ffmpeg ended with {process.ExitCode}: {errors}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static IEnumerable<string> Arguments()
    {
        var last = Qualities.Count - 1;
        var split = $"[0:v]split={Qualities.Count}{string.Concat(Qualities.Select((_, index) => $"[s{index}]"))}";
        var scaled = Qualities.Select((quality, index) => $"[s{index}]{(index == last ? "null" : $"scale={quality.Width}:{quality.Height}")}[v{index}]");
        return
        [
            "-v", "error", "-nostdin", "-y",
            "-f", "lavfi", "-i", $"testsrc=size={Qualities[last].Width}x{Qualities[last].Height}:rate=12:duration={Seconds}",
            "-f", "lavfi", "-i", $"sine=frequency=440:duration={Seconds}",
            "-filter_complex", string.Join(';', scaled.Prepend(split)),
            .. Qualities.SelectMany((_, index) => new[] { "-map", $"[v{index}]" }), "-map", "1:a",
            "-c:v", "libx264", "-preset", "ultrafast", "-crf", "38", "-pix_fmt", "yuv420p", "-g", "12", "-keyint_min", "12", "-sc_threshold", "0",
            "-c:a", "aac", "-b:a", "48k",
            "-f", "hls", "-hls_time", "1", "-hls_playlist_type", "vod", "-hls_segment_type", "mpegts",
            "-var_stream_map", string.Join(' ', Qualities.Select((quality, index) => $"v:{index},agroup:audio,name:{quality.Name}").Append("a:0,agroup:audio,name:audio")),
            "-hls_segment_filename", "%v_%02d.ts", "%v.m3u8",
        ];
    }

    [LoggerMessage(1, LogLevel.Error, "The simulated videos could not be made with '{Ffmpeg}' (YouTube:FfmpegPath): pages work, media do not")]
    private partial void LogNotMade(Exception exception, string ffmpeg);
}
