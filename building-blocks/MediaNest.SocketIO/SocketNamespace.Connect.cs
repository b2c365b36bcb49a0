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

    /// <summary>Sockets that could be taken over by their returning clients.</summary>
    internal int RecoverableCount => _byPid.Count;

    /// <summary>A client wants in. Never throws.</summary>
    internal async Task ConnectAsync(Client client, JsonElement? auth, int bytes)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            // only looked at: a client that is refused may come back for it
            var kept = await PeekAsync(TextOf(auth, "pid"));
            var socket = new Socket(client, this, auth, bytes, kept);
            if (await LetInAsync(socket) is { } refusal)
            {
                Refuse(client, refusal);
                return;
            }

            var (session, isCounted) = await TakeAsync(client, socket, kept);
            if (!isCounted)
            {
                GiveBack(session);
                Refuse(client, new ConnectRefusedException("Too many connections", new { code = "TOO_MANY_CONNECTIONS", message = "This user has too many connections." }));
                return;
            }

            var missed = await EnterAsync(socket, session, TextOf(auth, "offset"));
            if (client.TryAttach(socket) && socket.Open(missed, () => OnConnectedAsync(socket)))
            {
                return;
            }

            // an evicted one has no pid any more: its state is another's
            if (socket is { Recovered: true, Pid: not null } && client.IsClosed)
            {
                GiveBack(session);
            }

            socket.OnClosed(DisconnectReasons.TransportClose);
        }
        catch (Exception e)
        {
            SocketIOLog.MiddlewareFailed(Server.Logger, e, Name);
            Refuse(client, new ConnectRefusedException("Internal error"));
        }
    }

    /// <summary>Lets go of a socket that is over, or becomes another.</summary>
    internal void Remove(Socket socket, string? pid)
    {
        if (pid is not null)
        {
            _byPid.TryRemove(KeyValuePair.Create(pid, socket));
        }

        Table.Remove(socket);
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

    private async Task<SocketSession?> PeekAsync(string? pid)
    {
        if (pid is null || Server.Options.RecoverySeconds == 0)
        {
            return null;
        }

        var kept = _byPid.TryGetValue(pid, out var ghost) ? ghost.Session(pid) : await Adapter.PeekAsync(pid);
        if (kept is null)
        {
            Server.Telemetry.Returned(recovered: false);
        }

        return kept;
    }

    private async Task<ConnectRefusedException?> LetInAsync(Socket socket)
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

        return null;
    }

    /// <summary>Counts the connection for its user and takes the session, if it is this socket's to take.</summary>
    private async Task<(SocketSession? Session, bool IsCounted)> TakeAsync(Client client, Socket socket, SocketSession? kept)
    {
        var isCounted = TryCount(client, socket);
        if (kept is null)
        {
            return (null, isCounted);
        }

        if (!string.Equals(kept.UserKey, socket.UserKey, StringComparison.Ordinal))
        {
            socket.BecomeNew();
            return (null, isCounted);
        }

        if (!isCounted && !_byPid.ContainsKey(kept.Pid))
        {
            return (null, false);
        }

        // what filled the limit may be the client's own old connection, which ends here
        var session = await TakeAsync(kept.Pid);
        if (session is null)
        {
            Server.Telemetry.Returned(recovered: false);
        }

        isCounted = isCounted || TryCount(client, socket);
        if (session is null || socket.RecoveryDeclined)
        {
            socket.BecomeNew();
            return (null, isCounted);
        }

        // what it was put into while middleware decided
        await socket.JoinAsync([.. session.Rooms.Except(kept.Rooms, StringComparer.Ordinal)]);
        return (session, isCounted);
    }

    private async Task<SocketSession?> TakeAsync(string pid)
    {
        if (!_byPid.TryRemove(pid, out var ghost))
        {
            return await Adapter.TakeAsync(pid);
        }

        // a client is back before its old connection was found to be dead
        var session = ghost.Session(pid);
        ghost.Evict();
        Adapter.Forget(pid);
        return session;
    }

    private void GiveBack(SocketSession? session)
    {
        if (session is not null)
        {
            Adapter.Keep(session, connected: false);
        }
    }

    private static bool TryCount(Client client, Socket socket) => socket.UserKey is not { } user || client.TryCountFor(user);

    private async Task<IReadOnlyList<Frame[]>> EnterAsync(Socket socket, SocketSession? session, string? offset)
    {
        if (socket.Recovered && session is not null)
        {
            var until = Add(socket);
            if (await Adapter.MissedAsync(session, offset, until) is { } missed && Fits(missed))
            {
                socket.Start = session.Start;
                Server.Telemetry.Returned(recovered: true);
                return missed;
            }

            Server.Telemetry.Returned(recovered: false);
            Remove(socket, socket.Pid);
            socket.BecomeNew();
        }

        socket.Start = Add(socket);
        return [];
    }

    /// <summary>
    /// Whether a connection can take so much at once: half of what may wait, for more may come meanwhile. It would be closed for not reading otherwise, come
    /// back, and be closed again; as a new socket it is told the state.
    /// </summary>
    private bool Fits(IReadOnlyList<Frame[]> missed) =>
        missed.Sum(frames => frames.Length) <= Server.Options.MaxQueuedPackets / 2
        && missed.Sum(frames => frames.Sum(frame => (long)frame.Length)) <= Server.Options.MaxQueuedBytes / 2;

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
