using System.Security.Claims;
using MediaNest.Download.Addresses;
using MediaNest.Download.Data;
using MediaNest.Download.Downloads;
using MediaNest.Download.YtDlp;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Download.Metadata;

internal static class MetadataApi
{
    private static readonly TimeSpan QuotaWindow = TimeSpan.FromHours(1);

    public static RouteGroupBuilder MapMetadata(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/youtube").WithTags("YouTube").RequireAuthorization();
        group.MapGet("/metadata", GetMetadataAsync).WithSummary("What is known of a video before it is downloaded; cached for an hour");
        group.MapGet("/quota", GetQuotaAsync).WithSummary("How many downloads the caller may still begin");
        group.MapGet("/tools", GetToolsAsync).WithSummary("Versions of the programs that downloads need")
            .RequireAuthorization(Policies.UserOrService);
        return group;
    }

    private static async Task<Results<Ok<ApiResponse<VideoMetadata>>, ApiError>> GetMetadataAsync(
        string? url, VideoMetadataCache metadata, HttpResponse response, CancellationToken cancellationToken)
    {
        if (!VideoAddress.TryParse(url, out var address, out var complaint))
        {
            return ApiError.Validation("url", complaint!);
        }

        try
        {
            var found = await metadata.GetAsync(address, cancellationToken);
            response.Headers.CacheControl = "private, max-age=3600";
            return TypedResults.Ok(ApiResponse.Of(found.Value, new ResponseMeta(found.Stale ? true : null, found.CachedAt)));
        }
        catch (VideoLookupException exception)
        {
            return ErrorOf(exception.Failure);
        }
    }

    private static async Task<Ok<ApiResponse<DownloadQuota>>> GetQuotaAsync(
        ClaimsPrincipal user, DownloadDbContext database, IOptions<YouTubeOptions> options, TimeProvider clock, HttpResponse response, CancellationToken cancellationToken)
    {
        var userId = user.UserId();
        var since = clock.GetUtcNow() - QuotaWindow;
        var begun = await database.Downloads
            .Where(download => download.UserId == userId && download.CreatedAt > since)
            .OrderBy(download => download.CreatedAt)
            .Select(download => download.CreatedAt)
            .ToListAsync(cancellationToken);
        var limit = options.Value.DownloadsPerHour;
        response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(ApiResponse.Of(new DownloadQuota(
            limit, begun.Count, Math.Max(0, limit - begun.Count), (int)QuotaWindow.TotalSeconds, begun.Count > 0 ? begun[0] + QuotaWindow : null)));
    }

    private static async Task<Ok<ApiResponse<ToolVersions>>> GetToolsAsync(DownloadTools tools, CancellationToken cancellationToken) =>
        TypedResults.Ok(ApiResponse.Of(await tools.VersionsAsync().WaitAsync(cancellationToken)));

    private static ApiError ErrorOf(YtDlpFailure failure) => failure.Kind switch
    {
        FailureKind.Permanent or FailureKind.NeedsCookies => ApiError.NotFound(failure.Message),
        FailureKind.Cooldown or FailureKind.Operator => ApiError.Unavailable(ErrorCodes.ServiceUnavailable, failure.Message, TimeSpan.FromMinutes(5)),
        _ when failure == YtDlpFailure.TimedOut => new ApiError(StatusCodes.Status504GatewayTimeout, ErrorCodes.UpstreamTimeout, failure.Message),
        _ => new ApiError(StatusCodes.Status502BadGateway, ErrorCodes.UpstreamError, failure.Message),
    };
}
