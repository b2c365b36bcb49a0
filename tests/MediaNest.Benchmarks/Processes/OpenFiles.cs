using System.Diagnostics;
using System.Globalization;

namespace MediaNest.Benchmarks.Processes;

/// <summary>How many connections a process may have.</summary>
internal static class OpenFiles
{
    /// <summary>Sees to it that this process and those it starts may open so many files.</summary>
    /// <exception cref="InvalidOperationException">They may not, and it could not be changed.</exception>
    public static async Task AllowAsync(int files)
    {
        if (Limit() >= files)
        {
            return;
        }

        var limit = string.Create(CultureInfo.InvariantCulture, $"--nofile={files}:{files}");
        using var change = Process.Start("prlimit", ["--pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), limit]);
        await change.WaitForExitAsync();
        if (Limit() < files)
        {
            throw new InvalidOperationException(
                $"A process may open {Limit()} files here, and {files} are needed: raise the limit (ulimit -n), or ask for fewer --connections.");
        }
    }

    private static long Limit()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
    }
}
