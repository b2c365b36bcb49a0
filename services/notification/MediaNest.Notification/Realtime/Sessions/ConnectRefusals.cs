using MediaNest.ServiceDefaults;
using MediaNest.SocketIO;
using MediaNest.Tokens.Verification;

namespace MediaNest.Notification.Realtime.Sessions;

/// <summary>Why a socket is not let in: <c>connect_error</c> with a code.</summary>
internal static class ConnectRefusals
{
    public static ConnectRefusedException NoToken() => Refuse(ErrorCodes.Unauthorized, "Sign in to connect.");

    public static ConnectRefusedException BadToken() => Refuse(ErrorCodes.Unauthorized, "The access token is not valid.");

    public static ConnectRefusedException SessionInvalid() => Refuse(ErrorCodes.SessionInvalid, "The session has ended; sign in again.");

    public static ConnectRefusedException Suspended() => Refuse(ErrorCodes.Forbidden, "The account is suspended.");

    public static ConnectRefusedException NotAdmin() => Refuse(ErrorCodes.Forbidden, "Administrators only.");

    public static ConnectRefusedException OutOfScope() => Refuse(ErrorCodes.Forbidden, "This API key lacks the scope 'read'.");

    public static ConnectRefusedException RoleChanged() => Refuse(ErrorCodes.TokenExpired, "Your role has changed; refresh the access token.");

    public static ConnectRefusedException CannotCheck() => Refuse(ErrorCodes.ServiceUnavailable, "Sign-ins cannot be checked right now; try again later.");

    public static ConnectRefusedException For(TokenStatus status) => status switch
    {
        TokenStatus.Expired => Refuse(ErrorCodes.TokenExpired, "The access token has expired."),
        TokenStatus.KeysUnavailable => CannotCheck(),
        _ => BadToken(),
    };

    private static ConnectRefusedException Refuse(string code, string message) => new(message, new { code });
}
