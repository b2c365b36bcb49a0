using MediaNest.Resilience.Dependencies;

namespace MediaNest.Resilience.Breaker;

/// <summary>
/// A breaker that counts failures in a row (Polly's goes by ratio): so many open it, it stays open for a time, then so many trial calls
/// have to succeed before it closes; one that fails opens it again. Safe for concurrent use.
/// </summary>
public sealed class CircuitBreaker
{
    private readonly DependencyResilienceOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<CircuitStateChange> _changed;
    private readonly Lock _lock = new();
    private CircuitState _state;
    private int _failures;
    private int _trialsUnderWay;
    private int _trialsSucceeded;
    private int _generation;
    private DateTimeOffset? _changedAt;
    private DateTimeOffset _retryAt;

    internal CircuitBreaker(string dependency, DependencyResilienceOptions options, TimeProvider time, Action<CircuitStateChange> changed)
    {
        Dependency = dependency;
        _options = options;
        _time = time;
        _changed = changed;
    }

    /// <summary>The dependency's name.</summary>
    public string Dependency { get; }

    /// <summary>How it stands.</summary>
    public CircuitStatus Status
    {
        get
        {
            lock (_lock)
            {
                return new CircuitStatus(Dependency, _state, _failures, _changedAt, _state == CircuitState.Open ? _retryAt : null);
            }
        }
    }

    /// <summary>Lets calls through again, at once.</summary>
    public void Close() => Move(CircuitState.Closed);

    /// <summary>Turns calls away for the configured time, as if they had failed.</summary>
    public void Open() => Move(CircuitState.Open);

    /// <summary>Turns calls away until <see cref="Close"/>.</summary>
    public void Isolate() => Move(CircuitState.Isolated);

    /// <summary>Makes a call that is no HTTP call, such as a process.</summary>
    /// <typeparam name="T">What the call gives.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="isFailure">Whether an exception means that the dependency is at fault. Cancellation by the caller never does.</param>
    /// <param name="cancellationToken">Given to the call.</param>
    /// <exception cref="DependencyUnavailableException">The breaker is open.</exception>
    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> call, Func<Exception, bool> isFailure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(isFailure);
        if (!TryEnter(out var permit, out var retryAfter))
        {
            throw DependencyUnavailableException.BreakerOpen(Dependency, retryAfter);
        }

        var result = CallResult.Undecided;
        try
        {
            var value = await call(cancellationToken);
            result = CallResult.Succeeded;
            return value;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            result = isFailure(failure) ? CallResult.Failed : CallResult.Succeeded;
            throw;
        }
        finally
        {
            Leave(permit, result);
        }
    }

    /// <summary>Asks for leave to call. Who gets it calls <see cref="Leave"/>, whatever happens.</summary>
    internal bool TryEnter(out CircuitPermit permit, out TimeSpan? retryAfter)
    {
        CircuitStateChange? change = null;
        bool entered;
        lock (_lock)
        {
            if (_state == CircuitState.Open && _time.GetUtcNow() >= _retryAt)
            {
                change = MoveUnderLock(CircuitState.HalfOpen);
            }

            var isTrial = _state == CircuitState.HalfOpen;
            entered = _state == CircuitState.Closed
                || (isTrial && _trialsUnderWay + _trialsSucceeded < _options.TrialCalls);
            if (entered && isTrial)
            {
                _trialsUnderWay++;
            }

            permit = new CircuitPermit(_generation);
            retryAfter = _state switch
            {
                CircuitState.Open => _retryAt - _time.GetUtcNow(),
                CircuitState.HalfOpen => TimeSpan.FromSeconds(1), // the trial calls are under way
                _ => null,
            };
        }

        Announce(change);
        return entered;
    }

    internal void Leave(CircuitPermit permit, CallResult result)
    {
        CircuitStateChange? change = null;
        lock (_lock)
        {
            if (permit.Generation != _generation)
            {
                return; // the state has changed since; this call says nothing about the new one
            }

            if (_state == CircuitState.HalfOpen)
            {
                _trialsUnderWay--;
                change = AfterTrial(result);
            }
            else if (_state == CircuitState.Closed)
            {
                change = AfterCall(result);
            }
        }

        Announce(change);
    }

    private CircuitStateChange? AfterCall(CallResult result)
    {
        if (result == CallResult.Succeeded)
        {
            _failures = 0;
        }
        else if (result == CallResult.Failed && ++_failures >= _options.FailuresToOpen)
        {
            return MoveUnderLock(CircuitState.Open);
        }

        return null;
    }

    private CircuitStateChange? AfterTrial(CallResult result)
    {
        if (result == CallResult.Failed)
        {
            _failures++;
            return MoveUnderLock(CircuitState.Open);
        }

        return result == CallResult.Succeeded && ++_trialsSucceeded >= _options.TrialCalls
            ? MoveUnderLock(CircuitState.Closed)
            : null;
    }

    private void Move(CircuitState to)
    {
        CircuitStateChange? change;
        lock (_lock)
        {
            change = MoveUnderLock(to);
        }

        Announce(change);
    }

    private CircuitStateChange? MoveUnderLock(CircuitState to)
    {
        var from = _state;
        var now = _time.GetUtcNow();
        _generation++;
        _trialsUnderWay = _trialsSucceeded = 0;
        _state = to;
        if (to == CircuitState.Closed)
        {
            _failures = 0;
        }
        else if (to == CircuitState.Open)
        {
            _retryAt = now + _options.OpenFor;
        }

        if (from == to)
        {
            return null;
        }

        _changedAt = now;
        return new CircuitStateChange(Dependency, from, to, now);
    }

    private void Announce(CircuitStateChange? change)
    {
        if (change is not null)
        {
            _changed(change);
        }
    }
}

/// <summary>Leave to call, given in one period of a breaker's life.</summary>
internal readonly record struct CircuitPermit(int Generation);

/// <summary>What a call says about the dependency.</summary>
internal enum CallResult
{
    Undecided,
    Succeeded,
    Failed,
}
