using System.Security.Cryptography;
using System.Text;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.Exchange;

/// <summary>The access tokens of API keys, by the keys' SHA-256, and the keys that auth did not know, for a while.</summary>
internal sealed class ApiKeyTokens(TokenExchangeClient exchange, IOptions<ExchangeOptions> options, TimeProvider time)
{
    private readonly ExpiringCache<string> _tokens = new(options.Value.CacheSize, time);
    private readonly ExpiringCache<bool> _refused = new(options.Value.CacheSize, time);

    /// <summary>What is known of a key without asking; null if auth has to be asked.</summary>
    public ExchangeResult? Known(string key)
    {
        if (!ApiKeyFormat.IsWellFormed(key))
        {
            return ExchangeResult.Refused;
        }

        var id = IdOf(key);
        return _tokens.TryGet(id, out var token) ? new ExchangeResult(ExchangeStatus.Granted, token, default)
            : _refused.TryGet(id, out _) ? ExchangeResult.Refused
            : null;
    }

    /// <summary>Asks auth.</summary>
    public async Task<ExchangeResult> AskAsync(string key, CancellationToken cancellationToken)
    {
        var id = IdOf(key);
        var result = await exchange.ExchangeAsync(id, key, TokenExchange.ApiKeyType, cancellationToken);
        if (result is { Status: ExchangeStatus.Granted, Token: { } token })
        {
            _tokens.Set(id, token, result.Ends);
        }
        else
        {
            _tokens.Remove(id);
        }

        if (result.Status == ExchangeStatus.Refused)
        {
            _refused.Set(id, value: true, time.GetUtcNow() + options.Value.RememberRefused);
        }

        return result;
    }

    private static string IdOf(string key) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
