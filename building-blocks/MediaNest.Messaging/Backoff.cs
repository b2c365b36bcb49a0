namespace MediaNest.Messaging;

/// <summary>Pauses that double up to a limit, each shortened at random by up to a quarter so that replicas do not march in step.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan _last;

    public TimeSpan Next()
    {
        _last = _last == TimeSpan.Zero ? first : _last * 2;
        if (_last > longest)
            _last = longest;
        return _last * (1 - (Random.Shared.NextDouble() / 4));
    }

    public void Reset() => _last = TimeSpan.Zero;
}
