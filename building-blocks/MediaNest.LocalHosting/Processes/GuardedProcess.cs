using System.Diagnostics;
using System.Globalization;

namespace MediaNest.LocalHosting.Processes;

/// <summary>A child process that cannot outlive its owner, however the owner ends.</summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    private static readonly TimeSpan OutputDrainTime = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly bool _kept;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;

    private GuardedProcess(Process process, bool kept)
    {
        _process = process;
        _kept = kept;
    }

    /// <summary>The process id, which is also the id of its process group and session.</summary>
    public int Id { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _exited.Task.IsCompleted;

    /// <summary>Completes with the exit code when the process has ended (128 + signal when killed by one).</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Starts a process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no <c>bash</c>.</exception>
    public static GuardedProcess Start(GuardedProcessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var kept = options.KeeperLock is not null;
        // not sh: dash drops variables whose names it cannot use itself, such as ConnectionStrings__media-db
        var start = new ProcessStartInfo("/bin/bash")
        {
            UseShellExecute = false,
            RedirectStandardInput = !kept,
            RedirectStandardOutput = options.LogFile is null,
            RedirectStandardError = options.LogFile is null,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        var grace = (int)(options.StopTimeout.TotalSeconds * 10);
        foreach (var argument in (string[])["-c", GuardScripts.Run, "guard", options.StopSignal, grace.ToString(CultureInfo.InvariantCulture),
            options.KeeperLock ?? "", options.LogFile ?? "", GuardScripts.Watch, options.FileName, .. options.Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        var guarded = new GuardedProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, kept);
        guarded.Run(options);
        return guarded;
    }

    /// <summary>Asks the process to stop, and kills its group when it does not within the stop timeout.</summary>
    public async Task StopAsync()
    {
        ReleaseWatcher();
        if (_kept)
        {
            return;
        }

        await _exited.Task;
        await _outputEnded.Task.WaitAsync(OutputDrainTime, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Kills the process at once (SIGKILL), and what is left of its process group.</summary>
    public async Task KillAsync()
    {
        if (!HasExited)
        {
            _process.Kill();
        }

        await _exited.Task;
        ReleaseWatcher();
    }

    /// <summary>Stops the process, unless it lives by a keeper's lock.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private void Run(GuardedProcessOptions options)
    {
        _process.Exited += (_, _) => OnExited();
        if (options.LogFile is null)
        {
            _process.OutputDataReceived += (_, line) => OnOutput(line.Data, options.Output);
            _process.ErrorDataReceived += (_, line) => OnOutput(line.Data, options.Output);
        }
        else
        {
            _outputEnded.SetResult();
        }

        _process.Start();
        Id = _process.Id;
        if (options.LogFile is null)
        {
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }
    }

    private void OnOutput(string? line, Action<string>? output)
    {
        if (line is not null)
        {
            output?.Invoke(line);
        }
        else if (Interlocked.Decrement(ref _openStreams) == 0)
        {
            _outputEnded.TrySetResult();
        }
    }

    private void OnExited()
    {
        _exited.TrySetResult(_process.ExitCode);
        ReleaseWatcher();
    }

    /// <summary>Ends the pipe that the watcher reads: it stops the process, or cleans up after it, and ends too.</summary>
    private void ReleaseWatcher()
    {
        if (_kept)
        {
            return;
        }

        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // closed already: by the exit of the process, or an earlier call
        }
    }
}
