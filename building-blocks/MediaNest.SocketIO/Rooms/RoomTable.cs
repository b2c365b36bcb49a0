using System.Collections.Concurrent;

namespace MediaNest.SocketIO.Rooms;

/// <summary>The sockets of a namespace on this instance and the rooms they are in.</summary>
internal sealed class RoomTable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Socket> _sockets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private Socket[]? _everyone;

    public int Count => _sockets.Count;

    public Socket? Find(string id) => _sockets.GetValueOrDefault(id);

    public void Add(Socket socket)
    {
        lock (_lock)
        {
            _sockets[socket.Id] = socket;
            _everyone = null;
            foreach (var room in socket.JoinedRooms)
            {
                Enter(socket, room);
            }
        }
    }

    public void Remove(Socket socket)
    {
        lock (_lock)
        {
            if (!_sockets.TryRemove(KeyValuePair.Create(socket.Id, socket)))
            {
                return;
            }

            _everyone = null;
            foreach (var room in socket.JoinedRooms)
            {
                Exit(socket, room);
            }
        }
    }

    public void Join(Socket socket, IEnumerable<string> rooms)
    {
        lock (_lock)
        {
            foreach (var room in rooms)
            {
                if (!string.Equals(room, socket.Id, StringComparison.Ordinal) && socket.JoinedRooms.Add(room) && IsIn(socket))
                {
                    Enter(socket, room);
                }
            }
        }
    }

    public void Leave(Socket socket, IEnumerable<string> rooms)
    {
        lock (_lock)
        {
            foreach (var room in rooms)
            {
                if (socket.JoinedRooms.Remove(room) && IsIn(socket))
                {
                    Exit(socket, room);
                }
            }
        }
    }

    /// <summary>The socket's rooms, its id among them.</summary>
    public IReadOnlyCollection<string> RoomsOf(Socket socket)
    {
        lock (_lock)
        {
            return [socket.Id, .. socket.JoinedRooms];
        }
    }

    /// <summary>Who belongs to an audience now; each socket once.</summary>
    public IReadOnlyCollection<Socket> Select(Audience audience)
    {
        lock (_lock)
        {
            if (audience is { Rooms.Length: <= 1, Except.Length: 0 })
            {
                return audience.Rooms.Length == 0 ? Everyone() : Members(audience.Rooms[0]);
            }

            var chosen = audience.Rooms.Length == 0 ? [.. Everyone()] : new HashSet<Socket>();
            foreach (var room in audience.Rooms)
            {
                chosen.UnionWith(Members(room));
            }

            foreach (var room in audience.Except)
            {
                chosen.ExceptWith(Members(room));
            }

            return chosen;
        }
    }

    private bool IsIn(Socket socket) => _sockets.TryGetValue(socket.Id, out var known) && ReferenceEquals(known, socket);

    private Socket[] Everyone() => _everyone ??= [.. _sockets.Values];

    private Socket[] Members(string room)
    {
        var members = _rooms.TryGetValue(room, out var known) ? known.Snapshot() : [];
        return _sockets.TryGetValue(room, out var itself) ? [.. members, itself] : members;
    }

    private void Enter(Socket socket, string name)
    {
        if (!_rooms.TryGetValue(name, out var room))
        {
            _rooms[name] = room = new Room();
        }

        room.Add(socket);
    }

    private void Exit(Socket socket, string name)
    {
        if (_rooms.TryGetValue(name, out var room) && room.Remove(socket) == 0)
        {
            _rooms.Remove(name);
        }
    }

    // a broadcast goes over a copy that is made anew only when the members have changed
    private sealed class Room
    {
        private readonly HashSet<Socket> _members = [];
        private Socket[]? _snapshot;

        public Socket[] Snapshot() => _snapshot ??= [.. _members];

        public void Add(Socket socket)
        {
            _members.Add(socket);
            _snapshot = null;
        }

        public int Remove(Socket socket)
        {
            _members.Remove(socket);
            _snapshot = null;
            return _members.Count;
        }
    }
}
