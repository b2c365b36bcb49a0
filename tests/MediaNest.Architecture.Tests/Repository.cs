namespace MediaNest.Architecture.Tests;

/// <summary>The repository's own files: what is checked in, not what building leaves behind.</summary>
internal static class Repository
{
    private static readonly string[] Skipped =
        ["bin", "obj", ".git", ".vs", ".idea", ".medianest", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "downloads"];

    private static readonly string[] Binary = [".png", ".jpg", ".ico", ".mp4", ".webm", ".pdf", ".woff2", ".gz", ".zip"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Root))];

    public static IReadOnlyList<Project> Projects { get; } =
        [.. Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => Project.Read(Root, file))];

    public static IEnumerable<string> CSharpFiles =>
        Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal));

    public static IEnumerable<string> TextFiles => Files.Where(file => !Binary.Contains(Path.GetExtension(file)));

    /// <summary>The path as it is written in the repository.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(file => !Skipped.Contains(file.Name)).Select(file => file.FullName.Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(child => !Skipped.Contains(child.Name)).SelectMany(Walk));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MediaNest.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"MediaNest.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
