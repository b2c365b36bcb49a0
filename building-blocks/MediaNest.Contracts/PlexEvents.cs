namespace MediaNest.Contracts;

/// <summary>A title, or more seasons or episodes of it, appeared in the Plex library.</summary>
/// <param name="RatingKey">Plex's own key.</param>
/// <param name="LibraryKey">The library it is in.</param>
/// <param name="MediaType"><c>movie</c> or <c>tv</c>.</param>
/// <param name="TmdbId">The title's id at TMDB, where Plex knows it.</param>
/// <param name="Title">The title.</param>
/// <param name="Year">Year of release, where known.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
/// <param name="NewEpisodes">How many episodes came to a show that was there before; null where the title is new or nobody knows.</param>
public sealed record LibraryItemAdded(
    string RatingKey, string LibraryKey, string MediaType, int? TmdbId, string Title, int? Year,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null, int? NewEpisodes = null) : IIntegrationEvent;

/// <summary>A title is no longer in the Plex library.</summary>
/// <param name="RatingKey">Plex's own key.</param>
/// <param name="LibraryKey">The library it was in.</param>
/// <param name="MediaType"><c>movie</c> or <c>tv</c>.</param>
/// <param name="TmdbId">The title's id at TMDB, where Plex knew it.</param>
/// <param name="Title">The title.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record LibraryItemRemoved(
    string RatingKey, string LibraryKey, string MediaType, int? TmdbId, string Title,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A library's index agrees with Plex again.</summary>
/// <param name="LibraryKey">The library.</param>
/// <param name="Title">Its title.</param>
/// <param name="Added">Items that came.</param>
/// <param name="Removed">Items that went.</param>
/// <param name="Total">Items in it now.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record LibrarySynced(
    string LibraryKey, string Title, int Added, int Removed, int Total,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>The Plex server can be reached, or no longer can.</summary>
/// <param name="Reachable">Whether it answers.</param>
/// <param name="ServerName">The server's name, where known.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record PlexServerReachabilityChanged(
    bool Reachable, string? ServerName,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;
