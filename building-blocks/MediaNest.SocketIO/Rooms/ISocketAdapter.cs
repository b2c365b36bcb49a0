using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Recovery;

namespace MediaNest.SocketIO.Rooms;

/// <summary>Carries what happens in a namespace to its sockets, wherever they are, and keeps what a returning socket needs.</summary>
internal interface ISocketAdapter : IAsyncDisposable
{
    /// <summary>Sends an event to an audience; done when it is on its way to every socket of this instance. Never throws for its carrier's sake.</summary>
    Task EmitAsync(Audience audience, Frame[] frames, bool isVolatile);

    /// <summary>Sends an event as <see cref="EmitAsync"/> does; whoever gets it live is asked to acknowledge it.</summary>
    Task EmitAskingAsync(Audience audience, Frame[] frames, string eventName, TimeSpan timeout);

    /// <summary>Has an audience join or leave rooms, or disconnect, on every instance.</summary>
    Task CommandAsync(Audience audience, SocketCommand command);

    /// <summary>The sockets of an audience on every instance that answers in time.</summary>
    Task<IReadOnlyList<SocketInfo>> FetchAsync(Audience audience, CancellationToken cancellationToken);

    /// <summary>Sends an event without id to an audience on every instance and gathers the acknowledgements that come in time. Never throws for its carrier's sake.</summary>
    Task<AckRound> AskAsync(Audience audience, Frame[] frames, TimeSpan timeout);

    /// <summary>Adds a socket that still holds back what it is sent.</summary>
    /// <returns>The place in the log from which on it gets everything; null without recovery.</returns>
    string? Add(Socket socket);

    /// <summary>The state of a socket that was disconnected (or whose connection is dead unnoticed). Others may still take it.</summary>
    ValueTask<SocketSession?> PeekAsync(string pid);

    /// <summary>Takes that state: nobody else gets it after, and an instance that still has the socket lets go of it.</summary>
    ValueTask<SocketSession?> TakeAsync(string pid);

    /// <summary>What the session's socket missed between two places in the log; null if the log does not reach back so far.</summary>
    ValueTask<IReadOnlyList<Frame[]>?> MissedAsync(SocketSession session, string? after, string? until);

    /// <summary>Keeps the state of a socket for its return.</summary>
    void Keep(SocketSession session, bool connected);

    /// <summary>A socket cannot return.</summary>
    void Forget(string pid);
}

/// <summary>What an audience is to do.</summary>
internal sealed record SocketCommand(SocketCommandKind Kind, string[] Rooms)
{
    /// <summary>An event that those who are disconnected get before.</summary>
    public Frame[] Farewell { get; init; } = [];

    public void Apply(Socket socket)
    {
        switch (Kind)
        {
            case SocketCommandKind.Join:
                socket.Join(Rooms);
                break;
            case SocketCommandKind.Leave:
                socket.LeaveRooms(Rooms);
                break;
            case SocketCommandKind.Disconnect:
                socket.Disconnect(close: false, Farewell);
                break;
            case SocketCommandKind.Close:
                socket.Disconnect(close: true, Farewell);
                break;
            case SocketCommandKind.Evict:
                socket.Evict();
                break;
            case SocketCommandKind.Ask:
                // an event, and no command to a socket
                break;
        }
    }
}

internal enum SocketCommandKind
{
    Join,
    Leave,
    Disconnect,
    Close,
    Evict,
    Ask,
}
