using System.Globalization;
using System.Net.Sockets;

namespace MediaNest.LocalHosting.Servers;

/// <summary>A private RabbitMQ node with an Erlang port mapper of its own.</summary>
public sealed class RabbitMqServer : NativeServer
{
    private const string User = "medianest";

    private readonly int _distributionPort;
    private readonly int _portMapperPort;

    /// <summary>Creates a server that is not running yet.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="management">Whether it serves the management API too, which costs memory and start time.</param>
    public RabbitMqServer(NativeServerOptions options, bool management = false)
        : base("RabbitMQ", options)
    {
        var ports = FreePorts.Next(3);
        _distributionPort = ports[0];
        _portMapperPort = ports[1];
        ManagementPort = management ? ports[2] : null;
    }

    /// <summary>The port of the management API, when it was asked for.</summary>
    public int? ManagementPort { get; }

    /// <summary>An <c>amqp://</c> address with user and password, for the default virtual host.</summary>
    public override string ConnectionString => $"amqp://{User}:{Password}@127.0.0.1:{Port}";

    /// <inheritdoc/>
    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), cancellationToken);
            var frameType = new byte[1]; // 1: a method frame, which is Connection.Start
            await stream.ReadExactlyAsync(frameType, cancellationToken);
            return frameType[0] == 1;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var management = ManagementPort is { } port ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {port}\n" : "";
        await WriteSecretAsync(PathOf("rabbitmq.conf"),
            $"""
            listeners.tcp.1 = 127.0.0.1:{Port}
            default_user = {User}
            default_pass = {Password}
            log.console = true
            log.console.level = warning
            log.file = false
            disk_free_limit.absolute = 50MB
            vm_memory_high_watermark.absolute = 1GB
            {management}
            """, cancellationToken);
        await File.WriteAllTextAsync(PathOf("enabled_plugins"), ManagementPort is null ? "[]." : "[rabbitmq_management].", cancellationToken);
        await File.WriteAllTextAsync(PathOf("rabbitmq-env.conf"), "", cancellationToken);
    }

    /// <inheritdoc/>
    protected override ServerCommand Command() => new(
        "sh",
        ["-c", """epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" >/dev/null 2>&1 & exec "$0" """, Binaries.RabbitMq()],
        new Dictionary<string, string?>
        {
            ["HOME"] = Options.Directory,
            ["ERL_EPMD_PORT"] = _portMapperPort.ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = "medianest@localhost",
            ["RABBITMQ_CONFIG_FILE"] = PathOf("rabbitmq.conf"),
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = PathOf("advanced.config"),
            ["RABBITMQ_CONF_ENV_FILE"] = PathOf("rabbitmq-env.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = PathOf("enabled_plugins"),
            ["RABBITMQ_MNESIA_BASE"] = PathOf("mnesia"),
            ["RABBITMQ_SCHEMA_DIR"] = PathOf("schema"),
            ["RABBITMQ_GENERATED_CONFIG_DIR"] = PathOf("generated"),
            ["RABBITMQ_LOG_BASE"] = PathOf("log"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_PID_FILE"] = PathOf("rabbitmq.pid"),
            ["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(CultureInfo.InvariantCulture),
            // it makes the start script become the Erlang machine instead of its parent: one process, one set of signals
            ["RUNNING_UNDER_SYSTEMD"] = "true",
            // idle schedulers sleep instead of spinning
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
        });
}
