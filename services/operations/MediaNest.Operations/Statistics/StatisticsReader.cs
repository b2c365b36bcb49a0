using System.Diagnostics;
using System.Globalization;
using MediaNest.Operations.Data;
using MediaNest.Operations.Status;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Operations.Statistics;

/// <summary>Adds up what the consumers have noted.</summary>
internal sealed class StatisticsReader(OperationsDbContext database, StatusReader status, TimeProvider time)
{
    private static readonly TimeSpan ActiveWithin = TimeSpan.FromDays(30);

    /// <summary>One user's own figures.</summary>
    public async Task<OwnStatistics> ReadAsync(Guid userId, CancellationToken cancellationToken) => new(
        await CountAsync(database.Requests.Where(request => request.UserId == userId), cancellationToken),
        await CountAsync(database.Downloads.Where(download => download.UserId == userId), cancellationToken),
        (await status.ListAsync(cancellationToken)).Summary);

    /// <summary>Everybody's figures.</summary>
    public async Task<AdminStatistics> ReadAsync(CancellationToken cancellationToken) => new(
        await CountUsersAsync(cancellationToken),
        await CountAsync(database.Requests, cancellationToken),
        await CountAsync(database.Downloads, cancellationToken),
        (await status.ListAsync(cancellationToken)).Summary,
        ReadSystem());

    private static async Task<RequestCounts> CountAsync(IQueryable<RequestFact> requests, CancellationToken cancellationToken)
    {
        var counts = await requests.GroupBy(request => request.Status).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        return new RequestCounts(
            counts.Values.Sum(), Of("pending"), Of("approved"), Of("processing"), Of("partially-available"), Of("available"), Of("denied"), Of("failed"), Of("cancelled"));

        int Of(string state) => counts.GetValueOrDefault(state);
    }

    private static async Task<DownloadCounts> CountAsync(IQueryable<DownloadFact> downloads, CancellationToken cancellationToken)
    {
        var counts = await downloads.GroupBy(download => download.Status)
            .Select(group => new { group.Key, Count = group.Count(), Bytes = group.Sum(download => download.SizeBytes ?? 0) })
            .ToListAsync(cancellationToken);
        return new DownloadCounts(
            counts.Sum(group => group.Count), Of("queued"), Of("completed"), Of("failed"), Of("cancelled"), counts.Sum(group => group.Bytes));

        int Of(string state) => counts.Where(group => group.Key == state).Sum(group => group.Count);
    }

    private async Task<UserCounts> CountUsersAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - ActiveWithin;
        var users = database.Users.Where(user => !user.Deleted && user.Role != "");
        return new UserCounts(
            await users.CountAsync(cancellationToken),
            await users.CountAsync(user => !user.Suspended && user.LastSignInAt > since, cancellationToken),
            await users.CountAsync(user => user.Role == Roles.Admin, cancellationToken),
            await users.CountAsync(user => user.Suspended, cancellationToken));
    }

    private SystemFigures ReadSystem()
    {
        using var process = Process.GetCurrentProcess();
        var uptime = time.GetUtcNow() - new DateTimeOffset(process.StartTime);
        var cpu = uptime > TimeSpan.Zero ? process.TotalProcessorTime / uptime / Environment.ProcessorCount : 0;
        return new SystemFigures(
            (long)uptime.TotalSeconds,
            string.Create(CultureInfo.InvariantCulture, $"{process.WorkingSet64 / 1_048_576}MB"),
            string.Create(CultureInfo.InvariantCulture, $"{100 * cpu:0}%"));
    }
}
