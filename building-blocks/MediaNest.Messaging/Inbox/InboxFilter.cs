using System.Diagnostics;
using MassTransit;
using MediaNest.ServiceDefaults.Correlation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace MediaNest.Messaging.Inbox;

/// <summary>
/// Around every consumer: one transaction holds the record of the message, what the consumer changes and what it publishes.
/// A second delivery, be it later or at the same time, finds the record and does nothing.
/// </summary>
internal sealed class InboxFilter<TMessage>(
    ScopedDatabase database,
    TimeProvider time,
    MessagingTelemetry telemetry,
    ILogger<InboxFilter<TMessage>> logger,
    ICorrelation? correlation = null) : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var correlationId = context.Headers.Get<string>(MessageHeaders.CorrelationId);
        Guid? actorId = Guid.TryParse(context.Headers.Get<string>(MessageHeaders.ActorId), out var actor) ? actor : null;
        Activity.Current?.SetTag("correlation.id", correlationId);
        using var ambient = correlation?.Begin(correlationId, actorId);
        using var scope = logger.BeginScope(new KeyValuePair<string, object?>[] { new("CorrelationId", correlationId), new("MessageId", context.MessageId) });

        if (context.MessageId is not { } messageId || context.Headers.TryGetHeader(MessageHeaders.Ephemeral, out _))
            await next.Send(context);
        else
            await ConsumeOnceAsync(context, messageId, next);
    }

    private async Task ConsumeOnceAsync(ConsumeContext<TMessage> context, Guid messageId, IPipe<ConsumeContext<TMessage>> next)
    {
        var cancellationToken = context.CancellationToken;
        var consumer = context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];
        // a save that fails ends the attempt, and everything in it is rolled back: savepoints would cost two round trips for each save
        database.Context.Database.AutoSavepointsEnabled = false;
        await using var transaction = await database.Context.Database.BeginTransactionAsync(cancellationToken);
        // where another delivery of the message is under way, this waits for it: then it is a duplicate, or, if that one failed, ours to consume
        var recorded = await database.Context.Database.ExecuteSqlAsync(
            $"INSERT INTO inbox_messages (message_id, consumer, received_at) VALUES ({messageId}, {consumer}, {time.GetUtcNow()}) ON CONFLICT DO NOTHING",
            cancellationToken);
        if (recorded == 0)
        {
            telemetry.Duplicate(consumer);
            logger.Duplicate(messageId, consumer);
            // what nobody says is consumed MassTransit keeps in a queue of its own, <queue>_skipped, for good
            await context.NotifyConsumed(TimeSpan.Zero, consumer);
            return;
        }

        await next.Send(context);
        await database.Context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
