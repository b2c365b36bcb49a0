namespace MediaNest.Contracts;

/// <summary>An outside or inside service came up, went down or got slow.</summary>
/// <param name="Name">The service, such as <c>plex</c>.</param>
/// <param name="Status"><c>up</c>, <c>down</c>, <c>degraded</c>, <c>maintenance</c> or <c>unknown</c>.</param>
/// <param name="PreviousStatus">The status before.</param>
/// <param name="ResponseTimeMs">How long the last check took, milliseconds.</param>
/// <param name="Message">What the check said.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record ServiceStatusChanged(
    string Name, string Status, string PreviousStatus, double? ResponseTimeMs, string? Message,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;
