using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace MediaNest.Tokens.Keys;

/// <summary>
/// The keys that auth publishes. They are kept; an unknown key id or old age has them fetched anew, one fetch at a time and never
/// more often than <see cref="JwksOptions.MinimumInterval"/>. While auth cannot be reached, the last good keys stay. Safe for concurrent use.
/// </summary>
public sealed class JwksKeySource : IKeySource
{
    /// <summary>The named HTTP client it uses.</summary>
    public const string HttpClientName = "MediaNest.Tokens.Jwks";

    /// <summary>Where auth announces, after the Redis key prefix, the id of a key that it has dropped: <see cref="Withdraw"/> it.</summary>
    public const string WithdrawalChannel = "withdrawn-signing-keys";

    /// <summary>Ids of withdrawn keys that are remembered, the latest; keys are withdrawn in emergencies only.</summary>
    private const int MaximumWithdrawn = 64;

    private const int MaximumDocumentBytes = 64 * 1024;

    private readonly IHttpClientFactory _clients;
    private readonly JwksOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JwksKeySource> _logger;
    private readonly Lock _lock = new();
    private volatile FrozenDictionary<string, VerificationKey> _keys = FrozenDictionary<string, VerificationKey>.Empty;
    private readonly Queue<string> _withdrawn = new();
    private Task<bool>? _fetch;
    private bool _lastFetchFailed;
    private bool _attempted;
    private long _lastAttempt;
    private long _lastSuccess;

    /// <summary>A source.</summary>
    /// <param name="clients">Gives the client named <see cref="HttpClientName"/>.</param>
    /// <param name="options">Address and intervals.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of failed fetches.</param>
    public JwksKeySource(IHttpClientFactory clients, JwksOptions options, TimeProvider time, ILogger<JwksKeySource> logger)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _clients = clients;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc />
    public bool TryFind(string keyId, [NotNullWhen(true)] out VerificationKey? key)
    {
        var found = _keys.TryGetValue(keyId, out key);
        if (found && _time.GetElapsedTime(Volatile.Read(ref _lastSuccess)) > _options.RefreshInterval)
        {
            _ = FetchUnlessJustDone(); // nobody waits for it: the keys at hand are good until newer ones are here
        }

        return found;
    }

    /// <inheritdoc />
    public async ValueTask<KeyLookup> FindAsync(string keyId, CancellationToken cancellationToken = default)
    {
        if (TryFind(keyId, out var key))
        {
            return new KeyLookup(key);
        }

        var fetched = await FetchUnlessJustDone().WaitAsync(cancellationToken);
        return new KeyLookup(_keys.GetValueOrDefault(keyId), SourceUnavailable: !fetched);
    }

    /// <summary>Drops a key at once and for good, even if a replica of auth that has not heard of it still publishes it.</summary>
    /// <param name="keyId">The key's id.</param>
    public void Withdraw(string keyId)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        lock (_lock)
        {
            if (_withdrawn.Count == MaximumWithdrawn)
            {
                _withdrawn.Dequeue();
            }

            _withdrawn.Enqueue(keyId);
            // its successor is published by now, and tokens of it are about to come
            _attempted = false;
            _keys = _keys.Where(entry => entry.Key != keyId).ToFrozenDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>Starts a fetch, joins the one that is under way, or repeats what the last one came to when that is too short a while ago.</summary>
    private Task<bool> FetchUnlessJustDone()
    {
        lock (_lock)
        {
            if (_fetch is not null)
            {
                return _fetch;
            }

            if (_attempted && _time.GetElapsedTime(_lastAttempt) < _options.MinimumInterval)
            {
                return Task.FromResult(!_lastFetchFailed);
            }

            _attempted = true;
            _lastAttempt = _time.GetTimestamp();

            // on the pool, so that it neither runs under the lock nor inherits a request's activity or cancellation
            using (ExecutionContext.SuppressFlow())
            {
                return _fetch = Task.Run(FetchAsync);
            }
        }
    }

    private async Task<bool> FetchAsync()
    {
        var succeeded = false;
        try
        {
            var keys = (await DownloadAsync()).ToVerificationKeys();
            if (keys.Count > 0)
            {
                Use(keys);
                succeeded = true;
            }
            else
            {
                JwksLog.NoKeys(_logger, _options.Address);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            JwksLog.FetchFailed(_logger, _options.Address, _keys.Count, failure);
        }
        finally
        {
            lock (_lock)
            {
                _lastFetchFailed = !succeeded;
                _fetch = null;
            }
        }

        return succeeded;
    }

    private async Task<JsonWebKeySet> DownloadAsync()
    {
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        using var client = _clients.CreateClient(HttpClientName);
        using var response = await client.GetAsync(_options.Address, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(MaximumDocumentBytes, deadline.Token);
        return JsonWebKeySet.Parse(await response.Content.ReadAsByteArrayAsync(deadline.Token));
    }

    private void Use(IReadOnlyList<VerificationKey> fetched)
    {
        lock (_lock)
        {
            // keys that stay keep their instance, and with it their ready crypto objects
            var present = _keys;
            _keys = fetched.Where(key => !_withdrawn.Contains(key.KeyId)).ToFrozenDictionary(
                key => key.KeyId,
                key => present.TryGetValue(key.KeyId, out var same) && same.Equals(key) ? same : key,
                StringComparer.Ordinal);
        }

        Volatile.Write(ref _lastSuccess, _time.GetTimestamp());
    }
}

internal static partial class JwksLog
{
    [LoggerMessage(1, LogLevel.Warning, "Keys could not be fetched from {Address}; going on with the {Count} at hand")]
    public static partial void FetchFailed(ILogger logger, Uri address, int count, Exception failure);

    [LoggerMessage(2, LogLevel.Warning, "The key set at {Address} has no usable key; going on with those at hand")]
    public static partial void NoKeys(ILogger logger, Uri address);
}
