using MediaNest.Media.Data;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Requests;

/// <summary>How much one user may ask for within a rolling window. What was denied, cancelled or failed does not count.</summary>
internal sealed class RequestQuota(MediaDbContext database, TimeProvider clock)
{
    /// <summary>
    /// Whoever runs this waits for other transactions in which the user asks for something, and has those that come later wait for this one:
    /// two at once are counted one after the other. One row, to be joined to a query that is needed anyway, which saves a round trip. The count
    /// must be another statement: none sees what was committed after it began, and it begins before it waits.
    /// </summary>
    public IQueryable<bool> Lock(Guid userId, RolePolicy policy, MediaType type) => LimitOf(policy, type) == 0
        ? database.Database.SqlQuery<bool>($"SELECT TRUE AS \"Value\"") // nothing is counted
        : database.Database.SqlQuery<bool>($"SELECT pg_advisory_xact_lock(hashtextextended({"quota:" + userId}, 0)) IS NOT NULL AS \"Value\"");

    /// <summary>Call within the transaction that makes the request, after <see cref="Lock"/>.</summary>
    public async Task<ApiError?> RefuseAsync(Guid userId, RolePolicy policy, MediaType type, int seasons, CancellationToken cancellationToken)
    {
        var limit = LimitOf(policy, type);
        if (limit == 0)
            return null;

        var window = TimeSpan.FromDays(policy.WindowDays);
        var since = clock.GetUtcNow() - window;
        var used = await database.Requests
            .Where(request => request.UserId == userId && request.MediaType == type && request.CreatedAt > since
                && request.Status != RequestStatus.Denied && request.Status != RequestStatus.Cancelled && request.Status != RequestStatus.Failed)
            .SelectMany(request => request.Items, (request, item) => request.CreatedAt)
            .OrderBy(createdAt => createdAt)
            .ToListAsync(cancellationToken);
        var wanted = type == MediaType.Movie ? 1 : seasons;
        if (used.Count + wanted <= limit)
            return null;

        // when so many have left the window that this one fits in; never where it alone is too much
        var mustLeave = used.Count + wanted - limit;
        TimeSpan? retryAfter = mustLeave <= used.Count ? used[mustLeave - 1] + window - clock.GetUtcNow() : null;
        return new ApiError(
            StatusCodes.Status429TooManyRequests, ErrorCodes.QuotaExceeded,
            $"You may ask for {limit} {(type == MediaType.Movie ? "films" : "seasons")} within {policy.WindowDays} days.")
        {
            Details = new { limit, used = used.Count, wanted, windowDays = policy.WindowDays },
            RetryAfter = retryAfter,
        };
    }

    private static int LimitOf(RolePolicy policy, MediaType type) => type == MediaType.Movie ? policy.MovieLimit : policy.SeasonLimit;
}
