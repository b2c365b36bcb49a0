using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Connections;

/// <summary>What goes to a socket. Until its client knows that it is connected, everything is held back.</summary>
internal sealed class Outbox(IEngineConnection connection)
{
    private const int MostHeld = 10_000;

    private readonly Lock _lock = new();
    private List<Frame[]>? _held = [];

    public bool Send(ReadOnlySpan<Frame> frames, bool isVolatile)
    {
        if (Volatile.Read(ref _held) is not null)
        {
            lock (_lock)
            {
                if (_held is { } held)
                {
                    if (isVolatile || held.Count >= MostHeld)
                    {
                        return false;
                    }

                    held.Add(frames.ToArray());
                    return true;
                }
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
        }
    }
}
