using MediaNest.Contracts;

namespace MediaNest.Messaging.Tests.Shop;

public sealed record OrderPlaced(
    int Number, DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

public sealed record OrderPacked(
    int Number, DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;
