namespace MediaNest.Tokens.Signing;

/// <summary>What a new token shall say, beside issuer, audience and times.</summary>
public sealed record TokenClaims
{
    /// <summary><c>sub</c>: the user's id, or <c>service:&lt;name&gt;</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>role</c>: <c>user</c>, <c>admin</c> or <c>service</c>.</summary>
    public required string Role { get; init; }

    /// <summary>How long the token is good for.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary><c>sid</c>: the session the token belongs to. A service has none.</summary>
    public string? SessionId { get; init; }

    /// <summary><c>name</c>: the name to show.</summary>
    public string? Name { get; init; }

    /// <summary><c>scope</c>: what alone the token is good for, divided by spaces (RFC 9068); null for everything its subject may do.</summary>
    public string? Scope { get; init; }

    /// <summary>A user's token.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="sessionId">The session it belongs to.</param>
    /// <param name="role"><c>user</c> or <c>admin</c>.</param>
    /// <param name="name">The name to show.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public static TokenClaims ForUser(Guid userId, string sessionId, string role, string name, TimeSpan lifetime) => new()
    {
        Subject = userId.ToString(),
        SessionId = sessionId,
        Role = role,
        Name = name,
        Lifetime = lifetime,
    };

    /// <summary>A service's token.</summary>
    /// <param name="service">The service's name, such as <c>media</c>.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public static TokenClaims ForService(string service, TimeSpan lifetime) => new()
    {
        Subject = "service:" + service,
        Role = "service",
        Lifetime = lifetime,
    };
}

/// <summary>A token as handed out.</summary>
/// <param name="Value">The token in compact form.</param>
/// <param name="Id">Its <c>jti</c>.</param>
/// <param name="IssuedAt">Its <c>iat</c> and <c>nbf</c>.</param>
/// <param name="ExpiresAt">Its <c>exp</c>.</param>
public sealed record SignedToken(string Value, string Id, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
