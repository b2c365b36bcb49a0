using System.Globalization;

namespace MediaNest.LocalHosting.Servers;

/// <summary>A private PostgreSQL. Root runs it as the user <c>postgres</c>, because PostgreSQL refuses root.</summary>
public sealed class PostgresServer(NativeServerOptions options) : NativeServer("PostgreSQL", options)
{
    private const string Administrator = "postgres";
    private const string ServerUser = "postgres";
    private const int ReadyExitCode = 0;

    /// <summary>The administrator's, for the database <c>postgres</c>, in Npgsql's keyword form.</summary>
    public override string ConnectionString => ConnectionStringTo(Administrator);

    /// <summary>Smart shutdown (TERM) waits for clients; fast (INT) does not.</summary>
    protected override string StopSignal => "INT";

    private string Data => PathOf("data");

    /// <summary>The administrator's connection string for one database.</summary>
    /// <param name="database">The database's name.</param>
    public string ConnectionStringTo(string database) =>
        $"Host=127.0.0.1;Port={Port};Username={Administrator};Password={Password};Database={database}";

    /// <summary>Creates a database unless it is there.</summary>
    /// <param name="name">Its name: letters, digits, dashes and underscores.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NativeServerException">The server refused.</exception>
    public async Task EnsureDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        if (name.Length == 0 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
        {
            throw new ArgumentException($"'{name}' is not a database name of letters, digits, dashes and underscores.", nameof(name));
        }

        if ((await SqlAsync($"SELECT count(*) FROM pg_database WHERE datname = '{name}'", cancellationToken)).Trim() == "0")
        {
            await SqlAsync($"CREATE DATABASE \"{name}\"", cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        var isReady = new ServerCommand(Binaries.Postgres("pg_isready"), "-q", "-t", "2", "-h", "127.0.0.1", "-p", PortText);
        return (await Tool.TryRunAsync(isReady, cancellationToken)).ExitCode == ReadyExitCode;
    }

    /// <inheritdoc/>
    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(Data, "PG_VERSION")))
        {
            await RemoveStaleLockAsync(cancellationToken);
            return;
        }

        // made beside its place and moved: a start that is cut short leaves no half-made data directory
        var fresh = PathOf("data.new");
        var passwordFile = PathOf("password.new");
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        Directory.CreateDirectory(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await WriteSecretAsync(passwordFile, Password + "\n", cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            await Tool.RunAsync(new ServerCommand("chown", $"{ServerUser}:", fresh, passwordFile), cancellationToken);
        }

        string[] arguments = ["-D", fresh, "-U", Administrator, "-A", "scram-sha-256", $"--pwfile={passwordFile}", "-E", "UTF8", "--locale=C.UTF-8"];
        await Tool.RunAsync(AsServerUser(Binaries.Postgres("initdb"), Options.Durable ? arguments : [.. arguments, "--no-sync"]), cancellationToken);
        File.Delete(passwordFile);
        Directory.Move(fresh, Data);
    }

    /// <inheritdoc/>
    protected override ServerCommand Command()
    {
        string[] arguments = ["-D", Data, "-p", PortText, .. Settings().SelectMany(setting => new[] { "-c", setting })];
        return AsServerUser(Binaries.Postgres("postgres", DataVersion()), arguments);
    }

    private string PortText => Port.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<string> Settings()
    {
        yield return "listen_addresses=127.0.0.1";
        yield return "unix_socket_directories=";
        yield return "max_connections=600";
        yield return "shared_buffers=64MB";
        yield return "log_checkpoints=off";
        yield return "timezone=UTC";
        if (!Options.Durable)
        {
            yield return "fsync=off";
            yield return "synchronous_commit=off";
            yield return "full_page_writes=off";
        }
    }

    private string DataVersion() => File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim();

    /// <summary>A postmaster that was killed leaves its lock, which matters when another process has its number by now.</summary>
    private async Task RemoveStaleLockAsync(CancellationToken cancellationToken)
    {
        var lockFile = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(lockFile))
        {
            return;
        }

        var holder = (await File.ReadAllLinesAsync(lockFile, cancellationToken)).FirstOrDefault("").Trim();
        var commandLine = $"/proc/{holder}/cmdline";
        var isThisServer = File.Exists(commandLine) && (await File.ReadAllTextAsync(commandLine, cancellationToken)).Contains(Data, StringComparison.Ordinal);
        if (!isThisServer)
        {
            File.Delete(lockFile);
        }
    }

    private Task<string> SqlAsync(string statement, CancellationToken cancellationToken) => Tool.RunAsync(
        new ServerCommand(
            Binaries.Postgres("psql"),
            ["-X", "-q", "-t", "-A", "-h", "127.0.0.1", "-p", PortText, "-U", Administrator, "-d", Administrator, "-c", statement],
            new Dictionary<string, string?> { ["PGPASSWORD"] = Password }),
        cancellationToken);

    // root may have the directory below one that only root may enter (/root): the capability lets the server reach it
    private static ServerCommand AsServerUser(string program, IReadOnlyList<string> arguments) => Environment.IsPrivilegedProcess
        ? new("setpriv", [$"--reuid={ServerUser}", $"--regid={ServerUser}", "--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--", program, .. arguments])
        : new(program, arguments);
}
