using Microsoft.EntityFrameworkCore;

namespace MediaNest.Download.Data;

internal static class DownloadQueries
{
    /// <summary>The download, locked until the transaction ends: worker and user cannot both decide its fate.</summary>
    public static async Task<Downloads.Download?> FindForUpdateAsync(this DownloadDbContext database, Guid id, CancellationToken cancellationToken) =>
        (await database.Downloads.FromSql($"SELECT * FROM downloads WHERE id = {id} FOR UPDATE").ToListAsync(cancellationToken)).SingleOrDefault();
}
