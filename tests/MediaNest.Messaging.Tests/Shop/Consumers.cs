using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;

namespace MediaNest.Messaging.Tests.Shop;

/// <summary>Writes a receipt for every order.</summary>
internal sealed class WriteReceiptConsumer(ShopDbContext database, MediaNest.ServiceDefaults.Correlation.ICorrelation? correlation = null) : IConsumer<OrderPlaced>
{
    public async Task Consume(ConsumeContext<OrderPlaced> context)
    {
        database.Receipts.Add(new Receipt
        {
            Number = context.Message.Number,
            Consumer = nameof(WriteReceiptConsumer),
            CorrelationId = correlation?.Id,
            ActorId = correlation?.ActorId,
        });
        await database.SaveChangesAsync(context.CancellationToken);
    }
}

/// <summary>What a test tells and learns of <see cref="PackOrderConsumer"/>.</summary>
internal sealed class PackingTable
{
    private int _attempts;

    public int Failures { get; init; }

    public int Attempts => _attempts;

    public void Attempt()
    {
        if (Interlocked.Increment(ref _attempts) <= Failures)
            throw new InvalidOperationException("The tape is out.");
    }
}

/// <summary>Writes a receipt, publishes an event, and only then fails as often as it is told to.</summary>
internal sealed class PackOrderConsumer(ShopDbContext database, IEventPublisher events, PackingTable table) : IConsumer<OrderPlaced>
{
    public async Task Consume(ConsumeContext<OrderPlaced> context)
    {
        database.Receipts.Add(new Receipt { Number = context.Message.Number, Consumer = nameof(PackOrderConsumer) });
        await events.Publish(new OrderPacked(context.Message.Number, context.Message.OccurredAt), context.CancellationToken);
        await database.SaveChangesAsync(context.CancellationToken);
        table.Attempt();
    }
}

/// <summary>What <see cref="NoteConsumer"/> saw.</summary>
internal sealed class Notebook
{
    public ConcurrentQueue<(int Number, Guid? MessageId, ActivityTraceId? TraceId)> Packed { get; } = [];
}

/// <summary>Notes what was packed.</summary>
internal sealed class NoteConsumer(Notebook notebook) : IConsumer<OrderPacked>
{
    public Task Consume(ConsumeContext<OrderPacked> context)
    {
        notebook.Packed.Enqueue((context.Message.Number, context.MessageId, Activity.Current?.TraceId));
        return Task.CompletedTask;
    }
}
