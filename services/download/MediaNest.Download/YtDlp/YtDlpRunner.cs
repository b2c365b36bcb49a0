using System.ComponentModel;
using Microsoft.Extensions.Options;

namespace MediaNest.Download.YtDlp;

/// <summary>One run of yt-dlp.</summary>
internal sealed record YtDlpJob(Guid Id, string Page, string Quality, string Format, string Directory);

/// <summary>How a run ended: with a file, or with a reason.</summary>
internal sealed record YtDlpResult(string? File, YtDlpFailure? Failure);

/// <summary>Told about a run while it lasts; calls come one at a time.</summary>
internal interface IYtDlpObserver
{
    Task StartedAsync(YtDlpStart start, CancellationToken cancellationToken);

    Task ProgressedAsync(ProgressSnapshot progress, CancellationToken cancellationToken);
}

/// <summary>Runs the real yt-dlp and believes only what it can check.</summary>
internal sealed class YtDlpRunner(IOptions<YouTubeOptions> options, MediaProbe probe, TimeProvider clock, ILogger<YtDlpRunner> logger)
{
    private const int ErrorLinesKept = 50;

    private static readonly TimeSpan LongestProcessing = TimeSpan.FromHours(6);

    private readonly YouTubeOptions _options = options.Value;

    /// <summary>Downloads; cancelled, it interrupts yt-dlp and returns once nothing of it is left running. What is there already is resumed.</summary>
    public async Task<YtDlpResult> DownloadAsync(YtDlpJob job, IYtDlpObserver observer, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(job.Directory);
        // a service that was killed may have left a program behind that writes into the same directory
        if (MarkedProcesses.Kill(job.Id.ToString()) is > 0 and var orphans)
        {
            logger.KilledOrphans(orphans);
        }

        var command = new ChildCommand(
            _options.YtDlpPath, YtDlpArguments.ForDownload(_options, job.Quality, job.Format, job.Directory, job.Page), job.Directory, job.Id.ToString());
        ChildProcess child;
        try
        {
            child = await ChildProcess.StartAsync(command);
        }
        catch (Win32Exception)
        {
            return new YtDlpResult(null, YtDlpFailure.Missing);
        }

        using (child)
        {
            return await FollowAsync(child, job, observer, cancellationToken);
        }
    }

    private async Task<YtDlpResult> FollowAsync(ChildProcess child, YtDlpJob job, IYtDlpObserver observer, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        using var silence = new CancellationTokenSource(TimeSpan.FromSeconds(_options.SilenceSeconds), clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var readErrors = ReadErrorsAsync(child, errors);
        string? reported = null;
        try
        {
            reported = await ReadOutputAsync(child, observer, silence, stop.Token);
            await child.Exited.WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new YtDlpResult(null, YtDlpFailure.Silent);
        }
        finally
        {
            await child.StopAsync(TimeSpan.FromSeconds(_options.GraceSeconds));
            await readErrors;
        }

        var code = await child.Exited;
        logger.Ended(job.Id, code, errors.Count == 0 ? null : errors[^1]);
        return await JudgeAsync(code, reported, errors, job, cancellationToken);
    }

    /// <summary>Exit code 0 is not success: a size limit, for one, also exits with 0.</summary>
    private async Task<YtDlpResult> JudgeAsync(int code, string? reported, List<string> errors, YtDlpJob job, CancellationToken cancellationToken)
    {
        if (code is 126 or 127)
        {
            return new YtDlpResult(null, YtDlpFailure.Missing);
        }

        if (code != 0)
        {
            return new YtDlpResult(null, YtDlpFailure.Classify(errors));
        }

        if (reported is null || !IsInside(job.Directory, reported) || !File.Exists(reported))
        {
            var tooLarge = _options.MaxFileSizeMegabytes is not null && reported is null;
            return new YtDlpResult(null, tooLarge ? YtDlpFailure.TooLarge : YtDlpFailure.NoFile);
        }

        if (!await probe.IsPlayableAsync(reported, Downloads.Choices.IsAudio(job.Format), cancellationToken))
        {
            // resuming would only ever lead to the same file
            File.Delete(reported);
            return new YtDlpResult(null, YtDlpFailure.Unplayable);
        }

        return new YtDlpResult(reported, null);
    }

    private async Task<string?> ReadOutputAsync(ChildProcess child, IYtDlpObserver observer, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var meter = new ProgressMeter();
        string? done = null;
        while (await child.Output.ReadLineAsync(cancellationToken) is { } text)
        {
            silence.CancelAfter(TimeSpan.FromSeconds(_options.SilenceSeconds));
            switch (YtDlpLine.Parse(text))
            {
                case { Formats: { } formats }:
                    meter.Start(formats);
                    break;
                case { Start: { } start }:
                    await observer.StartedAsync(start, cancellationToken);
                    break;
                case { Tick: { } tick } line:
                    await observer.ProgressedAsync(meter.Tick(tick, line.TickFormat?.FormatId), cancellationToken);
                    break;
                case { Post: not null }:
                    // merging or encoding a long film says nothing while it works
                    silence.CancelAfter(LongestProcessing);
                    await observer.ProgressedAsync(meter.PostProcess(), cancellationToken);
                    break;
                case { Done.Filepath: { } path }:
                    done = Path.GetFullPath(path, "/");
                    break;
                default:
                    break;
            }
        }

        return done;
    }

    private static async Task ReadErrorsAsync(ChildProcess child, List<string> errors)
    {
        while (await child.Errors.ReadLineAsync(CancellationToken.None) is { } line)
        {
            errors.Add(line);
            if (errors.Count > ErrorLinesKept)
            {
                errors.RemoveAt(0);
            }
        }
    }

    private static bool IsInside(string directory, string path) => path.StartsWith(directory + "/", StringComparison.Ordinal);
}
