using MediaNest.Caching;
using MediaNest.Plex.Sync;
using MediaNest.ServiceDefaults;

namespace MediaNest.Plex.Http;

internal static class Meta
{
    /// <summary>An answer from the index is stale while Plex, which might know better, is away.</summary>
    public static ResponseMeta? Of(PlexPresence presence) => presence.IsAway ? new ResponseMeta(Stale: true) : null;

    public static ResponseMeta Of<T>(Cached<T> cached) => new(cached.Stale ? true : null, cached.CachedAt);
}
