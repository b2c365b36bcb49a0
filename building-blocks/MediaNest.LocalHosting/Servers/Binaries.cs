using System.Globalization;

namespace MediaNest.LocalHosting.Servers;

/// <summary>Where the servers' programs are installed.</summary>
public static class Binaries
{
    private const string DebianRabbitMq = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    /// <summary>The programs that are missing on this machine, of those asked for.</summary>
    /// <param name="programs">Names such as <c>postgres</c>, <c>redis-server</c>, <c>rabbitmq-server</c>, <c>yt-dlp</c>, <c>ffmpeg</c>.</param>
    public static IReadOnlyList<string> Missing(params IEnumerable<string> programs) => [.. programs.Where(program => TryFind(program) is null)];

    internal static string Redis() => Find("redis-server");

    internal static string RabbitMq() => Find("rabbitmq-server");

    /// <summary>A PostgreSQL program, of the given major version when that is installed, else of the newest.</summary>
    internal static string Postgres(string program, string? majorVersion = null) =>
        PostgresDirectories(majorVersion).Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists)
            ?? Find(program);

    private static string Find(string program) => TryFind(program)
        ?? throw new NativeServerException($"{program} is not installed. Run deploy/local/prerequisites.sh, or install it and put it on the PATH.");

    private static string? TryFind(string program) => program switch
    {
        // not the wrapper on the PATH, which insists on the system's rabbitmq user
        "rabbitmq-server" => File.Exists(DebianRabbitMq) ? DebianRabbitMq : Tool.Find(program),
        "postgres" => PostgresDirectories(null).Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists) ?? Tool.Find(program),
        _ => Tool.Find(program),
    };

    // Debian keeps one directory for each major version, and puts none on the PATH
    private static IEnumerable<string> PostgresDirectories(string? majorVersion) =>
        !Directory.Exists("/usr/lib/postgresql") ? [] : Directory.GetDirectories("/usr/lib/postgresql")
            .Select(directory => (Version: Path.GetFileName(directory), Path: Path.Combine(directory, "bin")))
            .OrderByDescending(found => found.Version == majorVersion)
            .ThenByDescending(found => double.TryParse(found.Version, CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(found => found.Path);
}
