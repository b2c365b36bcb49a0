namespace MediaNest.LocalHosting.Orchestration;

/// <summary>
/// Notices the end of the <c>dotnet run</c> that started the AppHost. Killed with SIGKILL, it can tell nobody, and the AppHost would stay.
/// </summary>
internal static class ParentWatch
{
    private const int ParentField = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Completes when the parent is gone; never when the parent is no <c>dotnet run</c>.</summary>
    internal static async Task WhenGoneAsync(CancellationToken cancellationToken)
    {
        var parent = Parent();
        if (!IsDotNetRun(parent))
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        using var timer = new PeriodicTimer(Interval);
        while (Parent() == parent)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static bool IsDotNetRun(string? parent)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{parent}/cmdline").Split('\0');
            return Path.GetFileName(arguments[0]) == "dotnet" && arguments.Skip(1).Any(argument => argument is "run" or "watch");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Parent()
    {
        const string self = "/proc/self/stat";
        if (!File.Exists(self))
        {
            return null;
        }

        var stat = File.ReadAllText(self);
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[ParentField];
    }
}
