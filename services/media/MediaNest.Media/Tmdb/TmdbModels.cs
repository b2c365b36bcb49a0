namespace MediaNest.Media.Tmdb;

// TMDB's own shapes, as far as they are read (snake_case on the wire).

internal sealed record TmdbPage(int Page, IReadOnlyList<TmdbItem>? Results, int TotalPages, int TotalResults);

/// <summary>A film (<c>title</c>, <c>release_date</c>), a show (<c>name</c>, <c>first_air_date</c>) or, from the multi search, a person.</summary>
internal sealed record TmdbItem(
    int Id, string? MediaType, string? Title, string? Name, string? ReleaseDate, string? FirstAirDate,
    string? PosterPath, string? BackdropPath, string? Overview, double? VoteAverage, double? Popularity);

internal sealed record TmdbDetails(
    int Id, string? Title, string? Name, string? ReleaseDate, string? FirstAirDate, string? PosterPath, string? BackdropPath,
    string? Overview, string? Tagline, string? Status, double? VoteAverage, int? Runtime, IReadOnlyList<int>? EpisodeRunTime,
    IReadOnlyList<TmdbGenre>? Genres, TmdbCredits? Credits, TmdbCredits? AggregateCredits,
    IReadOnlyList<TmdbSeason>? Seasons, TmdbExternalIds? ExternalIds);

internal sealed record TmdbGenre(int Id, string? Name);

internal sealed record TmdbGenres(IReadOnlyList<TmdbGenre>? Genres);

internal sealed record TmdbCredits(IReadOnlyList<TmdbPerson>? Cast, IReadOnlyList<TmdbPerson>? Crew);

internal sealed record TmdbPerson(
    int Id, string? Name, string? Character, string? Job, string? Department, string? ProfilePath, int? Order,
    IReadOnlyList<TmdbRole>? Roles, IReadOnlyList<TmdbJob>? Jobs);

internal sealed record TmdbRole(string? Character, int? EpisodeCount);

internal sealed record TmdbJob(string? Job, int? EpisodeCount);

internal sealed record TmdbSeason(int SeasonNumber, string? Name, int? EpisodeCount, string? AirDate, string? PosterPath);

internal sealed record TmdbExternalIds(string? ImdbId, int? TvdbId);
