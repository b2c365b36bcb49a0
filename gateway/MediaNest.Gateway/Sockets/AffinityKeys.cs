using System.Xml.Linq;
using MediaNest.Caching;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Gateway.Sockets;

/// <summary>The keys that the affinity cookie is encrypted with: the same for all gateways, so that each can read what another has set.</summary>
internal static class AffinityKeys
{
    /// <summary>The cookie. It is sent to Socket.IO's addresses only.</summary>
    public const string CookieName = "medianest-affinity";

    public static void AddAffinityKeys(this IServiceCollection services)
    {
        services.TryAddSingleton<RedisKeyRepository>();
        // the name, else the folder that this gateway happens to run in, is part of what is encrypted
        services.AddDataProtection().SetApplicationName("medianest-gateway");
        services.AddOptions<KeyManagementOptions>().Configure<RedisKeyRepository>((options, repository) => options.XmlRepository = repository);
        services.AddSingleton<XmlKeyManager>();
        services.Replace(ServiceDescriptor.Singleton<IKeyManager, RereadKeyManager>());
    }
}

/// <summary>
/// Keeps the keys in Redis (the package that does is not on the feed). Not encrypted there: who can read Redis finds the sessions themselves beside
/// them, while these keys only hide which instance a poll goes to. Without Redis this gateway makes do with a key of its own; a cookie that cannot be
/// read is as good as none.
/// </summary>
internal sealed partial class RedisKeyRepository(IConnectionMultiplexer redis, IOptions<RedisOptions> options, ILogger<RedisKeyRepository> logger) : IXmlRepository
{
    /// <summary>Gateways that start together each make a key: the first one's holds, the others read it.</summary>
    private const string AddUnlessJustAdded = """
        if redis.call('set', KEYS[2], '', 'NX', 'EX', 60) then redis.call('rpush', KEYS[1], ARGV[1]) end
        """;

    private readonly RedisKey[] _keys = [options.Value.KeyPrefix + "affinity-keys", options.Value.KeyPrefix + "affinity-keys:added"];
    private volatile XElement? _own;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            var kept = Read();
            if (kept.Count == 0 && _own is { } own)
            {
                Add(own);
                kept = Read();
            }

            if (kept.Count > 0)
            {
                _own = null;
                return kept;
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUnavailable(exception.Message);
        }

        return _own is { } unsaved ? [unsaved] : [];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        _own = element;
        try
        {
            Add(element);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUnavailable(exception.Message);
        }
    }

    private List<XElement> Read() =>
        [.. redis.GetDatabase().ListRange(_keys[0]).Select(element => XElement.Parse(element.ToString()))];

    private void Add(XElement element) =>
        redis.GetDatabase().ScriptEvaluate(AddUnlessJustAdded, _keys, [element.ToString(SaveOptions.DisableFormatting)]);

    [LoggerMessage(1, LogLevel.Warning, "The affinity cookie's keys cannot be shared with other gateways: {Reason}")]
    private partial void LogUnavailable(string reason);
}

/// <summary>Has the keys read again every few minutes instead of once a day: so long, at most, do gateways differ that started without Redis.</summary>
internal sealed class RereadKeyManager(XmlKeyManager keys, TimeProvider time) : IKeyManager
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) => keys.CreateNewKey(activationDate, expirationDate);

    public IReadOnlyCollection<IKey> GetAllKeys() => keys.GetAllKeys();

    // not disposed: its timer ends it
    public CancellationToken GetCacheExpirationToken() => new CancellationTokenSource(Interval, time).Token;

    public void RevokeKey(Guid keyId, string? reason = null) => keys.RevokeKey(keyId, reason);

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => keys.RevokeAllKeys(revocationDate, reason);
}
