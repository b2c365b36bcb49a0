namespace MediaNest.Simulators;

/// <summary>What a person does at plex.tv/link.</summary>
/// <param name="Username">The account's name; made if there is none of that name.</param>
/// <param name="Email">The account's e-mail address.</param>
/// <param name="Owner">True: this is the owner of the server, under this name from now on.</param>
/// <param name="ServerAccess">False: the server is not shared with this account.</param>
public sealed record LinkPin(string Username, string Email, bool Owner = false, bool ServerAccess = true);

/// <summary>Changes a plex.tv account.</summary>
/// <param name="TokenState"><c>valid</c>, <c>expired</c> (498) or <c>revoked</c> (401); null leaves it.</param>
/// <param name="ServerAccess">Whether the server is shared with it; null leaves it.</param>
public sealed record ChangePlexUser(string? TokenState = null, bool? ServerAccess = null);

/// <summary>A title to put on the media server.</summary>
/// <param name="TmdbId">Its TMDB id.</param>
/// <param name="MediaType"><c>movie</c> or <c>tv</c>.</param>
/// <param name="Seasons">For shows: which seasons; null or empty: all.</param>
public sealed record AddPlexItem(int TmdbId, string MediaType, IReadOnlyList<int>? Seasons = null);

/// <summary>How a request completes.</summary>
/// <param name="Seasons">For shows: only these seasons; null or empty: all requested ones.</param>
/// <param name="AddToPlex">False: announced, but not in Plex (yet).</param>
public sealed record CompleteRequest(IReadOnlyList<int>? Seasons = null, bool AddToPlex = true);

/// <summary>What the control API can change while running; unset members stay as they are.</summary>
public sealed record ControlSettings
{
    /// <summary>Seconds after approval at which a request completes by itself; 0: never.</summary>
    public double? AutoCompleteAfterSeconds { get; init; }

    /// <summary>Where Overseerr's webhooks go; empty: nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>The Authorization header of Overseerr's webhooks; empty: none. Never returned.</summary>
    public string? WebhookAuthorization { get; init; }

    /// <summary>Where Uptime Kuma's webhooks go; empty: nowhere.</summary>
    public string? UptimeKumaWebhookUrl { get; init; }
}

/// <summary>Sets a monitor of Uptime Kuma.</summary>
/// <param name="Status"><c>up</c>, <c>down</c>, <c>pending</c>, <c>maintenance</c> or <c>paused</c>; null leaves it.</param>
/// <param name="Ping">Milliseconds; null leaves it.</param>
public sealed record SetMonitor(string? Status = null, int? Ping = null);
