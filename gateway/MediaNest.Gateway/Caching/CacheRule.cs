namespace MediaNest.Gateway.Caching;

/// <summary>
/// What a client may do with a good answer to GET: the table 'Caching' of design/api.md. All of it is <c>private</c>, as all of it is for people
/// who have signed in, and has an <c>ETag</c>. Where no rule is named, the service's own word holds, and without one <c>no-store</c>.
/// </summary>
/// <param name="CacheControl">The header.</param>
internal sealed record CacheRule(string CacheControl)
{
    /// <summary>What changes when the owner changes the server: the server, its libraries, collections.</summary>
    public static readonly CacheRule Long = new("private, max-age=3600");

    /// <summary>Search, recently added, statistics.</summary>
    public static readonly CacheRule Medium = new("private, max-age=300");

    /// <summary>The services' status.</summary>
    public static readonly CacheRule Short = new("private, max-age=30");

    /// <summary>
    /// One's own lists: kept, but asked about each time. What is in them also changes by other hands (an approval, a finished download) and the client
    /// is told by socket to look again: it must not then find its copy of five minutes ago. An unchanged list costs a 304.
    /// </summary>
    public static readonly CacheRule Revalidated = new("private, no-cache");
}
