using System.Text.Json;
using MediaNest.Plex.MediaServer;

namespace MediaNest.Plex.Tests.MediaServer;

public sealed class ExternalIdsTests
{
    [Theory]
    [InlineData("""{"guid":"plex://movie/5d77","Guid":[{"id":"imdb://tt0133093"},{"id":"tmdb://603"},{"id":"tvdb://169"}]}""", 603, "tt0133093", 169)]
    [InlineData("""{"guid":"com.plexapp.agents.themoviedb://603?lang=en"}""", 603, null, null)]
    [InlineData("""{"guid":"com.plexapp.agents.thetvdb://121361/1/2?lang=en"}""", null, null, 121361)]
    [InlineData("""{"guid":"com.plexapp.agents.imdb://tt0133093?lang=en"}""", null, "tt0133093", null)]
    [InlineData("""{"guid":"local://17"}""", null, null, null)]
    [InlineData("""{"Guid":[{"id":"tmdb://x"},{"id":""},{}]}""", null, null, null)]
    [InlineData("""{"Guid":[{"id":"tmdb://99999999999999"}]}""", null, null, null)]
    [InlineData("{}", null, null, null)]
    public void BothGenerationsOfGuidsAreRead(string json, int? tmdb, string? imdb, int? tvdb)
    {
        var item = JsonSerializer.Deserialize<PlexMetadata>(json, PlexAnswer.Json)!;

        ExternalIds.Of(item).ShouldBe(new ExternalIds(tmdb, imdb, tvdb));
    }

    [Fact]
    public void LongTextsAreCutBetweenCharacters()
    {
        var item = new MediaNest.Plex.Libraries.LibraryItem { LibraryKey = "1", RatingKey = "1", MediaType = "movie" };
        var title = new string('a', 499) + "🎬 and more";

        item.Update(new PlexMetadata("1", null, "movie", title, "a\0b", null, null, null, null, null, null, null, null, null, null, null, null, null, null), []);

        item.Title.ShouldBe(new string('a', 499));
        item.Summary.ShouldBe("ab");
    }

    [Fact]
    public void KeysMayBeTextsOrNumbers()
    {
        var item = JsonSerializer.Deserialize<PlexMetadata>("""{"ratingKey":17,"librarySectionID":"2","year":"1999","addedAt":"1700000000"}""", PlexAnswer.Json)!;

        item.RatingKey.ShouldBe("17");
        item.LibrarySectionId.ShouldBe("2");
        item.Year.ShouldBe(1999);
        item.AddedAt.ShouldBe(1_700_000_000);
    }
}
