using System.Diagnostics;
using MediaNest.Contracts;
using MediaNest.ServiceDefaults.Correlation;

namespace MediaNest.Messaging.Outbox;

internal sealed class OutboxEventPublisher(ScopedDatabase database, TimeProvider time, ICorrelation? correlation = null) : IEventPublisher
{
    public Task Publish<T>(T message, CancellationToken cancellationToken = default)
        where T : class, IIntegrationEvent
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        var correlationId = message.CorrelationId ?? correlation?.Id;
        var actorId = message.ActorId ?? correlation?.ActorId;
        var now = time.GetUtcNow();
        var activity = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;
        database.Context.Add(new OutboxMessage
        {
            MessageId = Guid.CreateVersion7(now),
            Type = EventSerializer.NameOf(message.GetType()),
            Body = EventSerializer.Serialize(message, correlationId, actorId),
            TraceParent = activity?.Id,
            TraceState = activity?.TraceStateString,
            CorrelationId = correlationId,
            ActorId = actorId,
            CreatedAt = now,
        });
        return Task.CompletedTask;
    }
}
