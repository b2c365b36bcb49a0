namespace MediaNest.LocalHosting.Processes;

/// <summary>What to run, and for how long.</summary>
public sealed class GuardedProcessOptions
{
    /// <summary>The program, as a path or a name on the PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments; no shell reads them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables added to the inherited environment; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The directory it runs in; the current one when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The signal that asks it to stop, without <c>SIG</c>.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>How long it may take to stop before its whole process group is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Receives every line of output (unless <see cref="LogFile"/> takes it).</summary>
    public Action<string>? Output { get; init; }

    /// <summary>A file that output is appended to, instead of being read by this process.</summary>
    public string? LogFile { get; init; }

    /// <summary>
    /// Null: the process lives as long as this one. Else: as long as somebody holds an exclusive <c>flock</c> on this file,
    /// whoever that is. Such a process needs a <see cref="LogFile"/>.
    /// </summary>
    public string? KeeperLock { get; init; }
}
