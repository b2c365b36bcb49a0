using MediaNest.Gateway.Exchange;
using MediaNest.Gateway.RateLimiting;
using MediaNest.ServiceDefaults;
using MediaNest.Tokens.Verification;

namespace MediaNest.Gateway.Guarding;

/// <summary>What the search for a caller came to; the caller himself is in <see cref="RequestState"/>.</summary>
/// <param name="Refusal">Why there is none.</param>
/// <param name="Counted">The count by address, where that had to be taken already.</param>
internal readonly record struct CallerSearch(ApiError? Refusal, GuardAnswer? Counted = null);

/// <summary>
/// Who calls: by the token in the header <c>Authorization</c>; else, by the API key in <c>X-API-Key</c>, which is exchanged for a token; else by
/// the token in the cookie. Services see tokens only.
/// </summary>
internal sealed class CallerFinder(TokenVerifier verifier, ApiKeyTokens keys, RenewedTokens renewed, RequestGuard guard)
{
    public ValueTask<CallerSearch> FindAsync(HttpContext context, RequestState state, ActiveLimit[] limits) =>
        state.ApiKey is { } key && context.Request.Headers.Authorization.Count == 0
            ? new ValueTask<CallerSearch>(FindByKeyAsync(context, state, key, limits))
            : FindByTokenAsync(context, state);

    /// <summary>
    /// Gets a token with the present role where the one at hand tells another, and a new one for a key whose token is not taken any more.
    /// </summary>
    /// <returns>The verdict on the new token, or why there is none; what was asked, if nothing can be got.</returns>
    public async ValueTask<(SessionVerdict Verdict, ApiError? Refusal)> RenewAsync(HttpContext context, RequestState state, GuardAnswer answer)
    {
        var presented = state.Token!;
        ExchangeResult result;
        if (state.KeyInUse is { } key)
        {
            result = await keys.AskAsync(key, context.RequestAborted);
        }
        else if (answer.NewRole is not { } role || state.Sent is not { } sent)
        {
            return (answer.Verdict, null);
        }
        else if (sent.Token.Role == role)
        {
            // it was changed back
            renewed.Forget(sent.Token);
            result = new ExchangeResult(ExchangeStatus.Granted, sent.Text, default);
        }
        else
        {
            result = await renewed.AskAsync(sent.Token, sent.Text, role, context.RequestAborted);
        }

        if (result is not { Status: ExchangeStatus.Granted, Token: { } text } || !await UseAsync(context, state, text))
        {
            return (answer.Verdict, RefusalFor(result, state));
        }

        var again = await guard.AskAsync(state.Token, "u:" + presented.Subject, []);
        return (again.Verdict, null);
    }

    private async ValueTask<CallerSearch> FindByTokenAsync(HttpContext context, RequestState state)
    {
        if (TokenFinder.Find(context.Request, out var cameByCookie) is not { } text)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return new CallerSearch(Rejections.Unauthorized);
        }

        var result = await verifier.VerifyAsync(text, context.RequestAborted);
        // a service's token is good inside only: it has no session
        if (!result.IsValid || result.Token.SessionId is null || result.Token.UserId is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return new CallerSearch(Rejections.For(result.Status) ?? Rejections.InvalidToken);
        }

        state.Token = result.Token;
        state.Sent = (text, result.Token);
        state.TokenCameByCookie = cameByCookie;
        if (renewed.InPlaceOf(result.Token) is { } other)
        {
            await UseAsync(context, state, other);
        }

        return default;
    }

    private async Task<CallerSearch> FindByKeyAsync(HttpContext context, RequestState state, string key, ActiveLimit[] limits)
    {
        GuardAnswer? counted = null;
        var result = keys.Known(key);
        if (result is not { Status: ExchangeStatus.Refused } && (result?.Token is not { } known || !await UseAsync(context, state, known)))
        {
            // nobody has vouched for this key yet: who tries keys is counted before auth is asked
            counted = await guard.AskAsync(null, ClientAddress.Subject(context.Connection.RemoteIpAddress), limits);
            if (counted is { Rate.IsExceeded: true })
            {
                return new CallerSearch(null, counted);
            }

            result = await keys.AskAsync(key, context.RequestAborted);
        }

        if (state.Token is null && (result is not { Status: ExchangeStatus.Granted, Token: { } text } || !await UseAsync(context, state, text)))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return new CallerSearch(RefusalFor(result, state), counted);
        }

        state.KeyInUse = key;
        return new CallerSearch(null, counted);
    }

    /// <summary>Goes on with another token than the one that came in, here and behind.</summary>
    private async ValueTask<bool> UseAsync(HttpContext context, RequestState state, string text)
    {
        var result = await verifier.VerifyAsync(text, context.RequestAborted);
        if (!result.IsValid)
        {
            return false;
        }

        state.Token = result.Token;
        context.Request.Headers.Authorization = "Bearer " + text;
        return true;
    }

    private static ApiError RefusalFor(ExchangeResult result, RequestState state) => result.Status switch
    {
        ExchangeStatus.Refused when state.Sent is null => Rejections.InvalidKey,
        ExchangeStatus.Refused => Rejections.RoleChanged,
        ExchangeStatus.Suspended => Rejections.AccountSuspended,
        _ => Rejections.CannotCheck,
    };
}
