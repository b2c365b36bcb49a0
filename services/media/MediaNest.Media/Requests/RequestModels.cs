using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using MediaNest.Media.Catalog;
using MediaNest.Media.Fulfilment;
using MediaNest.Media.Validation;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Mvc;

namespace MediaNest.Media.Requests;

/// <summary>What a user asks for.</summary>
/// <param name="TmdbId">Number or string.</param>
/// <param name="MediaType"><c>movie</c> or <c>tv</c>.</param>
/// <param name="Seasons">Shows only; absent means all that are not in Plex yet.</param>
/// <param name="Quality">A wish, shown to the administrator.</param>
/// <param name="Comment">A word to the administrator.</param>
internal sealed record CreateRequest(
    [property: JsonConverter(typeof(TmdbIdConverter)), Required(ErrorMessage = "Must be a TMDB id: a positive whole number.")] int? TmdbId,
    [property: Required(ErrorMessage = "Must be movie or tv."), AllowedValues("movie", "tv", ErrorMessage = "Must be movie or tv.")] string? MediaType,
    int[]? Seasons,
    [property: AllowedValues(null, "best", "480p", "720p", "1080p", "2160p", "4k", ErrorMessage = "Must be best, 480p, 720p, 1080p, 2160p or 4k.")] string? Quality,
    [property: StringLength(1000)] string? Comment) : IValidatableObject
{
    private const int MostSeasons = 100;
    private const int HighestSeason = 10_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Seasons is null)
            yield break;
        if (MediaType == "movie" && Seasons.Length > 0)
            yield return new ValidationResult("A film has no seasons.", [nameof(Seasons)]);
        if (MediaType == "tv" && Seasons.Length is 0 or > MostSeasons)
            yield return new ValidationResult($"Must name 1 to {MostSeasons} seasons, or be absent for all.", [nameof(Seasons)]);
        if (Seasons.Any(season => season is < 0 or > HighestSeason))
            yield return new ValidationResult($"A season is a number from 0 to {HighestSeason}.", [nameof(Seasons)]);
    }
}

internal sealed record DenyRequest([property: Required, StringLength(1000, MinimumLength = 1)] string? Reason);

internal sealed record BulkRequest(
    [property: Required, MinLength(1), MaxLength(100)] Guid[]? Ids,
    [property: Required, AllowedValues("approve", "deny", "retry", ErrorMessage = "Must be approve, deny or retry.")] string? Action,
    [property: StringLength(1000, MinimumLength = 1)] string? Reason) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Action == "deny" && string.IsNullOrWhiteSpace(Reason))
            yield return new ValidationResult("Needed for deny.", [nameof(Reason)]);
    }
}

internal sealed record BulkResult(Guid Id, bool Success, string? Status, string? Code, string? Message);

internal sealed record BulkResponse(IReadOnlyList<BulkResult> Results, int Succeeded, int Failed);

/// <summary>Which requests to list.</summary>
internal sealed record RequestListQuery(
    [property: FromQuery(Name = "status"), RegularExpression("^(pending|approved|denied|cancelled|processing|partially-available|available|failed)(,(pending|approved|denied|cancelled|processing|partially-available|available|failed))*$", ErrorMessage = "Must be one or more states, separated by commas.")] string? Status,
    [property: FromQuery(Name = "mediaType"), AllowedValues(null, "movie", "tv", ErrorMessage = "Must be movie or tv.")] string? MediaType,
    [property: FromQuery(Name = "search"), StringLength(200)] string? Search,
    [property: FromQuery(Name = "from")] DateTimeOffset? From,
    [property: FromQuery(Name = "to")] DateTimeOffset? To,
    [property: FromQuery(Name = "sort"), RegularExpression("^(createdAt|updatedAt|title|status)(:(asc|desc))?$", ErrorMessage = "Must be createdAt, updatedAt, title or status, with :asc or :desc.")] string? Sort);

internal sealed record PersonResponse(Guid? Id, string Name);

internal sealed record MoveResponse(string? From, string To, PersonResponse By, string? Reason, DateTimeOffset At);

internal sealed record SeasonStateResponse(int Season, bool Available);

/// <summary>How it stands with bringing the request to Overseerr: <c>queued</c> until it is there, then <c>submitted</c>.</summary>
internal sealed record SubmissionResponse(string State, int? OverseerrId, int Attempts, DateTimeOffset? NextAttemptAt, string? LastError);

internal sealed record RequestResponse(
    Guid Id, Guid RequestId, string TmdbId, string MediaType, string Title, int? Year, string? Poster, IReadOnlyList<int> Seasons,
    string? Quality, string? Comment, string Status, string? Reason, PersonResponse RequestedBy, int Followers, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SeasonStateResponse>? SeasonStates = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SubmissionResponse? Submission = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MoveResponse>? History = null);

internal sealed record RequestListResponse(IReadOnlyList<RequestResponse> Requests, Pagination Pagination);

/// <summary>The request that stands in the way of another.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Status">Its state.</param>
/// <param name="Seasons">The seasons that both want; empty for films.</param>
/// <param name="Following">Whether the caller follows it now, and will be told when it arrives.</param>
internal sealed record ConflictDetails(Guid RequestId, string Status, IReadOnlyList<int> Seasons, bool Following);

internal static class RequestMapping
{
    public static RequestResponse AsResponse(this MediaRequest request, string images) => new(
        request.Id, request.Id, request.TmdbId.ToString(CultureInfo.InvariantCulture), request.MediaType.AsText(), request.Title, request.Year,
        CatalogMapping.Poster(images, request.PosterPath), request.Seasons, request.Quality, request.Comment, request.Status.AsText(), request.Reason,
        new PersonResponse(request.UserId, request.UserName), request.Followers.Count, request.CreatedAt, request.UpdatedAt);

    /// <summary>With everything; history and job must have been loaded.</summary>
    public static RequestResponse AsDetails(this MediaRequest request, string images) => request.AsResponse(images) with
    {
        SeasonStates = request.MediaType == MediaType.Movie
            ? null
            : [.. request.Items.OrderBy(item => item.Season).Select(item => new SeasonStateResponse(item.Season, item.Available))],
        Submission = SubmissionOf(request),
        History = [.. request.History.OrderBy(move => move.Version).Select(move => new MoveResponse(
            move.From?.AsText(), move.To.AsText(), new PersonResponse(move.ActorId, move.ActorName), move.Reason, move.At))],
    };

    private static SubmissionResponse? SubmissionOf(MediaRequest request) => (request.Status, request.Job) switch
    {
        (RequestStatus.Approved, { Kind: JobKind.Submit } job) => new("queued", request.OverseerrRequestId, job.Attempts, job.DueAt, job.LastError),
        (_, { } job) => new("submitted", request.OverseerrRequestId, job.Attempts, job.DueAt, job.LastError),
        (_, null) when request.OverseerrRequestId is { } id => new("submitted", id, 0, null, null),
        _ => null,
    };
}
