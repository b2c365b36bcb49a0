using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MediaNest.Download.YtDlp;

/// <summary>What to run.</summary>
internal sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments, string Directory, string Marker);

/// <summary>
/// A program that we run and that never outlives us: it is interrupted when this process dies (<c>setpriv --pdeathsig</c>), and all
/// of its descendants carry a marker in their environment by which they are found again.
/// </summary>
internal sealed partial class ChildProcess : IDisposable
{
    public const string MarkerVariable = "MEDIANEST_DOWNLOAD";
    public const string OwnerVariable = "MEDIANEST_DOWNLOAD_OWNER";

    private const int Interrupt = 2;

    private static readonly string[] PassedOn = ["PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

    private static readonly bool HasGuard = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv") && File.Exists("/usr/bin/env");

    private readonly Process _process;
    private readonly string _marker;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process, string marker)
    {
        _process = process;
        _marker = marker;
    }

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Errors => _process.StandardError;

    public Task<int> Exited => _exited.Task;

    /// <summary>Starts a program.</summary>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static Task<ChildProcess> StartAsync(ChildCommand command)
    {
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        // the kernel sends the death signal when the *thread* that started the child ends, and pool threads come and go:
        // so one thread stays with the child for all of its life
        var thread = new Thread(() => Live(command, started)) { IsBackground = true, Name = "child " + command.Marker };
        thread.Start();
        return started.Task;
    }

    /// <summary>Interrupts it, gives it time to tidy up, then kills it with all its descendants.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (!Exited.IsCompleted)
        {
            _ = Kill(_process.Id, Interrupt);
            await Task.WhenAny(Exited, Task.Delay(grace));
        }

        if (!Exited.IsCompleted)
        {
            KillTree();
            await Exited;
        }

        MarkedProcesses.Kill(_marker);
    }

    public void Dispose() => _process.Dispose();

    private static void Live(ChildCommand command, TaskCompletionSource<ChildProcess> started)
    {
        ChildProcess child;
        try
        {
            child = new ChildProcess(Process.Start(StartInfoOf(command))!, command.Marker);
        }
        catch (Exception exception)
        {
            started.SetException(exception);
            return;
        }

        started.SetResult(child);
        child._process.WaitForExit();
        child._exited.SetResult(child._process.ExitCode);
    }

    private static ProcessStartInfo StartInfoOf(ChildCommand command)
    {
        var start = new ProcessStartInfo
        {
            WorkingDirectory = command.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (HasGuard)
        {
            // started in the background of a shell we would pass on an ignored SIGINT, and yt-dlp would not hear ours
            start.FileName = "/usr/bin/env";
            foreach (var argument in (string[])["--default-signal=INT", "/usr/bin/setpriv", "--pdeathsig", "INT", "--", command.Program])
            {
                start.ArgumentList.Add(argument);
            }
        }
        else
        {
            start.FileName = command.Program;
        }

        foreach (var argument in command.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // nothing of ours: no secret in it, no configuration or plug-in of somebody's home
        var kept = PassedOn.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        start.Environment.Clear();
        foreach (var (name, value) in kept.Where(variable => variable.Value is not null))
        {
            start.Environment[name] = value;
        }

        start.Environment["HOME"] = start.Environment["TMPDIR"] = command.Directory;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["PYTHONUNBUFFERED"] = "1";
        start.Environment["PYTHONNOUSERSITE"] = "1";
        start.Environment[MarkerVariable] = command.Marker;
        start.Environment[OwnerVariable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    private void KillTree()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // ended meanwhile
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
