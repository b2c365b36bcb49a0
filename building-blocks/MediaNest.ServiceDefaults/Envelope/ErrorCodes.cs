namespace MediaNest.ServiceDefaults;

/// <summary>The error codes that more than one service answers with. A code of one feature alone stands in that feature.</summary>
public static class ErrorCodes
{
#pragma warning disable CS1591 // each constant is its own text
    public const string ValidationError = "VALIDATION_ERROR";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string InvalidToken = "INVALID_TOKEN";
    public const string TokenExpired = "TOKEN_EXPIRED";
    public const string SessionInvalid = "SESSION_INVALID";
    public const string Forbidden = "FORBIDDEN";
    public const string AccountSuspended = "ACCOUNT_SUSPENDED";
    public const string NotFound = "NOT_FOUND";
    public const string UserNotFound = "USER_NOT_FOUND";
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";
    public const string PayloadTooLarge = "PAYLOAD_TOO_LARGE";
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    public const string Conflict = "CONFLICT";
    public const string RateLimitExceeded = "RATE_LIMIT_EXCEEDED";
    public const string QuotaExceeded = "QUOTA_EXCEEDED";
    public const string InternalError = "INTERNAL_ERROR";
    public const string ServiceUnavailable = "SERVICE_UNAVAILABLE";
    public const string DatabaseError = "DATABASE_ERROR";
    public const string UpstreamError = "UPSTREAM_ERROR";
    public const string UpstreamTimeout = "UPSTREAM_TIMEOUT";
#pragma warning restore CS1591

    /// <summary>The code that a bare status stands for.</summary>
    /// <param name="status">HTTP status, 400–599.</param>
    /// <returns>The code of the API contract's table.</returns>
    public static string ForStatus(int status) => status switch
    {
        401 => Unauthorized,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        409 => Conflict,
        413 => PayloadTooLarge,
        415 => UnsupportedMediaType,
        429 => RateLimitExceeded,
        502 => UpstreamError,
        503 => ServiceUnavailable,
        504 => UpstreamTimeout,
        >= 500 => InternalError,
        _ => ValidationError,
    };

    /// <summary>A sentence for people that gives nothing away.</summary>
    /// <param name="status">HTTP status, 400–599.</param>
    /// <returns>The sentence.</returns>
    public static string MessageForStatus(int status) => status switch
    {
        401 => "Sign in to do this.",
        403 => "You may not do this.",
        404 => "There is nothing at this address.",
        405 => "This address does not answer to this method.",
        409 => "This conflicts with the present state.",
        413 => "The request is too large.",
        415 => "The content type is not supported; send application/json.",
        429 => "Too many requests; try again later.",
        502 => "A system behind this service answered with an error.",
        503 => "The service is not available right now; try again later.",
        504 => "A system behind this service did not answer in time.",
        >= 500 => "Something went wrong on our side.",
        _ => "The request is not valid.",
    };
}
