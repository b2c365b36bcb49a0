using System.Text;

namespace MediaNest.EndToEnd.Tests.Running;

/// <summary>Finds the processes of one run by a mark in their environment, which children inherit.</summary>
internal static class LinuxProcesses
{
    /// <summary>The processes that carry the mark and run the named assembly.</summary>
    public static IReadOnlyList<MarkedProcess> Find(string mark, string assembly) =>
        [.. All(mark).Where(process => process.CommandLine.Any(argument => argument.EndsWith($"/{assembly}.dll", StringComparison.Ordinal))
            && Path.GetFileName(process.CommandLine[0]) is "dotnet")];

    /// <summary>All processes that carry the mark.</summary>
    public static IEnumerable<MarkedProcess> All(string mark)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out var id) || id == Environment.ProcessId)
            {
                continue;
            }

            if (Read(directory + "/environ") is { } environment && environment.Contains(mark)
                && Read(directory + "/cmdline") is { Length: > 0 } commandLine)
            {
                yield return new MarkedProcess(id, commandLine, environment);
            }
        }
    }

    private static string[]? Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // ended while we looked, or not ours
            return null;
        }
    }
}

internal sealed record MarkedProcess(int Id, string[] CommandLine, string[] Environment)
{
    public string? Variable(string name) =>
        Environment.FirstOrDefault(entry => entry.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
