using MediaNest.ServiceDefaults.Identity;
using MediaNest.SocketIO;
using MediaNest.Tokens.Verification;
using StackExchange.Redis;

namespace MediaNest.Notification.Realtime.Sessions;

/// <summary>Lets sockets into namespaces: token, session, user and role, as they are now.</summary>
internal sealed class SocketGate(TokenVerifier verifier, SessionStates sessions, TimeProvider time, ILogger<SocketGate> logger)
{
    /// <summary>Says whose socket it is.</summary>
    /// <exception cref="ConnectRefusedException">It does not get in.</exception>
    public async Task AdmitAsync(Socket socket, CancellationToken cancellationToken)
    {
        var name = socket.Namespace.Name;
        if (SocketTokens.Find(socket.Handshake) is not { } text)
        {
            if (name != SocketNamespaces.Public)
            {
                throw ConnectRefusals.NoToken();
            }

            return;
        }

        var result = await verifier.VerifyAsync(text, cancellationToken);
        if (!result.IsValid)
        {
            throw ConnectRefusals.For(result.Status);
        }

        // a service's token has no session
        if (result.Token is not { UserId: { } userId } token || !Guid.TryParseExact(token.SessionId, "D", out var sessionId))
        {
            throw ConnectRefusals.BadToken();
        }

        // clocks may differ a little for the verifier; here the socket would be thrown out with its token at once
        if (token.ExpiresAt <= time.GetUtcNow())
        {
            throw ConnectRefusals.For(TokenStatus.Expired);
        }

        var role = await RoleAsync(token, sessionId, userId, cancellationToken);
        if (SocketNamespaces.IsForAdmins(name) && role != Roles.Admin)
        {
            throw ConnectRefusals.NotAdmin();
        }

        // other services would take it at its word
        if (role != Roles.Admin && EffectiveRole(token.Role, token.Scope) == Roles.Admin)
        {
            throw ConnectRefusals.RoleChanged();
        }

        new SocketCaller(userId, sessionId, role, token.Name ?? "", text, token.ExpiresAt) { Scope = token.Scope }.Attach(socket);
        if (socket.Recovered && !SocketConnections.IsAsBefore(socket, sessionId, role))
        {
            // its rooms are those of another session or role, and so is what it missed
            socket.DeclineRecovery();
        }
    }

    /// <summary>Why a socket that was let in is to go again; null if it may stay, or nobody can tell while Redis does not answer.</summary>
    public async Task<string?> FindReasonToGoAsync(SocketCaller caller, CancellationToken cancellationToken)
    {
        try
        {
            return RevocationReasons.Of(await sessions.FindAsync(caller.SessionId, caller.UserId, cancellationToken), caller);
        }
        catch (Exception exception) when (IsRedisAway(exception, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>An administrator's key that lacks the scope <c>admin</c> makes nobody an administrator.</summary>
    public static string EffectiveRole(string role, string? scope) =>
        role == Roles.Admin && scope is not null && !Scopes.Contain(scope, Scopes.Admin) ? Roles.User : role;

    // a command that was on its way when the connection broke is cancelled by the client library, not by us
    private static bool IsRedisAway(Exception exception, CancellationToken cancellationToken) =>
        exception is RedisException or TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private async Task<string> RoleAsync(VerifiedToken token, Guid sessionId, Guid userId, CancellationToken cancellationToken)
    {
        if (token.Scope is { } scope && !Scopes.Contain(scope, Scopes.Read))
        {
            throw ConnectRefusals.OutOfScope();
        }

        SessionState state;
        try
        {
            state = await sessions.FindAsync(sessionId, userId, cancellationToken);
        }
        catch (Exception exception) when (IsRedisAway(exception, cancellationToken))
        {
            logger.CannotCheck(exception);
            throw ConnectRefusals.CannotCheck();
        }

        return state.Verdict switch
        {
            SessionVerdict.Good => CurrentRole(token, state.Role),
            SessionVerdict.UserSuspended => throw ConnectRefusals.Suspended(),
            _ => throw ConnectRefusals.SessionInvalid(),
        };
    }

    private static string CurrentRole(VerifiedToken token, string? known)
    {
        var role = EffectiveRole(known ?? token.Role, token.Scope);
        return role is Roles.User or Roles.Admin ? role : throw ConnectRefusals.BadToken();
    }
}
