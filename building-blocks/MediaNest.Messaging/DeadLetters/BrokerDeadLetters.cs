using MassTransit;
using MediaNest.Messaging.Transport;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace MediaNest.Messaging.DeadLetters;

/// <summary>
/// Takes messages from an <c>_error</c> queue without acknowledging them and lets the channel's end put them back.
/// One operation at a time, as what one holds another would not see. A connection for each: administrators come rarely.
/// </summary>
internal sealed class BrokerDeadLetters(IOptions<MessagingOptions> options, QueueNames queues, IBus bus, TimeProvider time) : IDeadLetters, IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a queue may take to put messages back; past it whoever looks next may miss some.</summary>
    private static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);

    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        List<DeadLetter> found = [];
        await WithConnectionAsync(
            async connection =>
            {
                foreach (var queue in queues.All)
                {
                    await VisitAsync(connection, queue, limit, (_, letter) =>
                    {
                        found.Add(DeadLetterReader.Read(queue, letter));
                        return Task.FromResult(false);
                    }, cancellationToken);
                }

                return true;
            },
            cancellationToken);
        return found;
    }

    public Task<bool> ReplayAsync(string queue, Guid messageId, CancellationToken cancellationToken = default) =>
        TakeAsync(
            queue,
            messageId,
            async (channel, letter) => await channel.BasicPublishAsync(
                exchange: "", routingKey: queue, mandatory: true, DeadLetterReader.WithoutFault(letter.BasicProperties), letter.Body, cancellationToken),
            cancellationToken);

    public Task<bool> DiscardAsync(string queue, Guid messageId, CancellationToken cancellationToken = default) =>
        TakeAsync(queue, messageId, (_, _) => Task.CompletedTask, cancellationToken);

    public void Dispose() => _turn.Dispose();

    /// <summary>Deals with one dead letter, then takes it off the queue: in that order, so that it is never in neither place.</summary>
    private Task<bool> TakeAsync(string queue, Guid messageId, Func<IChannel, BasicGetResult, Task> deal, CancellationToken cancellationToken)
    {
        if (!queues.Contains(queue))
            return Task.FromResult(false);
        return WithConnectionAsync(
            connection => VisitAsync(connection, queue, int.MaxValue, async (channel, letter) =>
            {
                if (DeadLetterReader.IdOf(letter) != messageId)
                    return false;
                await deal(channel, letter);
                await channel.BasicAckAsync(letter.DeliveryTag, multiple: false, cancellationToken);
                return true;
            }, cancellationToken),
            cancellationToken);
    }

    /// <summary>Shows up to <paramref name="limit"/> dead letters of a queue to <paramref name="visit"/> until it says that it is done.</summary>
    private async Task<bool> VisitAsync(
        IConnection connection, string queue, int limit, Func<IChannel, BasicGetResult, Task<bool>> visit, CancellationToken cancellationToken)
    {
        var errors = queue + EndpointConventions.ErrorSuffix;
        try
        {
            var (isDone, left) = await TakeAndPutBackAsync(connection, errors, limit, visit, cancellationToken);
            await ReturnedAsync(connection, errors, left, cancellationToken);
            return isDone;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            // made with the first failure: there was none
            return false;
        }
    }

    private static async Task<(bool IsDone, uint Left)> TakeAndPutBackAsync(
        IConnection connection, string errors, int limit, Func<IChannel, BasicGetResult, Task<bool>> visit, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        // no more than there are now: what comes meanwhile may be what was just put back
        var count = (await channel.QueueDeclarePassiveAsync(errors, cancellationToken)).MessageCount;
        for (var seen = 0L; seen < Math.Min(count, limit); seen++)
        {
            if (await channel.BasicGetAsync(errors, autoAck: false, cancellationToken) is not { } letter)
                break;
            if (await visit(channel, letter))
                return (true, count - 1);
        }

        return (false, count);
    }

    /// <summary>The queue puts back what a channel held after that channel's end, in its own time: whoever looks next is to find it.</summary>
    private async Task ReturnedAsync(IConnection connection, string errors, uint left, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var started = time.GetTimestamp();
        while ((await channel.QueueDeclarePassiveAsync(errors, cancellationToken)).MessageCount < left && time.GetElapsedTime(started) < LongestReturn)
            await Task.Delay(Moment, time, cancellationToken);
    }

    private async Task<bool> WithConnectionAsync(Func<IConnection, Task<bool>> work, CancellationToken cancellationToken)
    {
        // configuring the bus is what fills the queues' names
        _ = bus.Address;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await new ConnectionFactory { Uri = options.Value.BrokerAddress }.CreateConnectionAsync("dead-letters", cancellationToken);
            return await work(connection);
        }
        finally
        {
            _turn.Release();
        }
    }
}
