using System.Net.Sockets;
using System.Text;

namespace MediaNest.LocalHosting.Servers;

/// <summary>A private Redis.</summary>
public sealed class RedisServer(NativeServerOptions options) : NativeServer("Redis", options)
{
    /// <summary>In the form of StackExchange.Redis: <c>127.0.0.1:6379,password=…</c>.</summary>
    public override string ConnectionString => $"127.0.0.1:{Port},password={Password}";

    /// <inheritdoc/>
    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {Password}\r\nPING\r\n"), cancellationToken);
            var answer = new byte[12]; // "+OK\r\n+PONG\r\n"; while it loads its data it answers -LOADING
            await stream.ReadExactlyAsync(answer, cancellationToken);
            return Encoding.ASCII.GetString(answer) == "+OK\r\n+PONG\r\n";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => WriteSecretAsync(PathOf("redis.conf"),
        $"""
        bind 127.0.0.1
        port {Port}
        requirepass {Password}
        dir "{Options.Directory}"
        daemonize no
        save ""
        appendonly {(Options.Durable ? "yes" : "no")}
        loglevel warning

        """, cancellationToken);

    /// <inheritdoc/>
    protected override ServerCommand Command() => new(Binaries.Redis(), PathOf("redis.conf"));
}
