using System.Collections.Concurrent;
using System.Security.Cryptography;
using MediaNest.LocalHosting.Processes;

namespace MediaNest.LocalHosting.Servers;

/// <summary>A private server process started from the installed binaries, listening on 127.0.0.1 only.</summary>
public abstract class NativeServer : IAsyncDisposable
{
    private const int RememberedLines = 40;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30); // PostgreSQL writes everything to disk first
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<string> _lastLines = new();
    private GuardedProcess? _process;

    /// <summary>Creates a server that is not running yet.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">How it runs.</param>
    protected NativeServer(string name, NativeServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name = name;
        Options = options;
        Port = options.Port ?? FreePorts.Next();
        Password = options.Password ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
    }

    /// <summary>The product's name.</summary>
    public string Name { get; }

    /// <summary>The port on 127.0.0.1, the same at every start.</summary>
    public int Port { get; }

    /// <summary>The administrator's password.</summary>
    public string Password { get; }

    /// <summary>What a client needs to connect as administrator.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>The server's process id.</summary>
    /// <exception cref="InvalidOperationException">It was never started.</exception>
    public int ProcessId => Process.Id;

    /// <summary>Completes with the exit code when the running server process ends.</summary>
    /// <exception cref="InvalidOperationException">It was never started.</exception>
    public Task<int> Exited => Process.Exited;

    /// <summary>How it runs.</summary>
    protected NativeServerOptions Options { get; }

    /// <summary>The signal that makes it stop soon but properly.</summary>
    protected virtual string StopSignal => "TERM";

    private GuardedProcess Process => _process ?? throw new InvalidOperationException($"{Name} was not started.");

    /// <summary>Starts the server and waits until it answers. Prepares its directory at the first start.</summary>
    /// <exception cref="NativeServerException">It ended, or did not answer in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_process is { HasExited: false })
        {
            return;
        }

        Directory.CreateDirectory(Options.Directory);
        await Leftovers.WaitUntilGoneAsync(Options.Directory, StopTimeout, cancellationToken);
        await PrepareAsync(cancellationToken);
        _lastLines.Clear();
        var command = Command();
        _process = GuardedProcess.Start(new GuardedProcessOptions
        {
            FileName = command.FileName,
            Arguments = command.Arguments,
            Environment = new Dictionary<string, string?>(command.Environment) { [Leftovers.Variable] = Options.Directory },
            WorkingDirectory = Options.Directory,
            StopSignal = StopSignal,
            StopTimeout = StopTimeout,
            Output = OnOutput,
            LogFile = Options.KeeperLock is null ? null : LogFile,
            KeeperLock = Options.KeeperLock,
        });
        try
        {
            await WaitUntilReadyAsync(_process, cancellationToken);
        }
        catch
        {
            await _process.StopAsync();
            throw;
        }
    }

    /// <summary>Stops the server properly; kills it when that takes too long. Does nothing when it is not running.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            await process.StopAsync();
        }
    }

    /// <summary>Kills the server with SIGKILL, as a crash would.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether the server answers and is ready for work.</summary>
    public abstract Task<bool> IsReadyAsync(CancellationToken cancellationToken);

    /// <summary>Writes what the server needs in its directory.</summary>
    protected abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>The command line that runs the server in the foreground.</summary>
    protected abstract ServerCommand Command();

    /// <summary>A file in the server's directory.</summary>
    protected string PathOf(string name) => Path.Combine(Options.Directory, name);

    /// <summary>Writes a file only its owner may read.</summary>
    protected static async Task WriteSecretAsync(string path, string content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(content.AsMemory(), cancellationToken);
    }

    private string LogFile => PathOf("server.log");

    private async Task WaitUntilReadyAsync(GuardedProcess process, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Options.StartTimeout);
        try
        {
            while (!await IsReadyAsync(timeout.Token))
            {
                if (process.HasExited)
                {
                    throw new NativeServerException($"{Name} ended with code {await process.Exited} while starting.{LastOutput()}");
                }

                await Task.Delay(PollInterval, timeout.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NativeServerException($"{Name} did not answer on port {Port} within {Options.StartTimeout.TotalSeconds} s.{LastOutput()}", e);
        }
    }

    private void OnOutput(string line)
    {
        _lastLines.Enqueue(line);
        if (_lastLines.Count > RememberedLines)
        {
            _lastLines.TryDequeue(out _);
        }

        Options.Output?.Invoke(line);
    }

    private string LastOutput()
    {
        var lines = Options.KeeperLock is not null && File.Exists(LogFile) ? File.ReadLines(LogFile).TakeLast(RememberedLines) : _lastLines;
        return string.Concat(lines.Select(line => $"{Environment.NewLine}  {line}"));
    }
}
