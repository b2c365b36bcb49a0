using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MediaNest.Benchmarks.Load;
using MediaNest.Benchmarks.Processes;

namespace MediaNest.Benchmarks.Sockets.Clients;

/// <summary>A process of clients, seen from the benchmark.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    /// <summary>A source address has 28,000 ports, and a process as many files as it is allowed.</summary>
    public const int MostConnections = 10_000;

    private readonly Process _process;

    private ClientProcess(Process process) => _process = process;

    /// <summary>Starts one for some of a server's connections.</summary>
    /// <param name="port">The server.</param>
    /// <param name="connections">Up to <see cref="MostConnections"/>.</param>
    /// <param name="number">From 0: each has a source address of its own.</param>
    public static ClientProcess Start(int port, int connections, int number)
    {
        string[] arguments = [ServerProcess.Program, "socket-clients", Text(port), Text(connections), $"127.0.1.{Text(number + 1)}"];
        return new ClientProcess(Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!);
    }

    /// <summary>Opens the connections and joins the namespace with each; returns the seconds it took.</summary>
    public Task<double> OpenAsync() => CallAsync<double>("open");

    /// <summary>Waits until each connection has a broadcast; returns nanoseconds since its sending.</summary>
    public Task<long[]> ArrivalsAsync(int round) => CallAsync<long[]>($"arrivals {Text(round)}");

    /// <summary>Has some connections send one acknowledged event after another.</summary>
    public Task<LoadResult> AskAsync(int connections, int seconds) => CallAsync<LoadResult>($"ask {Text(connections)} {Text(seconds)}");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<T> CallAsync<T>(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() is { } line
            ? JsonSerializer.Deserialize<T>(line)!
            : throw new InvalidOperationException($"The clients have ended at: {command}");
    }
}
