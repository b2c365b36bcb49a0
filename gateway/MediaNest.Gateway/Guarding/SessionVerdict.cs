using MediaNest.ServiceDefaults.Identity;

namespace MediaNest.Gateway.Guarding;

/// <summary>What Redis says of a token's user and session. The numbers are the script's.</summary>
internal enum SessionVerdict
{
    Good = 0,
    UserDeleted = 1,
    UserSuspended = 2,
    SessionInvalid = 3,

    /// <summary>The token says another role; the user is no administrator (any more).</summary>
    RoleIsUser = 4,

    /// <summary>Redis has not answered for too long to go on without it.</summary>
    Unknown = 5,

    /// <summary>The token says another role; the user is an administrator.</summary>
    RoleIsAdmin = 6,
}

/// <summary>What the one round trip came to.</summary>
internal readonly record struct GuardAnswer(SessionVerdict Verdict, RateDecision? Rate)
{
    /// <summary>The user's role, where the token tells another.</summary>
    public string? NewRole => Verdict switch
    {
        SessionVerdict.RoleIsUser => Roles.User,
        SessionVerdict.RoleIsAdmin => Roles.Admin,
        _ => null,
    };
}
