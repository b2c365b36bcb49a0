using System.ComponentModel.DataAnnotations;

namespace MediaNest.Persistence;

/// <summary>How a service reaches its database. Bound from <c>ConnectionStrings:&lt;name&gt;</c> and the section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The configuration section of everything but the connection string.</summary>
    public const string SectionName = "Database";

    /// <summary>The Npgsql connection string (<c>Host=..;Port=..;Username=..;Password=..;Database=..</c>).</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Most connections this process keeps open, 1 to 500; 30 by default, so that seven services with replicas stay below PostgreSQL's usual limits.</summary>
    [Range(1, 500, ErrorMessage = "Database:MaxPoolSize must be between 1 and 500.")]
    public int MaxPoolSize { get; set; } = 30;

    /// <summary>Seconds a command may run before it is cancelled, 1 to 600; 30 by default.</summary>
    [Range(1, 600, ErrorMessage = "Database:CommandTimeoutSeconds must be between 1 and 600.")]
    public int CommandTimeoutSeconds { get; set; } = 30;

    /// <summary>Longest pause, in seconds, between two attempts to reach a database that is not up yet, 1 to 300; 10 by default.</summary>
    [Range(1, 300, ErrorMessage = "Database:MaxStartupDelaySeconds must be between 1 and 300.")]
    public int MaxStartupDelaySeconds { get; set; } = 10;

    /// <summary>
    /// Most statements that each connection keeps prepared, 0 (none) to 1000; 100 by default, more than any service has. PostgreSQL plans a
    /// statement anew each time otherwise, which takes longer than running most of them.
    /// </summary>
    [Range(0, 1000, ErrorMessage = "Database:MaxAutoPrepare must be between 0 and 1000.")]
    public int MaxAutoPrepare { get; set; } = 100;
}
