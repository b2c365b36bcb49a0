using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace MediaNest.Messaging.Transport;

/// <summary>
/// Sends messages over a connection of its own and waits for the broker's confirmation. After any failure the connection is thrown away:
/// a broker that stops at the wrong moment leaves MassTransit's send transport with a channel that looks open and never answers again.
/// </summary>
internal sealed class BrokerSender(IOptions<MessagingOptions> options, string name) : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly HashSet<string> _exchanges = new(StringComparer.Ordinal);
    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>Completes once the broker has taken the message.</summary>
    public async Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var channel = await OpenAsync(message.Exchange, cancellationToken);
        await channel.BasicPublishAsync(message.Exchange, routingKey: "", mandatory: false, message.Properties, message.Body, cancellationToken);
    }

    /// <summary>Throws the connection away; the next message makes another.</summary>
    public async Task ResetAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            await CloseAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ResetAsync();
        _turn.Dispose();
    }

    private async Task<IChannel> OpenAsync(string exchange, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_channel is not { IsOpen: true })
            {
                await CloseAsync();
                var factory = new ConnectionFactory
                {
                    Uri = options.Value.BrokerAddress,
                    AutomaticRecoveryEnabled = false,
                    RequestedConnectionTimeout = AnswerTimeout,
                    ContinuationTimeout = AnswerTimeout,
                };
                _connection = await factory.CreateConnectionAsync(name, cancellationToken);
                // no limit of its own to what is unconfirmed: the callers have one
                _channel = await _connection.CreateChannelAsync(
                    new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null),
                    cancellationToken);
            }

            if (!_exchanges.Contains(exchange))
            {
                await _channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
                _exchanges.Add(exchange);
            }

            return _channel;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CloseAsync()
    {
        var connection = _connection;
        _connection = null;
        _channel = null;
        _exchanges.Clear();
        if (connection is null)
            return;
        try
        {
            await connection.CloseAsync(Constants.ReplySuccess, "closed by the sender", CloseTimeout, abort: true, CancellationToken.None).WaitAsync(CloseTimeout * 2, CancellationToken.None);
            await connection.DisposeAsync().AsTask().WaitAsync(CloseTimeout * 2, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // it was broken, that is why it is closed
        }
    }
}
