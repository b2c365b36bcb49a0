using MediaNest.ServiceDefaults;

namespace MediaNest.Auth;

/// <summary>The failures that only this service has.</summary>
internal static class AuthErrors
{
    public static ApiError InvalidCredentials { get; } = new(StatusCodes.Status401Unauthorized, "INVALID_CREDENTIALS", "The e-mail address or the password is wrong.");

    public static ApiError AdminExists { get; } = ApiError.BadRequest("ADMIN_EXISTS", "There is an administrator already; sign in instead.");

    public static ApiError Suspended { get; } = new(StatusCodes.Status403Forbidden, ErrorCodes.AccountSuspended, "This account is suspended; ask an administrator.");

    public static ApiError NoServerAccess { get; } = new(StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "This Plex account may not use this household's server; ask its owner to share it.");

    public static ApiError SessionInvalid { get; } = new(StatusCodes.Status401Unauthorized, ErrorCodes.SessionInvalid, "This session has ended; sign in again.");

    public static ApiError UserNotFound { get; } = new(StatusCodes.Status404NotFound, ErrorCodes.UserNotFound, "There is no such user.");

    public static ApiError InvalidPin { get; } = ApiError.BadRequest("INVALID_PIN", "There is no such PIN, or it has been used; ask for a new one.");

    public static ApiError PinExpired { get; } = ApiError.BadRequest("PIN_EXPIRED", "The PIN's time is over; ask for a new one.");

    public static ApiError PinNotAuthorized { get; } = ApiError.BadRequest("PIN_NOT_AUTHORIZED", "The PIN has not been entered at plex.tv/link yet.");

    public static ApiError PasswordNotSet { get; } = ApiError.BadRequest("PASSWORD_NOT_SET", "This account has no password; ask for one by e-mail with a password reset.");

    public static ApiError InvalidResetToken { get; } = ApiError.BadRequest("INVALID_RESET_TOKEN", "This link is not valid, or it has been used; ask for a new one.");

    public static ApiError ResetTokenExpired { get; } = ApiError.BadRequest("RESET_TOKEN_EXPIRED", "This link's time is over; ask for a new one.");

    public static ApiError TooMany(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimitExceeded, "Too many attempts; wait a while.") { RetryAfter = wait };

    public static ApiError InvalidCode { get; } = new(StatusCodes.Status401Unauthorized, "INVALID_CREDENTIALS", "The code is wrong, was used before, or its time is over.");

    public static ApiError ChallengeInvalid { get; } = new(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidToken, "This sign-in cannot be completed any more; start again.");

    public static ApiError ChallengeExpired { get; } = new(StatusCodes.Status401Unauthorized, ErrorCodes.TokenExpired, "The time to complete this sign-in is over; start again.");

    public static ApiError ApiKeyRefused { get; } = ApiError.Forbidden("API keys cannot be used for this; sign in.");

    public static ApiError TwoFactorIsOn { get; } = ApiError.Conflict(ErrorCodes.Conflict, "Two-factor sign-in is on; turn it off first.");

    public static ApiError TwoFactorIsOff { get; } = ApiError.Conflict(ErrorCodes.Conflict, "Two-factor sign-in is off; set it up first.");

    public static ApiError Locked(TimeSpan left) =>
        new(StatusCodes.Status423Locked, "ACCOUNT_LOCKED", "Too many failed attempts; the account is locked for a while.") { RetryAfter = left };
}
