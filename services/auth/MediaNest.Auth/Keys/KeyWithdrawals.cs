using MediaNest.Caching;
using MediaNest.Tokens.Keys;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Auth.Keys;

/// <summary>Tells the gateways and auth's other replicas, over Redis, that a key is not to be trusted any more, so that they need not find out.</summary>
internal sealed class KeyWithdrawals(IConnectionMultiplexer redis, IOptions<RedisOptions> options, ILogger<KeyWithdrawals> logger)
{
    private readonly RedisChannel _channel = options.Value.KeyPrefix + JwksKeySource.WithdrawalChannel;

    public async Task AnnounceAsync(string keyId)
    {
        try
        {
            await redis.GetSubscriber().PublishAsync(_channel, keyId);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            logger.WithdrawalNotAnnounced(keyId, exception);
        }
    }

    /// <summary>Has something done whenever a key is withdrawn. Redis that is down now is subscribed to when it is back.</summary>
    public Task ListenAsync(Action withdrawn) => redis.GetSubscriber().SubscribeAsync(_channel, (_, _) => withdrawn());
}
