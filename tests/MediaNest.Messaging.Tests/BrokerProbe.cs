using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace MediaNest.Messaging.Tests;

/// <summary>Looks at the broker past MassTransit.</summary>
internal sealed class BrokerProbe : IAsyncDisposable
{
    private readonly IConnection _connection;

    private BrokerProbe(IConnection connection) => _connection = connection;

    public static async Task<BrokerProbe> ConnectAsync(string address) =>
        new(await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync());

    public async Task<uint> CountAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }

    public async Task<bool> IsEmptyAsync(string queue) => await CountAsync(queue) == 0;

    public async Task<bool> ExistsAsync(string queue)
    {
        try
        {
            await CountAsync(queue);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    /// <summary>A queue of another kind cannot be declared again as a quorum queue that never drops a message it redelivered often.</summary>
    public async Task<bool> IsQuorumAsync(string queue)
    {
        try
        {
            await using var channel = await _connection.CreateChannelAsync();
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 1_000_000_000 });
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    /// <summary>Collects the ids of all messages of a type from now on, duplicates included, as no inbox would.</summary>
    public async Task<ConcurrentQueue<string?>> CollectAsync(Type message)
    {
        var channel = await _connection.CreateChannelAsync();
        var exchange = $"{message.Namespace}:{message.Name}";
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, exchange, "");
        var ids = new ConcurrentQueue<string?>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            ids.Enqueue(delivery.BasicProperties.MessageId);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return ids;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
