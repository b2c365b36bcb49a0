using System.Collections.Concurrent;
using System.Diagnostics;
using MediaNest.Messaging.Transport;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaNest.Messaging.Outbox;

/// <summary>
/// Moves committed events to the broker. A row is marked as sent only after the broker confirmed it, while this dispatcher alone holds it:
/// a crash in between sends it again under the same message id, which the inbox of every consumer recognises.
/// </summary>
internal sealed class OutboxDispatcher<TDbContext>(
    NpgsqlDataSource dataSource,
    DatabaseReadiness<TDbContext> readiness,
    WorkSignal<OutboxDispatcher<TDbContext>> signal,
    MessagingTelemetry telemetry,
    IOptions<MessagingOptions> options,
    TimeProvider time,
    ILogger<OutboxDispatcher<TDbContext>> logger) : BackgroundService
{
    private readonly HashSet<string> _seenTypes = new(StringComparer.Ordinal);
    private readonly BrokerSender _sender = new(options, "outbox");

    /// <summary>Batches in a row that the broker did not confirm.</summary>
    private int _failures;
    private bool _databaseAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
            return;
        try
        {
            await readiness.WaitAsync(stoppingToken);
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops; what was not confirmed stays in the outbox
        }
        finally
        {
            await _sender.DisposeAsync();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));
        while (!cancellationToken.IsCancellationRequested)
        {
            var outcome = await TryDispatchAsync(cancellationToken);
            if (outcome == Outcome.Failed)
            {
                await Task.Delay(backoff.Next(), time, cancellationToken);
                continue;
            }

            backoff.Reset();
            if (outcome == Outcome.Drained)
                await signal.WaitAsync(options.Value.PollInterval, cancellationToken);
        }
    }

    private async Task<Outcome> TryDispatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await DispatchBatchAsync(cancellationToken);
            _databaseAway = false;
            return outcome;
        }
        catch (Exception exception) when (DatabaseFailure.IsUnavailable(exception))
        {
            if (!_databaseAway)
                logger.OutboxUnavailable(exception.GetBaseException().Message);
            _databaseAway = true;
            return Outcome.Failed;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.DispatchFailed(exception);
            return Outcome.Failed;
        }
    }

    private async Task<Outcome> DispatchBatchAsync(CancellationToken cancellationToken)
    {
        // while the broker is away one row is enough to find out when it is back
        var size = _failures > 0 ? 1 : options.Value.DispatchBatchSize;
        await using var batch = await OutboxBatch.TakeAsync(dataSource, size, cancellationToken);
        if (batch.Rows.Count == 0)
        {
            await CountPendingAsync(cancellationToken);
            return Outcome.Drained;
        }

        ConcurrentQueue<OutboxRow> confirmed = [];
        ConcurrentDictionary<long, string> setAside = [];
        using var timeout = new CancellationTokenSource(Patience(), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Exception? failure = null;
        try
        {
            await SendAllAsync(batch.Rows, row => PublishAsync(row, confirmed, setAside, either.Token)).WaitAsync(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            failure = exception is OperationCanceledException ? new TimeoutException("no confirmation in time") : exception;
        }

        var sent = confirmed.ToArray();
        var now = time.GetUtcNow();
        await batch.CompleteAsync([.. sent.Select(row => row.Sequence)], setAside, now, cancellationToken);
        foreach (var row in sent)
            telemetry.Dispatched(Math.Max(0, (now - row.CreatedAt).TotalSeconds));
        if (failure is not null)
        {
            await _sender.ResetAsync();
            _seenTypes.Clear();
        }

        return Conclude(sent.Length, failure, size, batch.Rows.Count);
    }

    /// <summary>Starts all in the outbox's order and lets them be confirmed together: waiting for each would cost a round trip and a disk write apiece.</summary>
    private async Task SendAllAsync(IReadOnlyList<OutboxRow> rows, Func<OutboxRow, Task> send)
    {
        List<Task> sends = new(rows.Count);
        foreach (var row in rows)
        {
            var task = send(row);
            sends.Add(task);
            // the first of its type declares its exchange: others started meanwhile would overtake it
            if (_seenTypes.Add(row.Type))
                await task;
        }

        await Task.WhenAll(sends);
    }

    /// <summary>Grows with each failure, to a minute: a broker or machine so slow that every attempt was given up just before its end would never get one through.</summary>
    private TimeSpan Patience()
    {
        var patience = options.Value.ConfirmTimeout * Math.Pow(2, Math.Min(_failures, 10));
        var longest = TimeSpan.FromTicks(Math.Max(options.Value.ConfirmTimeout.Ticks, TimeSpan.TicksPerMinute));
        return patience < longest ? patience : longest;
    }

    private Outcome Conclude(int sent, Exception? failure, int asked, int taken)
    {
        if (failure is not null)
        {
            if (_failures++ == 0)
                logger.BrokerUnavailable(failure.GetBaseException().Message);
            return Outcome.Failed;
        }

        logger.Dispatched(sent);
        if (_failures == 0)
            return taken < asked ? Outcome.Drained : Outcome.More;
        _failures = 0;
        logger.BrokerBack();
        return Outcome.More;
    }

    /// <summary>Sends one row and waits for the broker's confirmation; sets it aside if it can never be sent.</summary>
    private async Task PublishAsync(
        OutboxRow row, ConcurrentQueue<OutboxRow> confirmed, ConcurrentDictionary<long, string> setAside, CancellationToken cancellationToken)
    {
        Type type;
        try
        {
            type = EventSerializer.TypeOf(row.Type);
        }
        catch (Exception exception)
        {
            logger.SetAside(exception, row.MessageId, row.Type);
            setAside[row.Sequence] = exception.Message;
            return;
        }

        // a row without a trace begins one
        var parent = ActivityContext.TryParse(row.TraceParent, row.TraceState, isRemote: true, out var stored) ? stored : default;
        using var activity = MessagingTelemetry.Source.StartActivity("outbox dispatch", ActivityKind.Producer, parent);
        var message = OutgoingMessage.Create(
            type,
            row.MessageId,
            row.Body,
            [new(MessageHeaders.CorrelationId, row.CorrelationId), new(MessageHeaders.ActorId, row.ActorId?.ToString())],
            time.GetUtcNow());
        await _sender.SendAsync(message, cancellationToken);
        confirmed.Enqueue(row);
    }

    private async Task CountPendingAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(OutboxSql.CountPending);
        telemetry.SetPending((long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private enum Outcome
    {
        Drained,
        More,
        Failed,
    }
}
