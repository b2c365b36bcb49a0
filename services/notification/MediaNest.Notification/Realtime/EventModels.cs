using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaNest.Notification.Realtime;

/// <summary><c>connection:established</c>; the user is null for somebody who has not signed in.</summary>
internal sealed record ConnectionEstablished(string SocketId, DateTimeOffset ServerTime, SocketUser? User);

internal sealed record SocketUser(Guid Id, string Name, string Role);

/// <summary><c>session:revoked</c>.</summary>
internal sealed record RevokedSession(string Reason);

/// <summary><c>system:notification</c>.</summary>
internal sealed record NotificationEvent(
    Guid Id,
    string Type,
    string Title,
    string Message,
    DateTimeOffset Timestamp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Data);

/// <summary><c>system:alert</c>.</summary>
internal sealed record AlertEvent(
    Guid Id,
    string Severity,
    string Title,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? IncidentId,
    DateTimeOffset Timestamp);

/// <summary><c>user:changed</c>: somebody came, went, or may do something else now.</summary>
internal sealed record UserEvent(
    Guid Id,
    string Change,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
    DateTimeOffset Timestamp);
