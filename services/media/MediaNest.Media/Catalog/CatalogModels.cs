using System.Globalization;
using System.Text.Json.Serialization;
using MediaNest.Media.Requests;
using MediaNest.Media.Tmdb;
using MediaNest.ServiceDefaults.Paging;

namespace MediaNest.Media.Catalog;

/// <summary>Where a title stands in this household.</summary>
/// <param name="Plex">Whether it is in the library; false as well while Plex cannot be asked.</param>
/// <param name="Requested">Whether a request for it is under way.</param>
/// <param name="Status">The state of the latest request, else <c>available</c> where it is in the library, <c>unknown</c> while Plex cannot be asked, null where nobody asked yet.</param>
/// <param name="Seasons">For the details of a show: each season.</param>
internal sealed record AvailabilityResponse(
    bool Plex, bool Requested, string? Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SeasonAvailability>? Seasons = null);

internal sealed record SeasonAvailability(int Season, bool Plex, bool Requested, string? Status);

internal sealed record MediaItemResponse(
    string Id, string Title, string Type, int? Year, string? Poster, string? Backdrop, string? Overview, double? Rating, AvailabilityResponse Availability);

internal sealed record MediaListResponse(IReadOnlyList<MediaItemResponse> Results, MediaPagination Pagination);

/// <summary>The paging part with the documented extra.</summary>
internal sealed record MediaPagination(int Page, int TotalPages, int TotalItems, int TotalResults, int ItemsPerPage, bool HasNext, bool HasPrev)
{
    public static MediaPagination Of(PageQuery page, int total)
    {
        var plain = page.Of(total);
        return new(plain.Page, plain.TotalPages, plain.TotalItems, total, plain.ItemsPerPage, plain.HasNext, plain.HasPrev);
    }
}

internal sealed record CastResponse(string Id, string Name, string? Character, string? Profile);

internal sealed record CrewResponse(string Id, string Name, string? Job, string? Department, string? Profile);

internal sealed record SeasonResponse(int Number, string? Name, int? Episodes, int? Year, string? Poster);

internal sealed record ExternalIdsResponse(string? Imdb, string? Tvdb);

internal sealed record MediaDetailsResponse(
    string Id, string Title, string Type, int? Year, string? Poster, string? Backdrop, string? Overview, string? Tagline, double? Rating, int? Runtime,
    IReadOnlyList<string> Genres, IReadOnlyList<CastResponse> Cast, IReadOnlyList<CrewResponse> Crew,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SeasonResponse>? Seasons,
    ExternalIdsResponse ExternalIds, AvailabilityResponse Availability);

/// <summary>Turns TMDB's shapes into ours.</summary>
internal static class CatalogMapping
{
    private const int CastShown = 20;

    private static readonly HashSet<string> CrewShown =
        new(["Director", "Screenplay", "Writer", "Producer", "Executive Producer", "Creator", "Original Music Composer", "Director of Photography"], StringComparer.Ordinal);

    public static MediaItemResponse AsResponse(this TmdbItem item, string images, AvailabilityResponse availability) => new(
        Text(item.Id), item.Title ?? item.Name ?? "", item.MediaType!, YearOf(item.ReleaseDate ?? item.FirstAirDate),
        Poster(images, item.PosterPath), Backdrop(images, item.BackdropPath), item.Overview, Rating(item.VoteAverage), availability);

    public static MediaDetailsResponse AsResponse(this TmdbDetails details, MediaType type, string images, AvailabilityResponse availability)
    {
        var credits = details.AggregateCredits ?? details.Credits;
        return new(
            Text(details.Id), details.DisplayTitle(), type.AsText(), details.Year(), Poster(images, details.PosterPath), Backdrop(images, details.BackdropPath),
            details.Overview, details.Tagline, Rating(details.VoteAverage), details.Runtime ?? (details.EpisodeRunTime is [var minutes, ..] ? minutes : null),
            [.. (details.Genres ?? []).Select(genre => genre.Name).OfType<string>()],
            [.. (credits?.Cast ?? []).OrderBy(person => person.Order ?? int.MaxValue).Take(CastShown).Select(person => new CastResponse(
                Text(person.Id), person.Name ?? "", person.Character ?? (person.Roles is [var role, ..] ? role.Character : null), Profile(images, person.ProfilePath)))],
            [.. (credits?.Crew ?? []).Where(person => JobOf(person) is { } job && CrewShown.Contains(job)).Select(person => new CrewResponse(
                Text(person.Id), person.Name ?? "", JobOf(person), person.Department, Profile(images, person.ProfilePath)))],
            type == MediaType.Movie ? null : [.. (details.Seasons ?? []).OrderBy(season => season.SeasonNumber).Select(season => new SeasonResponse(
                season.SeasonNumber, season.Name, season.EpisodeCount, YearOf(season.AirDate), Poster(images, season.PosterPath)))],
            new ExternalIdsResponse(details.ExternalIds?.ImdbId, details.ExternalIds?.TvdbId is { } tvdb ? Text(tvdb) : null),
            availability);
    }

    public static string DisplayTitle(this TmdbDetails details) => details.Title ?? details.Name ?? "";

    public static int? Year(this TmdbDetails details) => YearOf(details.ReleaseDate ?? details.FirstAirDate);

    public static string? Poster(string images, string? path) => Image(images, "w500", path);

    public static int? YearOf(string? date) =>
        date is { Length: >= 4 } && int.TryParse(date.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null;

    private static string? JobOf(TmdbPerson person) => person.Job ?? (person.Jobs is [var job, ..] ? job.Job : null);

    private static string? Backdrop(string images, string? path) => Image(images, "w1280", path);

    private static string? Profile(string images, string? path) => Image(images, "w185", path);

    private static string? Image(string images, string size, string? path) =>
        string.IsNullOrEmpty(path) ? null : $"{images.TrimEnd('/')}/{size}{path}";

    private static double? Rating(double? vote) => vote is { } value ? Math.Round(value, 1) : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
