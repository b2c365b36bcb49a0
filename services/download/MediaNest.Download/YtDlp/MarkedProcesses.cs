using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MediaNest.Download.YtDlp;

/// <summary>Finds processes by the marker that we put into their environment: descendants inherit it, whoever their parent has become.</summary>
internal static class MarkedProcesses
{
    /// <summary>Kills whatever still works on this job.</summary>
    /// <returns>How many there were.</returns>
    public static int Kill(string marker) => KillWhere(variables => variables.GetValueOrDefault(ChildProcess.MarkerVariable) == marker);

    /// <summary>Kills what was left behind by services that died without a chance to tidy up.</summary>
    /// <returns>How many there were.</returns>
    public static int KillOrphans() => KillWhere(variables =>
        variables.ContainsKey(ChildProcess.MarkerVariable)
        && int.TryParse(variables.GetValueOrDefault(ChildProcess.OwnerVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var owner)
        && !Directory.Exists($"/proc/{owner}"));

    private static int KillWhere(Func<Dictionary<string, string>, bool> predicate)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var killed = 0;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId
                && ReadEnvironment(directory) is { } variables
                && predicate(variables)
                && TryKill(pid))
            {
                killed++;
            }
        }

        return killed;
    }

    private static Dictionary<string, string>? ReadEnvironment(string directory)
    {
        try
        {
            var text = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(directory, "environ")));
            return text.Contains(ChildProcess.MarkerVariable, StringComparison.Ordinal)
                ? text.Split('\0').Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2)
                    .GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First()[1], StringComparer.Ordinal)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // gone meanwhile, or somebody else's
            return null;
        }
    }

    private static bool TryKill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }
}
