using System.Net;
using System.Text;
using MediaNest.Plex.Tests.Hosting;
using MediaNest.Testing;

namespace MediaNest.Plex.Tests.Webhooks;

public sealed class PlexWebhookTests : IAsyncLifetime
{
    private const string Address = "/api/v1/webhooks/plex/" + PlexApp.WebhookSecret;

    private PlexApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await PlexApp.StartAsync(("Plex:DeltaSeconds", "3600"));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task NewTitleThatPlexAnnouncesIsRead()
    {
        using var plex = _app.Client(null);
        var id = await _app.MissingAsync("movie");
        await _app.Simulator.Control.AddPlexItemAsync(id, "movie");

        var receipt = await (await plex.PostAsync(Address, Form("""{"event":"library.new","Metadata":{"type":"movie","ratingKey":"1","librarySectionID":1}}"""))).DataAsync();

        receipt.GetProperty("accepted").GetBoolean().ShouldBeTrue();
        await Eventually.Async(async () => await _app.CountEventsAsync("LibraryItemAdded", id) == 1, Eventually.Patience, "the title is in the index");
    }

    [Fact]
    public async Task AnotherServersWebhookMeansNothing()
    {
        using var plex = _app.Client(null);

        var receipt = await (await plex.PostAsync(Address, Form("""{"event":"library.new","Server":{"uuid":"another"}}"""))).DataAsync();

        receipt.GetProperty("accepted").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"event":"media.play","user":true,"Player":{}}""", 200)]
    [InlineData("""{"event":"something.new"}""", 200)]
    [InlineData("""{}""", 400)]
    [InlineData("""[]""", 400)]
    [InlineData("""{"event":""", 400)]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    public async Task UnknownEventsAreTakenAndNonsenseIsNot(string payload, int status)
    {
        using var plex = _app.Client(null);

        (await plex.PostAsync(Address, Form(payload))).StatusCode.ShouldBe((HttpStatusCode)status);
    }

    [Fact]
    public async Task WrongSecretOrBodyIsRefused()
    {
        using var plex = _app.Client(null);
        await (await plex.PostAsync("/api/v1/webhooks/plex/guessed-secret-of-length", Form("{}"))).ErrorAsync(HttpStatusCode.NotFound);
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        await (await plex.PostAsync(Address, json)).ErrorAsync(HttpStatusCode.UnsupportedMediaType);
        using var broken = new StringContent("--x\r\nbroken", Encoding.UTF8, "multipart/form-data");
        (await plex.PostAsync(Address, broken)).StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType);
        await (await plex.GetAsync(Address)).ErrorAsync(HttpStatusCode.MethodNotAllowed);
    }

    private static MultipartFormDataContent Form(string payload) => new()
    {
        { new StringContent(payload, Encoding.UTF8, "application/json"), "payload" },
        { new ByteArrayContent([0xFF, 0xD8, 0xFF]), "thumb", "thumb.jpg" },
    };
}
