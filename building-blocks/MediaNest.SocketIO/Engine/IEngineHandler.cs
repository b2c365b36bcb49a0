namespace MediaNest.SocketIO.Engine;

/// <summary>What stands on top of Engine.IO. Called for one connection one call at a time, in order; must return soon and keep no buffer it was given.</summary>
internal interface IEngineHandler
{
    /// <summary>A session was opened; nothing has been received yet.</summary>
    void OnOpen(IEngineConnection connection);

    /// <summary>A text message, UTF-8, without Engine.IO's packet type.</summary>
    void OnText(IEngineConnection connection, ReadOnlySpan<byte> text);

    /// <summary>A binary message.</summary>
    void OnBinary(IEngineConnection connection, ReadOnlySpan<byte> data);

    /// <summary>The session is over; called exactly once.</summary>
    void OnClose(IEngineConnection connection, string reason);
}

/// <summary>An Engine.IO session, whatever its transport is at the moment.</summary>
internal interface IEngineConnection
{
    /// <summary>The session's id.</summary>
    string Id { get; }

    /// <summary>The request that opened it: headers, query, address and user are copied, for the request itself is gone.</summary>
    EngineHandshake Handshake { get; }

    /// <summary>Belongs to whoever stands on top.</summary>
    object? State { get; set; }

    /// <summary>Whether the client can be written to at once: what is volatile is dropped where it is not.</summary>
    bool IsWritable { get; }

    /// <summary>Queues messages as one unit, in order. False if the session is over; a session whose queue is full is closed and false returned.</summary>
    bool TrySend(ReadOnlySpan<Frame> frames);

    /// <summary>Ends the session after what is queued, with Engine.IO's close packet where the transport has one.</summary>
    void Close(string reason);
}
