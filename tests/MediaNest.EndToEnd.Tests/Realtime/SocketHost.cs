using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.LocalHosting;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>A bare server of the Socket.IO library as a process of its own: the conformance host, which says and echoes what it is sent.</summary>
internal sealed class SocketHost : IAsyncDisposable
{
    private const string Name = "MediaNest.SocketIO.ConformanceHost";

    private readonly Process _process;

    private SocketHost(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<SocketHost> StartAsync()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var assembly = Path.Combine(Repository.Root, "tests", Name, "bin", output.Parent!.Name, output.Name, Name + ".dll");
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next().ToString(CultureInfo.InvariantCulture)}");
        var process = Process.Start(new ProcessStartInfo("dotnet", [assembly, "replica", "--urls", address.AbsoluteUri]) { UseShellExecute = false })!;
        var host = new SocketHost(process, address);
        try
        {
            await Eventually.Async(host.ListensAsync, Eventually.Patience, "the host listens");
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
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

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port, TestContext.Current.CancellationToken);
        return true;
    }
}
