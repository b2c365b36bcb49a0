using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.Probes;

/// <summary>Where the programs for YouTube are. Section <c>YouTube</c>, shared with the download service.</summary>
internal sealed class YouTubeOptions
{
    /// <summary>Path of yt-dlp; absent: the one in <c>PATH</c>, if any.</summary>
    public string? YtDlpPath { get; set; }
}

/// <summary>
/// Asks yt-dlp for its version. That starts a Python program, which is not done on every probe: a good answer holds for ten minutes.
/// </summary>
internal sealed class YtDlpProbe(IOptions<YouTubeOptions> options, TimeProvider time) : IProbe
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    private (string Version, DateTimeOffset At)? _known;

    public string Name => "youtube";

    public string DisplayName => "YouTube (yt-dlp)";

    public bool IsVital => false;

    public bool IsLocal => true;

    public bool IsConfigured => FindPath() is not null;

    public async Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known is not { } known || now - known.At > GoodFor || !File.Exists(FindPath()))
        {
            var version = await ReadVersionAsync(FindPath()!, cancellationToken);
            if (version is null)
            {
                _known = null;
                return ProbeAnswer.Offline("yt-dlp is missing or does not start.");
            }

            _known = known = (version, now);
        }

        return ProbeAnswer.Online with { Message = $"yt-dlp {known.Version}" };
    }

    private static async Task<string?> ReadVersionAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, ["--ignore-config", "--version"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            try
            {
                var version = await process.StandardOutput.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return process.ExitCode == 0 && version.Trim() is { Length: > 0 and < 40 } text ? text : null;
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    private string? FindPath() => !string.IsNullOrEmpty(options.Value.YtDlpPath)
        ? options.Value.YtDlpPath
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "yt-dlp.exe" : "yt-dlp"))
            .FirstOrDefault(File.Exists);
}
