namespace MediaNest.SocketIO.Connections;

/// <summary>How many connections each user has on this instance.</summary>
internal sealed class UserConnections(int limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public bool TryEnter(string user)
    {
        lock (_lock)
        {
            var count = _counts.GetValueOrDefault(user);
            if (limit > 0 && count >= limit)
            {
                return false;
            }

            _counts[user] = count + 1;
            return true;
        }
    }

    public void Leave(string user)
    {
        lock (_lock)
        {
            if (_counts[user] == 1)
            {
                _counts.Remove(user);
            }
            else
            {
                _counts[user]--;
            }
        }
    }
}
