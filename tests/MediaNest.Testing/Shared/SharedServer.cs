using System.Text.Json;
using MediaNest.LocalHosting;
using MediaNest.LocalHosting.Servers;

namespace MediaNest.Testing.Shared;

/// <summary>What a process must know of a shared server that another one started.</summary>
internal sealed record SharedServer(int Port, string Password, int? ManagementPort)
{
    /// <summary>Takes the shared server, starting it when nobody has, or when it does not answer any more.</summary>
    internal static async Task<SharedServer> UseAsync(
        SharedInstance instance,
        string name,
        Func<NativeServerOptions, NativeServer> create,
        CancellationToken cancellationToken)
    {
        using var turn = await FileLock.ExclusiveAsync(Path.Combine(instance.Folder, $"{name}.lock"), cancellationToken);
        var description = Path.Combine(instance.Folder, $"{name}.json");
        if (File.Exists(description))
        {
            var known = JsonSerializer.Deserialize<SharedServer>(await File.ReadAllTextAsync(description, cancellationToken))!;
            var probe = create(new NativeServerOptions { Directory = instance.Folder, Port = known.Port, Password = known.Password });
            if (await probe.IsReadyAsync(cancellationToken))
            {
                return known;
            }
        }

        var server = create(new NativeServerOptions
        {
            Directory = Path.Combine(instance.Folder, $"{name}-{Guid.CreateVersion7():N}"),
            Port = FreePorts.Next(),
            Durable = false,
            KeeperLock = instance.KeeperLock,
        });
        await server.StartAsync(cancellationToken);
        var started = new SharedServer(server.Port, server.Password, (server as RabbitMqServer)?.ManagementPort);
        await File.WriteAllTextAsync(description, JsonSerializer.Serialize(started), cancellationToken);
        return started;
    }
}
