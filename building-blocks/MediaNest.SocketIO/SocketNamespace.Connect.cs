using System.Collections.Concurrent;
using System.Text.Json;
using MediaNest.SocketIO.Connections;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;
using MediaNest.SocketIO.Recovery;

namespace MediaNest.SocketIO;

/// <content>How sockets come in.</content>
public sealed partial class SocketNamespace
{
    private readonly ConcurrentDictionary<string, Socket> _byPid = new(StringComparer.Ordinal);

    /// <summary>A client wants in. Never throws.</summary>
    internal async Task ConnectAsync(Client client, JsonElement? auth)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var session = await ClaimAsync(TextOf(auth, "pid"));
            var socket = new Socket(client, this, auth, session);
            if (await LetInAsync(client, socket) is { } refusal)
            {
                Refuse(client, refusal);
                return;
            }

            if (session is not null && (socket.RecoveryDeclined || !string.Equals(session.UserKey, socket.UserKey, StringComparison.Ordinal)))
            {
                socket.BecomeNew();
            }

            var missed = await EnterAsync(socket, session, TextOf(auth, "offset"));
            if (client.TryAttach(socket))
            {
                socket.Open(missed, () => OnConnectedAsync(socket));
            }
            else
            {
                socket.OnClosed(DisconnectReasons.TransportClose);
            }
        }
        catch (Exception e)
        {
            SocketIOLog.MiddlewareFailed(Server.Logger, e, Name);
            Refuse(client, new ConnectRefusedException("Internal error"));
        }
    }

    internal void Remove(Socket socket)
    {
        Table.Remove(socket);
        if (socket.Pid is { } pid)
        {
            _byPid.TryRemove(KeyValuePair.Create(pid, socket));
        }
    }

    private static string? TextOf(JsonElement? auth, string name)
    {
        try
        {
            return auth is { } value && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // half a surrogate pair, here or in another member's name, is valid JSON and no text
            return null;
        }
    }

    private async Task<SocketSession?> ClaimAsync(string? pid)
    {
        if (pid is null || Server.Options.RecoverySeconds == 0)
        {
            return null;
        }

        if (_byPid.TryGetValue(pid, out var ghost))
        {
            // a client is back before its old connection was found to be dead
            var session = ghost.Session();
            ghost.Evict();
            Adapter.Forget(pid);
            return session;
        }

        var claimed = await Adapter.ClaimAsync(pid);
        if (claimed is null)
        {
            Server.Telemetry.Returned(recovered: false);
        }

        return claimed;
    }

    private async Task<ConnectRefusedException?> LetInAsync(Client client, Socket socket)
    {
        try
        {
            foreach (var middleware in _middleware)
            {
                await middleware(socket, socket.Disconnected);
            }
        }
        catch (ConnectRefusedException refusal)
        {
            return refusal;
        }

        return socket.UserKey is not { } user || client.TryCountFor(user)
            ? null
            : new ConnectRefusedException("Too many connections", new { code = "TOO_MANY_CONNECTIONS", message = "This user has too many connections." });
    }

    private async Task<IReadOnlyList<Frame[]>> EnterAsync(Socket socket, SocketSession? session, string? offset)
    {
        if (socket.Recovered && session is not null)
        {
            var until = Add(socket);
            if (await Adapter.MissedAsync(session, offset, until) is { } missed)
            {
                socket.Start = session.Start;
                Server.Telemetry.Returned(recovered: true);
                return missed;
            }

            Server.Telemetry.Returned(recovered: false);
            Remove(socket);
            socket.BecomeNew();
        }

        socket.Start = Add(socket);
        return [];
    }

    private string? Add(Socket socket)
    {
        if (socket.Pid is { } pid)
        {
            _byPid[pid] = socket;
        }

        return Adapter.Add(socket);
    }

    private void Refuse(Client client, ConnectRefusedException refusal)
    {
        client.Detach(Name, byServer: true);
        Server.Telemetry.Refused("connect");
        client.Connection.TrySend(PacketWriter.ConnectError(Name, refusal.Message, refusal.Refusal, Server.Options.Json));
    }
}
