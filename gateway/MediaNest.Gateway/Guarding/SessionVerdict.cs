namespace MediaNest.Gateway.Guarding;

/// <summary>What Redis says of a token's user and session. The numbers are the script's.</summary>
internal enum SessionVerdict
{
    Good = 0,
    UserDeleted = 1,
    UserSuspended = 2,
    SessionInvalid = 3,

    /// <summary>The user's role is another one than the token says.</summary>
    RoleChanged = 4,

    /// <summary>Redis has not answered for too long to go on without it.</summary>
    Unknown = 5,
}

/// <summary>What the one round trip came to.</summary>
/// <param name="Verdict">On session and user.</param>
/// <param name="Rate">What is left of the limits.</param>
/// <param name="Role">The user's role, where the token tells another.</param>
internal readonly record struct GuardAnswer(SessionVerdict Verdict, RateDecision? Rate, string? Role = null);
