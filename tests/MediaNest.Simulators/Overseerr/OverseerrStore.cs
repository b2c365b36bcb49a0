using MediaNest.Simulators.Catalogue;
using MediaNest.Simulators.Pms;

namespace MediaNest.Simulators.Overseerr;

/// <summary>Requests of the simulated Overseerr and what they make of the titles' status. Moves announce themselves by webhook.</summary>
internal sealed class OverseerrStore(TitleCatalogue catalogue, PlexLibrary library, OverseerrWebhooks webhooks, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, OverseerrRequest> _requests = [];
    private readonly Dictionary<TitleKey, int> _mediaIds = [];
    private int _lastRequest;

    public void Reset()
    {
        lock (_lock)
        {
            _requests.Clear();
            _mediaIds.Clear();
            _lastRequest = 0;
        }
    }

    public IReadOnlyList<OverseerrRequest> List()
    {
        lock (_lock)
        {
            return [.. _requests.Values];
        }
    }

    public OverseerrRequest? Find(int id)
    {
        lock (_lock)
        {
            return _requests.GetValueOrDefault(id);
        }
    }

    public int MediaId(Title title)
    {
        lock (_lock)
        {
            if (!_mediaIds.TryGetValue(title.Key, out var id))
            {
                _mediaIds[title.Key] = id = _mediaIds.Count + 1;
            }

            return id;
        }
    }

    /// <summary>Whether Overseerr has ever heard of the title: it was requested or is in Plex.</summary>
    public bool Knows(Title title) => MediaStatusOf(title, is4K: false) is not MediaStatus.Unknown || List().Any(request => request.Title == title);

    public MediaStatus MediaStatusOf(Title title, bool is4K)
    {
        if (title.Type is MediaType.Tv)
        {
            var seasons = title.SeasonNumbers.Select(season => SeasonStatusOf(title, season, is4K)).ToList();
            return seasons.TrueForAll(status => status is MediaStatus.Available) ? MediaStatus.Available
                : seasons.Contains(MediaStatus.Available) ? MediaStatus.PartiallyAvailable
                : seasons.Contains(MediaStatus.Processing) ? MediaStatus.Processing
                : seasons.Contains(MediaStatus.Pending) ? MediaStatus.Pending
                : MediaStatus.Unknown;
        }

        return StatusOf(title, is4K, season: null, library.Find(title.Key) is not null);
    }

    public MediaStatus SeasonStatusOf(Title title, int season, bool is4K) =>
        StatusOf(title, is4K, season, library.Find(title.Key)?.SeasonsAdded.ContainsKey(season) is true);

    public (CreateOutcome Outcome, OverseerrRequest? Request) Create(MediaType type, int tmdbId, IReadOnlyCollection<int>? seasons, bool is4K, OverseerrUser user)
    {
        OverseerrRequest request;
        lock (_lock)
        {
            if (user.QuotaUsedUp)
            {
                return (CreateOutcome.QuotaExceeded, null);
            }

            if (catalogue.Find(type, tmdbId) is not { } title)
            {
                return (CreateOutcome.UnknownTitle, null);
            }

            List<int> wanted = [];
            if (type is MediaType.Tv)
            {
                wanted = [.. (seasons ?? [.. title.SeasonNumbers])
                    .Where(season => title.SeasonNumbers.Contains(season) && SeasonStatusOf(title, season, is4K) is MediaStatus.Unknown)
                    .Distinct().Order()];
                if (wanted.Count == 0)
                {
                    return (CreateOutcome.NothingLeft, null);
                }
            }
            else if (MediaStatusOf(title, is4K) is not MediaStatus.Unknown)
            {
                return (CreateOutcome.Duplicate, null);
            }

            var now = time.GetUtcNow();
            request = new OverseerrRequest
            {
                Id = ++_lastRequest,
                Title = title,
                Is4K = is4K,
                RequestedBy = user,
                Seasons = wanted,
                CreatedAt = now,
                UpdatedAt = now,
                Status = user.IsAdmin ? RequestStatus.Approved : RequestStatus.Pending,
                ApprovedAt = user.IsAdmin ? now : null,
                ModifiedBy = user.IsAdmin ? user : null,
            };
            _requests[request.Id] = request;
        }

        Announce(request, user.IsAdmin ? "MEDIA_AUTO_APPROVED" : "MEDIA_PENDING");
        return (CreateOutcome.Created, request);
    }

    public void Approve(OverseerrRequest request, OverseerrUser by)
    {
        lock (_lock)
        {
            Touch(request, RequestStatus.Approved, by);
            request.ApprovedAt = request.UpdatedAt;
        }

        Announce(request, "MEDIA_APPROVED");
    }

    public void Decline(OverseerrRequest request, OverseerrUser by)
    {
        lock (_lock)
        {
            Touch(request, RequestStatus.Declined, by);
        }

        Announce(request, "MEDIA_DECLINED");
    }

    public void Fail(OverseerrRequest request)
    {
        lock (_lock)
        {
            Touch(request, RequestStatus.Failed, by: null);
        }

        Announce(request, "MEDIA_FAILED");
    }

    public void ChangeSeasons(OverseerrRequest request, IEnumerable<int> seasons)
    {
        lock (_lock)
        {
            request.Seasons.Clear();
            request.Seasons.AddRange(seasons.Where(season => request.Title.SeasonNumbers.Contains(season)).Distinct().Order());
            request.UpdatedAt = time.GetUtcNow();
        }
    }

    public bool Delete(int id)
    {
        lock (_lock)
        {
            return _requests.Remove(id);
        }
    }

    /// <summary>
    /// The download is done: the title (or those seasons) gets into Plex and is announced. With <paramref name="intoPlex"/>
    /// false it is announced only, as happens in the field when Overseerr is ahead of Plex.
    /// </summary>
    public void Complete(OverseerrRequest request, IReadOnlyCollection<int>? seasons, bool intoPlex = true)
    {
        lock (_lock)
        {
            var done = seasons is { Count: > 0 } ? seasons : request.Seasons;
            if (intoPlex)
            {
                library.Add(request.Title, request.Title.Type is MediaType.Tv ? done : null);
            }

            request.Completed.UnionWith(done);
            var all = request.Title.Type is MediaType.Movie || request.Seasons.TrueForAll(request.Completed.Contains);
            Touch(request, all ? RequestStatus.Completed : RequestStatus.Approved, by: null);
        }

        Announce(request, "MEDIA_AVAILABLE");
    }

    /// <summary>Approved requests older than the given age.</summary>
    public IReadOnlyList<OverseerrRequest> ApprovedBefore(DateTimeOffset moment) =>
        [.. List().Where(request => request.Status is RequestStatus.Approved && request.ApprovedAt <= moment)];

    private MediaStatus StatusOf(Title title, bool is4K, int? season, bool inPlex)
    {
        lock (_lock)
        {
            var requests = _requests.Values
                .Where(request => request.Title == title && request.Is4K == is4K && (season is null || request.Seasons.Contains(season.Value)))
                .ToList();
            if ((inPlex && !is4K) || requests.Exists(request => season is null ? request.Status is RequestStatus.Completed : request.Completed.Contains(season.Value)))
            {
                return MediaStatus.Available;
            }

            return requests.Exists(request => request.Status is RequestStatus.Approved) ? MediaStatus.Processing
                : requests.Exists(request => request.Status is RequestStatus.Pending) ? MediaStatus.Pending
                : MediaStatus.Unknown;
        }
    }

    private void Touch(OverseerrRequest request, RequestStatus status, OverseerrUser? by)
    {
        request.Status = status;
        request.UpdatedAt = time.GetUtcNow();
        request.ModifiedBy = by ?? request.ModifiedBy;
    }

    private void Announce(OverseerrRequest request, string type) =>
        webhooks.Send(type, request, MediaStatusOf(request.Title, is4K: false), MediaStatusOf(request.Title, is4K: true));
}
