using System.Linq.Expressions;
using System.Security.Claims;
using MediaNest.ServiceDefaults.Correlation;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Requests;

internal static class RequestQueries
{
    public static Actor AsActor(this ClaimsPrincipal user, ICorrelation correlation) =>
        new(user.UserId(), user.DisplayName() is { Length: > 0 } name ? name[..Math.Min(name.Length, 200)] : "user", correlation.Id);

    /// <summary>Another user's request does not exist for anybody but administrators.</summary>
    public static IQueryable<MediaRequest> VisibleTo(this IQueryable<MediaRequest> requests, ClaimsPrincipal user)
    {
        if (user.IsAdmin())
            return requests;
        var userId = user.UserId();
        return requests.Where(request => request.UserId == userId);
    }

    public static IQueryable<MediaRequest> WithEverything(this IQueryable<MediaRequest> requests) => requests
        .Include(request => request.Items)
        .Include(request => request.Followers)
        .Include(request => request.History)
        .Include(request => request.Job)
        .AsSplitQuery();

    public static async Task<RequestListResponse> ListAsync(
        this IQueryable<MediaRequest> requests, RequestListQuery query, PageQuery page, string images, CancellationToken cancellationToken)
    {
        var wanted = requests.Matching(query);
        var total = await wanted.CountAsync(cancellationToken);
        var rows = await wanted.Sorted(query.Sort)
            .Skip(page.Skip).Take(page.Size)
            .Include(request => request.Items).Include(request => request.Followers)
            .AsSplitQuery().AsNoTracking()
            .ToListAsync(cancellationToken);
        return new RequestListResponse([.. rows.Select(request => request.AsResponse(images))], page.Of(total));
    }

    private static IQueryable<MediaRequest> Matching(this IQueryable<MediaRequest> requests, RequestListQuery query)
    {
        if (query.Status?.Split(',').Select(RequestStates.FindStatus).OfType<RequestStatus>().ToList() is { Count: > 0 } states)
            requests = requests.Where(request => states.Contains(request.Status));
        if (RequestStates.FindMediaType(query.MediaType) is { } type)
            requests = requests.Where(request => request.MediaType == type);
        if (query.From?.ToUniversalTime() is { } from)
            requests = requests.Where(request => request.CreatedAt >= from);
        if (query.To?.ToUniversalTime() is { } to)
            requests = requests.Where(request => request.CreatedAt <= to);
        if (!string.IsNullOrWhiteSpace(query.Search))
        {
            var pattern = "%" + query.Search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
            requests = requests.Where(request => EF.Functions.ILike(request.Title, pattern));
        }

        return requests;
    }

    /// <summary>Newest first where nothing else is said; the id makes the order, and so the pages, certain.</summary>
    private static IQueryable<MediaRequest> Sorted(this IQueryable<MediaRequest> requests, string? sort)
    {
        var (field, descending) = sort?.Split(':') switch
        {
            [var name] => (name, false),
            [var name, var direction] => (name, direction == "desc"),
            _ => ("createdAt", true),
        };
        return field switch
        {
            "updatedAt" => By(request => request.UpdatedAt),
            "title" => By(request => request.Title),
            "status" => By(request => request.Status),
            _ => By(request => request.CreatedAt),
        };

        IQueryable<MediaRequest> By<TKey>(Expression<Func<MediaRequest, TKey>> key) => descending
            ? requests.OrderByDescending(key).ThenByDescending(request => request.Id)
            : requests.OrderBy(key).ThenBy(request => request.Id);
    }
}
