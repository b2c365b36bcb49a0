namespace MediaNest.LocalHosting.Servers;

/// <summary>How a private server runs.</summary>
public sealed class NativeServerOptions
{
    /// <summary>A directory of the server's own, for data, configuration and logs; made when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>The port on 127.0.0.1; a free one when null.</summary>
    public int? Port { get; init; }

    /// <summary>The administrator's password; a random one when null. A directory that is used again wants the same again.</summary>
    public string? Password { get; init; }

    /// <summary>Whether data must survive a crash of the machine. False is much faster, and meant for tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Receives every line the server writes.</summary>
    public Action<string>? Output { get; init; }

    /// <summary>See <see cref="Processes.GuardedProcessOptions.KeeperLock"/>; output then goes to <c>server.log</c> in the directory.</summary>
    public string? KeeperLock { get; init; }

    /// <summary>How long the server may take to answer.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(120);
}
