using System.Globalization;

namespace MediaNest.Download.Queue;

/// <summary>Who holds a lease: the machine, the process, and which of the processes that ever had this number.</summary>
internal sealed class WorkerIdentity
{
    public string Owner { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7():N}";

    /// <summary>Whether the holder was a process of this machine that is no more: its leases need not run out.</summary>
    public bool IsDead(string owner)
    {
        var parts = owner.Split(':');
        return owner != Owner
            && parts is [var machine, var process, _]
            && machine == Environment.MachineName
            && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && OperatingSystem.IsLinux()
            && (id == Environment.ProcessId || !Directory.Exists($"/proc/{id}"));
    }
}
