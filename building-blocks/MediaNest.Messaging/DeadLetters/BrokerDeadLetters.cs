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
internal sealed class BrokerDeadLetters(IOptions<MessagingOptions> options, QueueNames queues, IBus bus) : IDeadLetters, IDisposable
{
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
    private static async Task<bool> VisitAsync(
        IConnection connection, string queue, int limit, Func<IChannel, BasicGetResult, Task<bool>> visit, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        try
        {
            // no more than there are now: what comes meanwhile may be what was just put back
            var count = (await channel.QueueDeclarePassiveAsync(queue + EndpointConventions.ErrorSuffix, cancellationToken)).MessageCount;
            for (var seen = 0L; seen < Math.Min(count, limit); seen++)
            {
                if (await channel.BasicGetAsync(queue + EndpointConventions.ErrorSuffix, autoAck: false, cancellationToken) is not { } letter)
                    return false;
                if (await visit(channel, letter))
                    return true;
            }
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            // made with the first failure: there was none
        }

        return false;
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
