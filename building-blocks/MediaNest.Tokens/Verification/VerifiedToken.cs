using System.Security.Claims;

namespace MediaNest.Tokens.Verification;

/// <summary>What a good token says. Instances are shared between requests and never change.</summary>
public sealed class VerifiedToken
{
    /// <summary><c>sub</c>: the user's id, or <c>service:&lt;name&gt;</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><see cref="Subject"/> as a user's id; null for a service.</summary>
    public required Guid? UserId { get; init; }

    /// <summary><c>sid</c>: the session, null for a service.</summary>
    public required string? SessionId { get; init; }

    /// <summary><c>role</c>.</summary>
    public required string Role { get; init; }

    /// <summary><c>name</c>.</summary>
    public required string? Name { get; init; }

    /// <summary><c>scope</c>: what alone the token is good for, divided by spaces; null for everything its subject may do.</summary>
    public string? Scope { get; init; }

    /// <summary><c>jti</c>.</summary>
    public required string? Id { get; init; }

    /// <summary><c>kid</c> of the key that signed it.</summary>
    public required string KeyId { get; init; }

    /// <summary><c>iat</c>.</summary>
    public required DateTimeOffset? IssuedAt { get; init; }

    /// <summary><c>nbf</c>.</summary>
    public required DateTimeOffset? NotBefore { get; init; }

    /// <summary><c>exp</c>.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The claims under their own names; <c>name</c> and <c>role</c> are what the framework looks for.</summary>
    /// <param name="authenticationType">The scheme that vouches for it.</param>
    public ClaimsPrincipal ToPrincipal(string authenticationType)
    {
        var claims = new List<Claim>(6) { new("sub", Subject), new("role", Role) };
        Add("sid", SessionId);
        Add("name", Name);
        Add("scope", Scope);
        Add("jti", Id);
        return new ClaimsPrincipal(new ClaimsIdentity(claims, authenticationType, nameType: "name", roleType: "role"));

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                claims.Add(new Claim(type, value));
            }
        }
    }
}
