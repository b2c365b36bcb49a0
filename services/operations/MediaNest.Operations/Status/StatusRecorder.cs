using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.Operations.Data;
using MediaNest.Operations.Probes;
using MediaNest.Persistence.Naming;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.Status;

/// <summary>
/// Takes in what was seen of all services. The rows are held meanwhile, so that of two replicas that see the same change one finds
/// it made already: it is announced once.
/// </summary>
internal sealed class StatusRecorder(OperationsDbContext database, IEventPublisher events, IOptions<MonitoringOptions> options, TimeProvider time)
{
    /// <summary>Records a whole round of observations.</summary>
    /// <param name="observations">What was seen.</param>
    /// <param name="kumaIsAway">Whether Uptime Kuma could not be asked: what only it watches is unknown then, not gone.</param>
    /// <param name="cancellationToken">Ends the call; nothing is recorded then.</param>
    public async Task RecordAsync(IReadOnlyList<Observation> observations, bool kumaIsAway, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var services = await HoldAsync(observations, cancellationToken);
        foreach (var service in services.Values)
        {
            if (observations.FirstOrDefault(observation => observation.Name == service.Name) is { } seen)
            {
                await RecordAsync(service, seen, now, cancellationToken);
            }
            else if (kumaIsAway && service.Source == StatusSource.UptimeKuma)
            {
                var unknown = new Observation(
                    service.Name, service.DisplayName, StatusSource.UptimeKuma, ServiceStatus.Unknown, Message: "Uptime Kuma, which watches it, cannot be reached.");
                await RecordAsync(service, unknown, now, cancellationToken);
            }
            else
            {
                // no longer configured, or paused in Uptime Kuma
                database.Services.Remove(service);
            }
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Deletes what is past its time.</summary>
    public async Task ForgetOldAsync(CancellationToken cancellationToken)
    {
        var limit = time.GetUtcNow().AddDays(-options.Value.RetentionDays);
        await database.ServiceHours.Where(hour => hour.Hour < limit).ExecuteDeleteAsync(cancellationToken);
        await database.StatusChanges.Where(change => change.At < limit).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<Dictionary<string, MonitoredService>> HoldAsync(IReadOnlyList<Observation> observations, CancellationToken cancellationToken)
    {
        string[] names = [.. observations.Select(observation => observation.Name).Order(StringComparer.Ordinal)];
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO services (name, display_name, source, status, failures)
            SELECT name, name, 'probe', 'unknown', 0 FROM unnest({names}) AS name ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        return await database.Services.FromSql($"SELECT * FROM services ORDER BY name FOR UPDATE").ToDictionaryAsync(service => service.Name, cancellationToken);
    }

    private async Task RecordAsync(MonitoredService service, Observation seen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (seen.Counts)
        {
            await CountAsync(seen, now, cancellationToken);
        }

        var isFirst = service.CheckedAt is null;
        if (service.Observe(seen, now, options.Value.FailuresToDown) is { } change)
        {
            // a service seen for the first time, and up, is nothing for its history; others learn that it is there
            if (!isFirst || change.Status != ServiceStatus.Up)
            {
                database.StatusChanges.Add(change);
            }

            await events.Publish(
                new ServiceStatusChanged(
                    change.Name,
                    SnakeCase.ToKebabCase(change.Status.ToString()),
                    SnakeCase.ToKebabCase(change.PreviousStatus.ToString()),
                    change.ResponseTimeMs,
                    change.Message,
                    now),
                cancellationToken);
        }
    }

    private Task<int> CountAsync(Observation seen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        var up = seen.Status == ServiceStatus.Down ? 0 : 1;
        var timed = seen.ResponseTimeMs is null ? 0 : 1;
        var response = seen.ResponseTimeMs ?? 0;
        return database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO service_hours AS counted (name, hour, checks, up_checks, timed_checks, response_ms) VALUES ({seen.Name}, {hour}, 1, {up}, {timed}, {response})
            ON CONFLICT (name, hour) DO UPDATE SET
                checks = counted.checks + 1,
                up_checks = counted.up_checks + excluded.up_checks,
                timed_checks = counted.timed_checks + excluded.timed_checks,
                response_ms = counted.response_ms + excluded.response_ms
            """,
            cancellationToken);
    }
}
