using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Connections;

/// <summary>What goes to a socket. Until its client knows that it is connected, everything is held back.</summary>
internal sealed class Outbox(IEngineConnection connection, int maxHeldBytes)
{
    private const int MostHeld = 10_000;

    private readonly Lock _lock = new();
    private List<Frame[]>? _held = [];
    private long _heldBytes;

    public bool Send(ReadOnlySpan<Frame> frames, bool isVolatile)
    {
        if (Volatile.Read(ref _held) is not null)
        {
            var overflows = false;
            lock (_lock)
            {
                if (_held is { } held)
                {
                    if (isVolatile)
                    {
                        return false;
                    }

                    if (held.Count < MostHeld && TryHold(frames))
                    {
                        held.Add(frames.ToArray());
                        return true;
                    }

                    overflows = true;
                }
            }

            if (overflows)
            {
                // as with a client that does not read: it shall not believe that it has everything
                connection.Close(DisconnectReasons.TransportError);
                return false;
            }
        }

        return (!isVolatile || connection.IsWritable) && connection.TrySend(frames);
    }

    public void Open(Frame[] connect, IReadOnlyList<Frame[]> missed)
    {
        lock (_lock)
        {
            connection.TrySend(connect);
            foreach (var frames in missed)
            {
                connection.TrySend(frames);
            }

            foreach (var frames in _held ?? [])
            {
                connection.TrySend(frames);
            }

            Volatile.Write(ref _held, null);
        }
    }

    public void DropHeld()
    {
        lock (_lock)
        {
            _held?.Clear();
            _heldBytes = 0;
        }
    }

    private bool TryHold(ReadOnlySpan<Frame> frames)
    {
        long bytes = 0;
        foreach (var frame in frames)
        {
            bytes += frame.Length;
        }

        if (_held!.Count > 0 && _heldBytes + bytes > maxHeldBytes)
        {
            return false;
        }

        _heldBytes += bytes;
        return true;
    }
}
