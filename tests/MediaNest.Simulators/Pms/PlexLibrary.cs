using System.Diagnostics.CodeAnalysis;
using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Pms;

/// <summary>A title on the media server. Instances do not change; the library replaces them.</summary>
internal sealed record PlexItem(int RatingKey, Title Title, IReadOnlyDictionary<int, DateTimeOffset> SeasonsAdded, DateTimeOffset AddedAt)
{
    /// <summary>Some items are left from an old agent, which has no plex:// guid and no Guid list.</summary>
    public bool LegacyGuid => RatingKey % 23 == 0;

    public bool Is4K => RatingKey % 9 == 0;

    public int SectionId => Title.Type is MediaType.Movie ? PlexLibrary.MovieSection : PlexLibrary.ShowSection;

    public bool IsComplete => Title.Type is MediaType.Movie || SeasonsAdded.Count >= Title.Seasons;
}

/// <summary>What is on the simulated media server.</summary>
internal sealed class PlexLibrary
{
    public const int MovieSection = 1;
    public const int ShowSection = 2;
    public const int YouTubeSection = 3;

    private readonly Lock _lock = new();
    private readonly TitleCatalogue _catalogue;
    private readonly TimeProvider _time;
    private readonly Dictionary<TitleKey, PlexItem> _items = [];
    private int _lastKey;

    public PlexLibrary(TitleCatalogue catalogue, TimeProvider time)
    {
        _catalogue = catalogue;
        _time = time;
        Reset();
    }

    public DateTimeOffset? ScannedAt { get; private set; }

    /// <summary>Back to the start: every third title is there, and of some shows only the first half.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _items.Clear();
            _lastKey = 1000;
            ScannedAt = null;
            var added = _time.GetUtcNow().AddHours(-3);
            for (var index = 1; index < _catalogue.All.Count; index += 3)
            {
                var title = _catalogue.All[index];
                var seasons = title.Seasons > 2 && index % 4 == 0 ? title.Seasons / 2 : title.Seasons;
                Put(title, title.SeasonNumbers.Take(seasons), added);
                added = added.AddHours(-17);
            }
        }
    }

    public IReadOnlyList<PlexItem> Items(MediaType? type = null)
    {
        lock (_lock)
        {
            return [.. _items.Values.Where(item => type is null || item.Title.Type == type).OrderBy(item => item.RatingKey)];
        }
    }

    public IReadOnlyList<Title> Missing()
    {
        lock (_lock)
        {
            return [.. _catalogue.All.Where(title => !_items.ContainsKey(title.Key))];
        }
    }

    public PlexItem? Find(TitleKey key)
    {
        lock (_lock)
        {
            return _items.GetValueOrDefault(key);
        }
    }

    public bool TryFind(int ratingKey, [NotNullWhen(true)] out PlexItem? item)
    {
        lock (_lock)
        {
            item = _items.Values.FirstOrDefault(candidate => candidate.RatingKey == ratingKey);
            return item is not null;
        }
    }

    /// <summary>Adds a film, or seasons of a show (all when none are named); what is there already stays as it is.</summary>
    public PlexItem Add(Title title, IReadOnlyCollection<int>? seasons)
    {
        lock (_lock)
        {
            return Put(title, seasons is { Count: > 0 } ? seasons : title.SeasonNumbers, _time.GetUtcNow());
        }
    }

    public bool Remove(TitleKey key)
    {
        lock (_lock)
        {
            return _items.Remove(key);
        }
    }

    public void Scan()
    {
        lock (_lock)
        {
            ScannedAt = _time.GetUtcNow();
        }
    }

    private PlexItem Put(Title title, IEnumerable<int> seasons, DateTimeOffset added)
    {
        var known = _items.GetValueOrDefault(title.Key);
        var all = known is null ? [] : new Dictionary<int, DateTimeOffset>(known.SeasonsAdded);
        foreach (var season in seasons.Where(season => season >= 1 && season <= title.Seasons))
        {
            all.TryAdd(season, added);
        }

        return _items[title.Key] = known is null
            ? new PlexItem(++_lastKey, title, all, added)
            : known with { SeasonsAdded = all };
    }
}
