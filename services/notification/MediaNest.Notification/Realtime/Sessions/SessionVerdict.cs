namespace MediaNest.Notification.Realtime.Sessions;

/// <summary>What Redis says of a session and its user. The numbers are the script's.</summary>
internal enum SessionVerdict
{
    Good = 0,
    UserDeleted = 1,
    UserSuspended = 2,
    SessionInvalid = 3,

    /// <summary>Redis knows neither the session nor its user.</summary>
    NothingKnown = 4,
}

/// <summary>A session and its user's role now; null where Redis does not know it.</summary>
internal readonly record struct SessionState(SessionVerdict Verdict, string? Role);

/// <summary>A session to ask for.</summary>
internal readonly record struct SessionOfUser(Guid SessionId, Guid UserId);
