using System.ComponentModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MediaNest.Download.YtDlp;

/// <summary>The versions of the programs that downloads need; null where one does not run.</summary>
internal sealed record ToolVersions(string? YtDlp, string? Ffmpeg, string? Ffprobe)
{
    public bool Complete => YtDlp is not null && Ffmpeg is not null && Ffprobe is not null;
}

/// <summary>Looks at the programs once at start: without ffmpeg, yt-dlp would 'succeed' with half a film.</summary>
internal sealed class DownloadTools(IOptions<YouTubeOptions> options, ILogger<DownloadTools> logger) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private Task<ToolVersions>? _versions;

    public Task<ToolVersions> VersionsAsync()
    {
        lock (_gate)
        {
            // a missing program is looked for again: it may have been installed meanwhile
            if (_versions is null || _versions is { IsCompletedSuccessfully: true, Result.Complete: false })
            {
                _versions = LookAsync();
            }

            return _versions;
        }
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var versions = await VersionsAsync().WaitAsync(cancellationToken);
        return versions.Complete
            ? HealthCheckResult.Healthy($"yt-dlp {versions.YtDlp}, ffmpeg {versions.Ffmpeg}")
            : new HealthCheckResult(context.Registration.FailureStatus, "A program that downloads need does not run.");
    }

    private async Task<ToolVersions> LookAsync()
    {
        var o = options.Value;
        var ytDlp = AskAsync(o.YtDlpPath, "--version", line => line);
        var ffmpeg = AskAsync(o.FfmpegPath, "-version", ThirdWord);
        var ffprobe = AskAsync(o.FfprobePath, "-version", ThirdWord);
        var versions = new ToolVersions(await ytDlp, await ffmpeg, await ffprobe);
        if (versions.Complete)
        {
            logger.Tools(versions.YtDlp!, versions.Ffmpeg!);
        }

        return versions;
    }

    private async Task<string?> AskAsync(string program, string argument, Func<string, string> read)
    {
        try
        {
            var (code, output) = await ToolOutput.ReadAsync(
                new ChildCommand(program, [argument], Path.GetTempPath(), "version-" + Guid.CreateVersion7()), Limit, CancellationToken.None);
            if (code == 0 && output.Split('\n')[0].Trim() is { Length: > 0 } line)
            {
                return read(line);
            }
        }
        catch (Exception exception) when (exception is Win32Exception or TimeoutException)
        {
            // said below
        }

        logger.ToolMissing(program);
        return null;
    }

    // 'ffmpeg version 7.1.2-0+deb13u1 Copyright …'
    private static string ThirdWord(string line) => line.Split(' ') is [_, _, var version, ..] ? version : line;
}
