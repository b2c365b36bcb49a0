using MediaNest.Caching;
using MediaNest.Tokens.Keys;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Gateway.Guarding;

/// <summary>Hears from auth of signing keys that are not to be trusted any more: their tokens end with it, not with the next look at the published keys.</summary>
internal sealed partial class KeyWithdrawalListener(
    IConnectionMultiplexer redis, IOptions<RedisOptions> options, JwksKeySource keys, ILogger<KeyWithdrawalListener> logger) : IHostedService
{
    private readonly RedisChannel _channel = options.Value.KeyPrefix + JwksKeySource.WithdrawalChannel;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await redis.GetSubscriber().SubscribeAsync(_channel, Withdraw);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogDeaf(exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Withdraw(RedisChannel channel, RedisValue keyId)
    {
        if ((string?)keyId is { Length: > 0 } withdrawn)
        {
            keys.Withdraw(withdrawn);
            LogWithdrawn(withdrawn);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Signing key {KeyId} was withdrawn; its tokens are refused")]
    private partial void LogWithdrawn(string keyId);

    [LoggerMessage(2, LogLevel.Warning, "Redis does not tell of withdrawn signing keys; they end with the next look at the published ones")]
    private partial void LogDeaf(Exception failure);
}
