using System.Diagnostics;
using System.Globalization;

namespace MediaNest.LocalHosting.Servers;

/// <summary>
/// The processes of an earlier start of a server, whose owner was killed a moment ago: their watchers are stopping them.
/// They are known by a variable that children inherit, so no file about them can go stale.
/// </summary>
internal static class Leftovers
{
    internal const string Variable = "LOCAL_SERVER_DIRECTORY";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until they are gone, and kills those that do not go.</summary>
    internal static async Task WaitUntilGoneAsync(string directory, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (Find(directory) is { Count: > 0 } processes)
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                foreach (var process in processes)
                {
                    await Tool.TryRunAsync(new ServerCommand("kill", "-s", "KILL", process.ToString(CultureInfo.InvariantCulture)), cancellationToken);
                }
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    private static List<int> Find(string directory)
    {
        var found = new List<int>();
        foreach (var process in Directory.Exists("/proc") ? Directory.GetDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var id) && Environ(process).Contains($"{Variable}={directory}\0", StringComparison.Ordinal))
            {
                found.Add(id);
            }
        }

        return found;
    }

    private static string Environ(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // another user's, or gone
        }
    }
}
