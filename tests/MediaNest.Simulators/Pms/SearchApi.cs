using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Pms;

/// <summary>/hubs/search: what was found, by kind, three of each unless told otherwise.</summary>
internal static class SearchApi
{
    public static PlexResult Search(HttpRequest request, PlexLibrary library, TitleCatalogue catalogue)
    {
        var limit = Math.Clamp(request.PlexNumber("limit") ?? 3, 0, 100);
        var section = request.PlexNumber("sectionId");
        var found = catalogue.Search(request.Query["query"].ToString())
            .Select(title => library.Find(title.Key))
            .OfType<PlexItem>()
            .Where(item => section is null || item.SectionId == section)
            .ToList();

        var hubs = new List<PlexNode>
        {
            Hub("movie", "Movies", found.Where(item => item.Title.Type is MediaType.Movie), limit),
            Hub("show", "Shows", found.Where(item => item.Title.Type is MediaType.Tv), limit),
            Hub("episode", "Episodes", [], limit),
            Hub("artist", "Artists", [], limit),
        };
        return new PlexResult(PmsAnswers.Container(hubs.Count).AddRange(hubs));
    }

    private static PlexNode Hub(string type, string title, IEnumerable<PlexItem> items, int limit)
    {
        var all = items.ToList();
        var shown = all.Take(limit).ToList();
        return new PlexNode("Hub")
            .With("title", title).With("type", type).With("hubIdentifier", type).With("context", "hub.search")
            .With("size", shown.Count).With("more", all.Count > shown.Count).With("style", "shelf")
            .AddRange(shown.Select(item => PmsAnswers.Item(item, guids: true)));
    }
}
