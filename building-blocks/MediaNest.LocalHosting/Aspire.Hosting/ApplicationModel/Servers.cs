namespace Aspire.Hosting.ApplicationModel;

/// <summary>A server that runs as a private process, unless configuration gives the address of one (<c>ConnectionStrings:name</c>).</summary>
public abstract class ServerResource : Resource, IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithWaitSupport
{
    private protected ServerResource(string name, ParameterResource password)
        : base(name) => PasswordParameter = password;

    /// <summary>The administrator's password.</summary>
    public ParameterResource PasswordParameter { get; }

    /// <summary>The connection string of a server that runs elsewhere.</summary>
    internal string? ConfiguredConnectionString { get; init; }

    /// <summary>The port that was asked for.</summary>
    internal int? RequestedPort { get; init; }

    /// <summary>The name its data is kept under; without one data is gone at the next start.</summary>
    internal string? DataVolume { get; set; }

    /// <summary>The connection string of the private process, once there is one.</summary>
    internal string? StartedConnectionString { get; set; }

    /// <inheritdoc/>
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        new(ConfiguredConnectionString ?? StartedConnectionString);
}

/// <summary>A PostgreSQL server.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="password">The administrator's password.</param>
public class PostgresServerResource(string name, ParameterResource password) : ServerResource(name, password);

/// <summary>A database, made when it is not there.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="databaseName">The database's name on the server.</param>
/// <param name="postgresParentResource">The server.</param>
public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    /// <inheritdoc/>
    public PostgresServerResource Parent { get; } = postgresParentResource;

    /// <summary>The database's name on the server.</summary>
    public string DatabaseName { get; } = databaseName;

    internal string? ConfiguredConnectionString { get; init; }

    /// <inheritdoc/>
    public async ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default)
    {
        if (ConfiguredConnectionString is not null)
        {
            return ConfiguredConnectionString;
        }

        var server = await Parent.GetConnectionStringAsync(cancellationToken);
        var parts = (server ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Where(part => !part.TrimStart().StartsWith("Database=", StringComparison.OrdinalIgnoreCase));
        return string.Join(';', [.. parts, $"Database={DatabaseName}"]);
    }
}

/// <summary>A Redis server.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="password">The server's password.</param>
public class RedisResource(string name, ParameterResource password) : ServerResource(name, password);

/// <summary>A RabbitMQ server.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="password">The administrator's password.</param>
public class RabbitMQServerResource(string name, ParameterResource password) : ServerResource(name, password);
