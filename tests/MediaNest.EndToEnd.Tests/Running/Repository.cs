namespace MediaNest.EndToEnd.Tests.Running;

internal static class Repository
{
    /// <summary>The checkout these tests were built in.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "MediaNest.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("MediaNest.sln is in no folder above the tests.");
        }

        return directory.FullName;
    }
}
