namespace MediaNest.Testing.Shared;

/// <summary>The <c>dotnet test</c> this process belongs to.</summary>
internal static class TestRun
{
    private const int ParentField = 1;
    private const int StartTimeField = 19;

    /// <summary>Its process id and start time, or null when there is none among the ancestors.</summary>
    internal static (string ProcessId, string StartTime)? Find()
    {
        (string, string)? found = null;
        for (var id = "self"; Stat(id) is { } stat && stat[ParentField] is not "0"; id = stat[ParentField])
        {
            var arguments = File.ReadAllText($"/proc/{stat[ParentField]}/cmdline").Split('\0');
            if (Path.GetFileName(arguments[0]) == "dotnet" && arguments.ElementAtOrDefault(1) == "test" && Stat(stat[ParentField]) is { } run)
            {
                found = (stat[ParentField], run[StartTimeField]);
            }
        }

        return found;
    }

    // the fields after the program's name, which may hold spaces and brackets: state, parent, …
    private static string[]? Stat(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
