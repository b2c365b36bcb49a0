using MediaNest.Persistence.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaNest.Persistence.Waking;

/// <summary>Whom a notification on a channel of PostgreSQL wakes.</summary>
internal sealed record WakeUp(string Channel, WorkSignal Signal);

/// <summary>Listens for the database's word that something was committed, by this replica or another, and wakes the workers: one session for all channels.</summary>
internal sealed class NotifyListener<TDbContext>(
    DatabaseSessions sessions,
    DatabaseReadiness<TDbContext> readiness,
    IEnumerable<WakeUp> wakeUps,
    TimeProvider time,
    ILogger<NotifyListener<TDbContext>> logger) : BackgroundService
{
    private readonly ILookup<string, WorkSignal> _signals = wakeUps.ToLookup(wakeUp => wakeUp.Channel, wakeUp => wakeUp.Signal, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
            return;
        try
        {
            await readiness.WaitAsync(stoppingToken);
            while (true)
            {
                try
                {
                    await ListenAsync(stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    logger.NotListening(exception.GetBaseException().Message);
                }

                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var session = await sessions.OpenAsync(cancellationToken);
        session.Notification += (_, notification) => Wake(_signals[notification.Channel]);
        var listen = string.Concat(_signals.Select(channel => $"LISTEN \"{channel.Key}\";"));
        await using (var command = new NpgsqlCommand(listen, session))
            await command.ExecuteNonQueryAsync(cancellationToken);
        // what was committed before this session listened
        Wake(_signals.SelectMany(signals => signals));
        while (!cancellationToken.IsCancellationRequested)
            await session.WaitAsync(cancellationToken);
    }

    private static void Wake(IEnumerable<WorkSignal> signals)
    {
        foreach (var signal in signals)
            signal.Set();
    }
}
