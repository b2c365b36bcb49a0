namespace MediaNest.Contracts.Tests;

/// <summary>Finds checked-in files from where the tests run.</summary>
internal static class Repository
{
    public static string PathOf(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MediaNest.sln")))
        {
            folder = folder.Parent;
        }

        return folder is null
            ? throw new InvalidOperationException($"MediaNest.sln is in no folder above {AppContext.BaseDirectory}.")
            : Path.Combine([folder.FullName, .. parts]);
    }
}
