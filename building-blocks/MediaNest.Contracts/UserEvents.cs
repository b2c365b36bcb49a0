namespace MediaNest.Contracts;

/// <summary>An account exists that did not before.</summary>
/// <param name="UserId">The new user.</param>
/// <param name="UserName">Name shown to people.</param>
/// <param name="Email">Address, where the sign-in provider gave one.</param>
/// <param name="Role"><c>user</c> or <c>admin</c>.</param>
/// <param name="Provider"><c>plex</c> or <c>password</c>.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
/// <param name="EmailVerified">False where it is known that nobody has shown the address to be the user's; nothing is sent there then.</param>
public sealed record UserRegistered(
    Guid UserId, string UserName, string? Email, string Role, string Provider,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null, bool EmailVerified = true) : IIntegrationEvent;

/// <summary>An account's name or address changed.</summary>
/// <param name="UserId">The user.</param>
/// <param name="UserName">Name shown to people, after the change.</param>
/// <param name="Email">Address, after the change; null where there is none.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
/// <param name="EmailVerified">False where it is known that nobody has shown the address to be the user's; nothing is sent there then.</param>
public sealed record UserProfileChanged(
    Guid UserId, string UserName, string? Email,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null, bool EmailVerified = true) : IIntegrationEvent;

/// <summary>A user opened a session.</summary>
/// <param name="UserId">The user.</param>
/// <param name="SessionId">The new session.</param>
/// <param name="UserName">Name shown to people.</param>
/// <param name="Provider"><c>plex</c> or <c>password</c>.</param>
/// <param name="Device">The device as the user agent describes it.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record UserSignedIn(
    Guid UserId, Guid SessionId, string UserName, string Provider, string? Device,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A user's role changed.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Role">The new role.</param>
/// <param name="PreviousRole">The role before.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record UserRoleChanged(
    Guid UserId, string Role, string PreviousRole,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A user may no longer, or may again, use the system.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Suspended">True when suspended, false when reinstated.</param>
/// <param name="Reason">What the administrator gave as the reason.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record UserSuspended(
    Guid UserId, bool Suspended, string? Reason,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A user is gone: every service erases what it holds about the person.</summary>
/// <param name="UserId">The user.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record UserDeleted(
    Guid UserId,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A user changed their preferences.</summary>
/// <param name="UserId">The user.</param>
/// <param name="PreferencesJson">The preferences after the change, as a JSON object.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record UserPreferencesChanged(
    Guid UserId, string PreferencesJson,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A session ended before its time.</summary>
/// <param name="UserId">Whose session.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Reason"><c>logout</c>, <c>password-changed</c>, <c>revoked</c>, <c>token-reuse</c>, <c>two-factor-changed</c>, <c>suspended</c>, <c>deleted</c>.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record SessionRevoked(
    Guid UserId, Guid SessionId, string Reason,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>Something happened that an administrator should look at.</summary>
/// <param name="AlertId">Identifies the alert.</param>
/// <param name="Kind"><c>account-locked</c>, <c>token-reuse</c>, <c>new-device</c>, <c>admin-created</c>, <c>rate-limit</c>, <c>two-factor-disabled</c>, <c>backup-code-used</c>, <c>admin-key-created</c>.</param>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>critical</c>.</param>
/// <param name="UserId">The account concerned, where there is one.</param>
/// <param name="Message">A sentence for people; holds no secret.</param>
/// <param name="Address">The client address concerned.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record SecurityAlertRaised(
    Guid AlertId, string Kind, string Severity, Guid? UserId, string Message, string? Address,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;
