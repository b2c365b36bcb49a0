using MediaNest.LocalHosting.Processes;

namespace MediaNest.LocalHosting.Servers;

/// <summary>Installs missing programs with the repository's <c>deploy/local/prerequisites.sh</c>.</summary>
public static class Prerequisites
{
    private static readonly string Script = Path.Combine("deploy", "local", "prerequisites.sh");

    /// <summary>Does nothing when all of the programs are installed; else runs the script, which installs them or says what to install.</summary>
    /// <param name="programs">Names such as <c>postgres</c>, <c>redis-server</c>, <c>rabbitmq-server</c>, <c>yt-dlp</c>, <c>ffmpeg</c>; for tests <c>node</c>, <c>npm</c>.</param>
    /// <param name="output">Receives what the script writes.</param>
    /// <param name="cancellationToken">Stops the script.</param>
    /// <exception cref="NativeServerException">Something is still missing.</exception>
    public static async Task EnsureAsync(IEnumerable<string> programs, Action<string> output, CancellationToken cancellationToken)
    {
        var wanted = programs.ToList();
        if (Binaries.Missing(wanted).Count == 0)
        {
            return;
        }

        if (FindScript() is { } script)
        {
            await using var installer = GuardedProcess.Start(new GuardedProcessOptions { FileName = "sh", Arguments = [script, .. wanted], Output = output });
            await installer.Exited.WaitAsync(cancellationToken);
        }

        if (Binaries.Missing(wanted) is { Count: > 0 } missing)
        {
            throw new NativeServerException($"Not installed: {string.Join(", ", missing)}.");
        }
    }

    private static string? FindScript()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var script = Path.Combine(directory.FullName, Script);
            if (File.Exists(script))
            {
                return script;
            }
        }

        return null;
    }
}
