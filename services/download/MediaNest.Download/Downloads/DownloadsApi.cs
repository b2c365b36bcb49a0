using System.Security.Claims;
using MediaNest.Contracts;
using MediaNest.Download.Data;
using MediaNest.Download.Files;
using MediaNest.Download.Metadata;
using MediaNest.Download.Queue;
using MediaNest.Messaging;
using MediaNest.Persistence;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Correlation;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Download.Downloads;

internal static class DownloadsApi
{
    public const string AlreadyDownloaded = "ALREADY_DOWNLOADED";

    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    public static RouteGroupBuilder MapDownloads(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/youtube").WithTags("Downloads").RequireAuthorization();
        group.MapPost("/download", CreateAsync).WithSummary("Queues a video for download");
        group.MapGet("/downloads", ListAsync).WithSummary("Lists downloads: one's own, for administrators everybody's").AddEndpointFilter(NeverFromCacheAsync);
        group.MapGet("/downloads/{id:guid}", GetAsync).WithSummary("Shows one download").AddEndpointFilter(NeverFromCacheAsync);
        group.MapDelete("/downloads/{id:guid}", RemoveAsync).WithSummary("Cancels a download that is under way; deletes a finished one with its file");
        group.MapPost("/downloads/{id:guid}/cancel", CancelAsync).WithSummary("Cancels a download that is under way; a finished one is left as it is");
        group.MapPost("/downloads/{id:guid}/retry", RetryAsync).WithSummary("Queues a failed or cancelled download again");
        return group;
    }

    private static async Task<Results<Accepted<ApiResponse<DownloadView>>, ApiError>> CreateAsync(
        DownloadRequest request, ClaimsPrincipal user, DownloadDbContext database, DownloadFiles files, VideoMetadataCache metadata,
        IEventPublisher events, ICorrelation correlation, QueueSignal signal, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (address, order, errors) = request.Read(files.Root);
        if (address is null || order is null)
        {
            return ApiError.Validation(errors);
        }

        var now = clock.GetUtcNow();
        var title = (await metadata.FindAsync(address))?.Title;
        var download = Download.Queue(user.UserId(), address.VideoId, address.Canonical, title, order, correlation.Id, now);
        database.Add(download);
        await events.Publish(new DownloadQueued(download.Id, user.UserId(), download.Url, download.Title, now), cancellationToken);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation(DownloadConfiguration.SameVideoIndex))
        {
            return await SameAsync(database, user, download, cancellationToken);
        }

        signal.Set();
        return TypedResults.Accepted($"/api/v1/youtube/downloads/{download.Id}", ApiResponse.Of(DownloadView.From(download)));
    }

    private static async Task<Results<Ok<ApiResponse<DownloadPage>>, ApiError>> ListAsync(
        [AsParameters] DownloadFilter filter, [AsParameters] PageQuery page, ClaimsPrincipal user, DownloadDbContext database, CancellationToken cancellationToken)
    {
        List<FieldError> errors = [];
        if (!TryReadStatus(filter.Status, out var status))
        {
            errors.Add(new FieldError("status", "Must be one of queued, downloading, processing, completed, failed and cancelled."));
        }

        var downloads = Visible(database, user).AsNoTracking();
        if (Sorted(downloads, filter.Sort) is not { } sorted)
        {
            errors.Add(new FieldError("sort", "Must be createdAt, title or status, followed by :asc or :desc."));
            sorted = downloads;
        }

        if (errors.Count > 0)
        {
            return ApiError.Validation(errors);
        }

        // a user who asks for somebody else's gets what there is for them: nothing
        sorted = sorted.Where(download => (status == null || download.Status == status) && (filter.UserId == null || download.UserId == filter.UserId));
        var total = await sorted.CountAsync(cancellationToken);
        var items = await sorted.Skip(page.Skip).Take(page.Size).Select(DownloadView.Of).ToListAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(new DownloadPage(items, page.Of(total))));
    }

    private static async Task<Results<Ok<ApiResponse<DownloadView>>, ApiError>> GetAsync(
        Guid id, ClaimsPrincipal user, DownloadDbContext database, CancellationToken cancellationToken) =>
        await Visible(database, user).Where(download => download.Id == id).Select(DownloadView.Of).SingleOrDefaultAsync(cancellationToken) is { } view
            ? TypedResults.Ok(ApiResponse.Of(view))
            : ApiError.NotFound();

    private static Task<Results<Ok<ApiResponse<DownloadRemoval>>, ApiError>> RemoveAsync(
        Guid id, ClaimsPrincipal user, DownloadDbContext database, DownloadFiles files, RunningDownloads running,
        IEventPublisher events, TimeProvider clock, CancellationToken cancellationToken) =>
        EndAsync(id, user, database, files, running, events, clock, mayDelete: true, cancellationToken);

    /// <summary>For whoever means to cancel and nothing else: a download that finished a moment before keeps its file.</summary>
    private static Task<Results<Ok<ApiResponse<DownloadRemoval>>, ApiError>> CancelAsync(
        Guid id, ClaimsPrincipal user, DownloadDbContext database, DownloadFiles files, RunningDownloads running,
        IEventPublisher events, TimeProvider clock, CancellationToken cancellationToken) =>
        EndAsync(id, user, database, files, running, events, clock, mayDelete: false, cancellationToken);

    private static async Task<Results<Ok<ApiResponse<DownloadRemoval>>, ApiError>> EndAsync(
        Guid id, ClaimsPrincipal user, DownloadDbContext database, DownloadFiles files, RunningDownloads running,
        IEventPublisher events, TimeProvider clock, bool mayDelete, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var download = await database.FindForUpdateAsync(id, cancellationToken);
        if (download is null || !MaySee(user, download))
        {
            return ApiError.NotFound();
        }

        var now = clock.GetUtcNow();
        var cancelled = download.TryCancel(now);
        if (!cancelled && !mayDelete)
        {
            return ApiError.Conflict(ErrorCodes.Conflict, "Only a download that is under way can be cancelled.");
        }

        if (cancelled)
        {
            await events.Publish(new DownloadCancelled(id, download.UserId ?? Guid.Empty, download.Title, now), cancellationToken);
        }
        else
        {
            database.Remove(download);
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        // from here on it is so, whether or not the client still listens
        await running.StopAsync(id, LongestStop);
        files.DeleteWork(id);
        if (!cancelled && download.RelativePath is { } relative)
        {
            files.DeleteFinished(relative);
        }

        return TypedResults.Ok(ApiResponse.Of(new DownloadRemoval(id, cancelled ? "cancelled" : "deleted")));
    }

    private static async Task<Results<Accepted<ApiResponse<DownloadView>>, ApiError>> RetryAsync(
        Guid id, ClaimsPrincipal user, DownloadDbContext database, IEventPublisher events, QueueSignal signal, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var download = await database.FindForUpdateAsync(id, cancellationToken);
        if (download is null || !MaySee(user, download))
        {
            return ApiError.NotFound();
        }

        var now = clock.GetUtcNow();
        if (!download.TryRetry(now))
        {
            return ApiError.Conflict(ErrorCodes.Conflict, "Only a download that failed or was cancelled can be tried again.");
        }

        await events.Publish(new DownloadQueued(id, download.UserId ?? Guid.Empty, download.Url, download.Title, now), cancellationToken);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation(DownloadConfiguration.SameVideoIndex))
        {
            await transaction.RollbackAsync(cancellationToken);
            return await SameAsync(database, user, download, cancellationToken);
        }

        signal.Set();
        return TypedResults.Accepted($"/api/v1/youtube/downloads/{id}", ApiResponse.Of(DownloadView.From(download)));
    }

    /// <summary>The library is the household's: the same video in the same quality and format is fetched once, whoever asks.</summary>
    private static async Task<ApiError> SameAsync(DownloadDbContext database, ClaimsPrincipal user, Download download, CancellationToken cancellationToken)
    {
        var same = await database.Downloads.AsNoTracking()
            .Where(other => other.VideoId == download.VideoId && other.Quality == download.Quality && other.Format == download.Format && other.Id != download.Id
                && other.Status != DownloadStatus.Failed && other.Status != DownloadStatus.Cancelled)
            .FirstOrDefaultAsync(cancellationToken);
        return ApiError.Conflict(
            AlreadyDownloaded,
            same?.Status is DownloadStatus.Completed ? "This video is in the library already." : "This video is being downloaded already.",
            same is null ? null : new SameDownload(MaySee(user, same) ? same.Id : null, same.Status));
    }

    private static IQueryable<Download> Visible(DownloadDbContext database, ClaimsPrincipal user)
    {
        var userId = user.UserId();
        return user.IsAdmin() ? database.Downloads : database.Downloads.Where(download => download.UserId == userId);
    }

    private static bool MaySee(ClaimsPrincipal user, Download download) => user.IsAdmin() || download.UserId == user.UserId();

    private static IQueryable<Download>? Sorted(IQueryable<Download> downloads, string? sort) => sort switch
    {
        null or "createdAt:desc" or "createdAt" => downloads.OrderByDescending(download => download.CreatedAt).ThenByDescending(download => download.Id),
        "createdAt:asc" => downloads.OrderBy(download => download.CreatedAt).ThenBy(download => download.Id),
        "title:asc" or "title" => downloads.OrderBy(download => download.Title).ThenBy(download => download.Id),
        "title:desc" => downloads.OrderByDescending(download => download.Title).ThenBy(download => download.Id),
        "status:asc" or "status" => downloads.OrderBy(download => download.Status).ThenByDescending(download => download.Id),
        "status:desc" => downloads.OrderByDescending(download => download.Status).ThenByDescending(download => download.Id),
        _ => null,
    };

    private static bool TryReadStatus(string? text, out DownloadStatus? status)
    {
        status = text switch
        {
            "queued" => DownloadStatus.Queued,
            "downloading" => DownloadStatus.Downloading,
            "processing" => DownloadStatus.Processing,
            "completed" => DownloadStatus.Completed,
            "failed" => DownloadStatus.Failed,
            "cancelled" => DownloadStatus.Cancelled,
            _ => null,
        };
        return status is not null || string.IsNullOrEmpty(text);
    }

    /// <summary>Progress is another at every look, and nobody is to read what was before their own write.</summary>
    private static ValueTask<object?> NeverFromCacheAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return next(context);
    }
}
