using MediaNest.Operations.Data;
using MediaNest.Operations.Probes;
using MediaNest.Resilience.Breaker;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.Status;

/// <summary>Reads what the monitor has recorded.</summary>
internal sealed class StatusReader(OperationsDbContext database, CircuitBreakers breakers, IOptions<MonitoringOptions> options, TimeProvider time)
{
    private const int MostChanges = 200;

    public async Task<StatusList> ListAsync(CancellationToken cancellationToken)
    {
        var models = await FindAsync(database.Services, cancellationToken);
        return new StatusList(models, StatusSummary.Of(models));
    }

    public async Task<ServiceModel?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await FindAsync(database.Services.Where(service => service.Name == name), cancellationToken)).SingleOrDefault();

    public Task<HashSet<string>> FindNamesAsync(StatusSource source, CancellationToken cancellationToken) =>
        database.Services.Where(service => service.Source == source).Select(service => service.Name).ToHashSetAsync(cancellationToken);

    /// <summary>Null where no service of that name is or was watched.</summary>
    public async Task<ServiceHistory?> FindHistoryAsync(string name, int hours, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow().AddHours(-hours);
        var points = await database.ServiceHours.AsNoTracking()
            .Where(hour => hour.Name == name && hour.Hour > since.AddHours(-1))
            .OrderBy(hour => hour.Hour)
            .ToListAsync(cancellationToken);
        var changes = await database.StatusChanges
            .Where(change => change.Name == name && change.At >= since)
            .OrderByDescending(change => change.At)
            .Take(MostChanges)
            .Select(change => new HistoryChange(change.At, change.Status, change.PreviousStatus, change.Message))
            .ToListAsync(cancellationToken);
        if (points.Count == 0 && changes.Count == 0 && !await database.Services.AnyAsync(service => service.Name == name, cancellationToken))
        {
            return null;
        }

        return new ServiceHistory(
            name,
            hours,
            Percent(points.Sum(hour => hour.UpChecks), points.Sum(hour => hour.Checks)),
            [.. points.Select(hour => new HistoryPoint(
                hour.Hour,
                Percent(hour.UpChecks, hour.Checks),
                hour.TimedChecks == 0 ? null : Math.Round(hour.ResponseMs / hour.TimedChecks, 1),
                hour.Checks))],
            changes);
    }

    private static double? Percent(long up, long checks) => checks == 0 ? null : Math.Round(100.0 * up / checks, 3);

    private async Task<List<ServiceModel>> FindAsync(IQueryable<MonitoredService> wanted, CancellationToken cancellationToken)
    {
        var services = await wanted.AsNoTracking().OrderBy(service => service.DisplayName).ToListAsync(cancellationToken);
        string[] names = [.. services.Select(service => service.Name)];
        var now = time.GetUtcNow();
        var (day, month) = (now.AddDays(-1), now.AddDays(-30));
        var counts = await database.ServiceHours
            .Where(hour => hour.Hour >= month && names.Contains(hour.Name))
            .GroupBy(hour => hour.Name)
            .Select(hours => new
            {
                Name = hours.Key,
                DayUp = hours.Sum(hour => hour.Hour >= day ? hour.UpChecks : 0),
                Day = hours.Sum(hour => hour.Hour >= day ? hour.Checks : 0),
                MonthUp = hours.Sum(hour => hour.UpChecks),
                Month = hours.Sum(hour => hour.Checks),
            })
            .ToDictionaryAsync(count => count.Name, cancellationToken);
        return services.ConvertAll(service =>
        {
            var count = counts.GetValueOrDefault(service.Name);
            return AsModel(
                service,
                service.Uptime24h ?? (count is null ? null : Percent(count.DayUp, count.Day)),
                service.Uptime30d ?? (count is null ? null : Percent(count.MonthUp, count.Month)),
                now);
        });
    }

    private ServiceModel AsModel(MonitoredService service, double? uptime24h, double? uptime30d, DateTimeOffset now)
    {
        // nobody has looked for a while: what was true then need not be now
        var isStale = service.CheckedAt is null || now - service.CheckedAt > 4 * options.Value.Interval + 2 * options.Value.ProbeTimeout;
        return new ServiceModel(
            service.Name,
            service.DisplayName,
            isStale ? ServiceStatus.Unknown : service.Status,
            isStale ? null : service.ResponseTimeMs,
            uptime24h,
            uptime30d,
            service.CheckedAt,
            isStale ? "Not checked lately." : service.Message,
            breakers.TryGet(service.Name, out var breaker) ? AsModel(breaker.Status) : null);
    }

    private static BreakerModel AsModel(CircuitStatus status) => new(status.State, status.ConsecutiveFailures, status.RetryAt);
}
