using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MediaNest.Testing;

namespace MediaNest.SocketIO.Tests.Processes;

/// <summary>The conformance host in its role <c>replica</c>, as a process of its own.</summary>
internal sealed class ReplicaProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;
    private readonly Process _process;

    private ReplicaProcess(Process process, int port)
    {
        _process = process;
        Address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
    }

    public Uri Address { get; }

    /// <summary>Bytes of its pages that are in memory.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<ReplicaProcess> StartAsync(params string[] arguments)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Assembly(), "replica", "--urls", $"http://127.0.0.1:{port}", .. arguments]) { UseShellExecute = false };
        var replica = new ReplicaProcess(Process.Start(start)!, port);
        await Eventually.Async(replica.ListensAsync, Patience, "the replica listens");
        return replica;
    }

    public Task<Sockets.RawClient> OpenAsync() =>
        Sockets.RawClient.OpenAsync(new Uri($"ws://{Address.Authority}/socket.io/?EIO=4&transport=websocket"));

    public async Task<Sockets.RawClient> JoinAsync(string auth = "")
    {
        var client = await OpenAsync();
        await client.JoinAsync(auth: auth);
        return client;
    }

    /// <summary>SIGKILL: it has no chance to say or write anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
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

    private static string Assembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(
            tests, "MediaNest.SocketIO.ConformanceHost", "bin", output.Parent.Name, output.Name, "MediaNest.SocketIO.ConformanceHost.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port, TestContext.Current.CancellationToken);
        return true;
    }
}
