using MediaNest.ServiceDefaults;
using MediaNest.Tokens.Verification;

namespace MediaNest.Gateway.Guarding;

/// <summary>The gateway's refusals, each with its code.</summary>
internal static class Rejections
{
    public static readonly ApiError Unauthorized = new(401, ErrorCodes.Unauthorized, "Sign in to do this.");
    public static readonly ApiError InvalidToken = new(401, ErrorCodes.InvalidToken, "The access token is not valid.");
    public static readonly ApiError TokenExpired = new(401, ErrorCodes.TokenExpired, "The access token has expired.");
    public static readonly ApiError InvalidKey = new(401, ErrorCodes.InvalidToken, "The API key is not valid.");
    public static readonly ApiError KeyNotTaken = ApiError.Forbidden("API keys cannot be used for this; sign in.");
    public static readonly ApiError SessionInvalid = new(401, ErrorCodes.SessionInvalid, "The session has ended; sign in again.");
    public static readonly ApiError RoleChanged = new(401, ErrorCodes.TokenExpired, "Your role has changed; refresh the access token.");
    public static readonly ApiError UserNotFound = new(404, ErrorCodes.UserNotFound, "The account does not exist any more.");
    public static readonly ApiError AccountSuspended = new(403, ErrorCodes.AccountSuspended, "The account is suspended.");
    public static readonly ApiError CsrfTokenMissing = new(403, "CSRF_TOKEN_MISSING", "Requests that come by cookie need the header X-CSRF-Token.");
    public static readonly ApiError CsrfTokenInvalid = new(403, "CSRF_TOKEN_INVALID", "The CSRF token is not this session's, or its time is over.");
    public static readonly ApiError MethodNotAllowed = new(405, ErrorCodes.MethodNotAllowed, ErrorCodes.MessageForStatus(405));
    public static readonly ApiError RequestTimeout = new(408, "REQUEST_TIMEOUT", "The body came too slowly.");
    public static readonly ApiError PayloadTooLarge = new(413, ErrorCodes.PayloadTooLarge, ErrorCodes.MessageForStatus(413));
    public static readonly ApiError UpstreamError = new(502, ErrorCodes.UpstreamError, "The service did not answer properly.");
    public static readonly ApiError UpstreamTimeout = new(504, ErrorCodes.UpstreamTimeout, "The service did not answer in time.");

    public static readonly ApiError ServiceUnavailable = ApiError.Unavailable(
        ErrorCodes.ServiceUnavailable, "The service is not available right now; try again later.", TimeSpan.FromSeconds(5));

    public static readonly ApiError CannotCheck = ApiError.Unavailable(
        ErrorCodes.ServiceUnavailable, "Sign-ins cannot be checked right now; try again later.", TimeSpan.FromSeconds(5));

    public static readonly ApiError OriginNotAllowed = ApiError.Forbidden("Pages of this origin may not connect.");

    public static readonly ApiError NoConnectionFree = ApiError.Unavailable(
        ErrorCodes.ServiceUnavailable, "There are too many connections right now; try again later.", TimeSpan.FromSeconds(5));

    public static ApiError? For(TokenStatus status) => status switch
    {
        TokenStatus.Valid => null,
        TokenStatus.Expired => TokenExpired,
        TokenStatus.KeysUnavailable => CannotCheck,
        _ => InvalidToken,
    };

    public static ApiError? For(SessionVerdict verdict) => verdict switch
    {
        SessionVerdict.Good => null,
        SessionVerdict.UserDeleted => UserNotFound,
        SessionVerdict.UserSuspended => AccountSuspended,
        SessionVerdict.RoleIsUser or SessionVerdict.RoleIsAdmin => RoleChanged,
        SessionVerdict.Unknown => CannotCheck,
        _ => SessionInvalid,
    };

    public static ApiError TooManyConnections(TimeSpan retryAfter) =>
        new(429, ErrorCodes.RateLimitExceeded, "There are too many connections from this address; try again later.") { RetryAfter = retryAfter };

    public static ApiError RateLimitExceeded(TimeSpan retryAfter) =>
        new(429, ErrorCodes.RateLimitExceeded, ErrorCodes.MessageForStatus(429)) { RetryAfter = retryAfter };
}
