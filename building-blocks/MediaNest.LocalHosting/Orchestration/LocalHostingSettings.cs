using Microsoft.Extensions.Configuration;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>The configuration section <c>LocalHosting</c>.</summary>
internal sealed class LocalHostingSettings
{
    /// <summary>Where servers keep their data, and generated secrets are kept; <c>.medianest</c> at the repository's root unless configured.</summary>
    public required string DataDirectory { get; set; }

    /// <summary>Whether projects are built before they start.</summary>
    public bool Build { get; set; } = true;

    /// <summary>Whether output goes to files (<c>logs/name.log</c> in the data directory) instead of the console.</summary>
    public bool LogsToFiles { get; set; }

    /// <summary>Programs the projects need, beside the servers': installed like those, but only missed when they cannot be.</summary>
    public IList<string> Programs { get; } = [];

    /// <summary>How often in a row a resource is started again before it counts as failed.</summary>
    public int RestartLimit { get; set; } = 5;

    /// <summary>The wait before the first restart in a row; it doubles with each.</summary>
    public TimeSpan RestartDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a resource must have run for its earlier crashes to be forgotten.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a resource may take to become healthy.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(3);

    internal static LocalHostingSettings Read(IConfiguration configuration, string appHostDirectory)
    {
        var settings = new LocalHostingSettings { DataDirectory = Path.Combine(RepositoryRoot(appHostDirectory), ".medianest") };
        configuration.GetSection("LocalHosting").Bind(settings);
        settings.DataDirectory = Path.GetFullPath(settings.DataDirectory);
        return settings;
    }

    internal static string RepositoryRoot(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (directory.EnumerateFiles("*.sln").Any())
            {
                return directory.FullName;
            }
        }

        return start;
    }
}
