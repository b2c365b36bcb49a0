using MediaNest.ServiceDefaults.Identity;
using MediaNest.Tokens.Verification;
using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.Exchange;

/// <summary>
/// Tokens with the present role, by session, in the place of those that users still send from before their role changed.
/// </summary>
internal sealed class RenewedTokens(TokenExchangeClient exchange, IOptions<ExchangeOptions> options, TimeProvider time)
{
    private readonly ExpiringCache<(string Text, string Role)> _tokens = new(options.Value.CacheSize, time);

    /// <summary>The token in the place of another; null, for nearly all, if there is none.</summary>
    public string? InPlaceOf(VerifiedToken token) =>
        !_tokens.IsEmpty && token.SessionId is { } session && _tokens.TryGet(session, out var renewed)
        && renewed.Role != token.Role ? renewed.Text : null;

    /// <summary>Asks auth for a token with the present role.</summary>
    /// <param name="token">The token whose role is not the user's any more.</param>
    /// <param name="text">It, as it came.</param>
    /// <param name="role">The role that the user has now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExchangeResult> AskAsync(VerifiedToken token, string text, string role, CancellationToken cancellationToken)
    {
        // what was good for the role before must not be got for the one after
        var result = await exchange.ExchangeAsync($"{token.SessionId} {role}", text, TokenExchange.AccessTokenType, cancellationToken);
        if (result is { Status: ExchangeStatus.Granted, Token: { } renewed })
        {
            _tokens.Set(token.SessionId!, (renewed, role), result.Ends);
        }

        return result;
    }

    /// <summary>The user has the role of the token they send again.</summary>
    public void Forget(VerifiedToken token) => _tokens.Remove(token.SessionId!);
}
