using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MediaNest.Testing;

namespace MediaNest.Benchmarks.Processes;

/// <summary>A server beside the benchmark, on a free port of the loopback address.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly Dictionary<string, string> NoEnvironment = new(StringComparer.Ordinal);

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    public int Id => _process.Id;

    /// <summary>Processor time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>This program, to be started in another role.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "MediaNest.Benchmarks.dll");

    /// <summary>Starts this program in another role.</summary>
    public static Task<ServerProcess> StartRoleAsync(Func<int, string[]> arguments) => StartAsync(Program, arguments, NoEnvironment);

    public static Task<ServerProcess> StartAsync(string assembly, Func<int, string[]> arguments, IReadOnlyDictionary<string, string> environment) =>
        StartAsync("dotnet", Path.GetDirectoryName(assembly)!, port => [assembly, .. arguments(port)], environment);

    /// <summary>Starts a server of any kind.</summary>
    /// <param name="command">The program.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">From the port it is to listen on.</param>
    /// <param name="environment">What its environment has besides the benchmark's own.</param>
    public static async Task<ServerProcess> StartAsync(
        string command,
        string folder,
        Func<int, string[]> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(command, arguments(port))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in environment ?? NoEnvironment)
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        var name = string.Create(CultureInfo.InvariantCulture, $"{command} {process.Id}");
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
            {
                Console.Error.WriteLine($"  {name}: {text}");
            }
        };
        process.BeginOutputReadLine();
        await Eventually.Async(() => Listens(port), StartTimeout, $"{command} {string.Join(' ', start.ArgumentList)} listens");
        return new ServerProcess(process, port);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<bool> Listens(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return true;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
