using MediaNest.Media.Data;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Requests;

/// <summary>How much one user may ask for within a rolling window. What was denied, cancelled or failed does not count.</summary>
internal sealed class RequestQuota(MediaDbContext database, TimeProvider clock)
{
    /// <summary>Call within the transaction that makes the request: two of one user at once are counted one after the other.</summary>
    public async Task<ApiError?> RefuseAsync(Guid userId, RolePolicy policy, MediaType type, int seasons, CancellationToken cancellationToken)
    {
        var limit = type == MediaType.Movie ? policy.MovieLimit : policy.SeasonLimit;
        if (limit == 0)
            return null;

        await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"quota:" + userId}, 0))", cancellationToken);
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
}
