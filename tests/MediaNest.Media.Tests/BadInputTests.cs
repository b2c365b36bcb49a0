using System.Net;
using System.Text;
using MediaNest.Media.Tests.Hosting;

namespace MediaNest.Media.Tests;

public sealed class BadInputTests(MediaApp app)
{
    private const string Nobody = "0199aa00-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"603\"")]
    [InlineData("{}")]
    [InlineData("""{"tmdbId":603}""")]
    [InlineData("""{"mediaType":"movie"}""")]
    [InlineData("""{"tmdbId":null,"mediaType":"movie"}""")]
    [InlineData("""{"tmdbId":"abc","mediaType":"movie"}""")]
    [InlineData("""{"tmdbId":-1,"mediaType":"movie"}""")]
    [InlineData("""{"tmdbId":0,"mediaType":"movie"}""")]
    [InlineData("""{"tmdbId":1.5,"mediaType":"movie"}""")]
    [InlineData("""{"tmdbId":99999999999,"mediaType":"movie"}""")]
    [InlineData("""{"tmdbId":{"a":1},"mediaType":"movie"}""")]
    [InlineData("""{"tmdbId":603,"tmdbId":604,"mediaType":"movie"}""")]
    [InlineData("""{"tmdbId":603,"mediaType":"book"}""")]
    [InlineData("""{"tmdbId":603,"mediaType":1}""")]
    [InlineData("""{"tmdbId":603,"mediaType":"movie","seasons":[1]}""")]
    [InlineData("""{"tmdbId":1396,"mediaType":"tv","seasons":[]}""")]
    [InlineData("""{"tmdbId":1396,"mediaType":"tv","seasons":[-1]}""")]
    [InlineData("""{"tmdbId":1396,"mediaType":"tv","seasons":["x"]}""")]
    [InlineData("""{"tmdbId":1396,"mediaType":"tv","seasons":[999]}""")]
    [InlineData("""{"tmdbId":1396,"mediaType":"tv","seasons":"all"}""")]
    [InlineData("""{"tmdbId":603,"mediaType":"movie","quality":"8k"}""")]
    [InlineData("""{"tmdbId":603,"mediaType":"movie","comment":12}""")]
    public async Task ABadRequestForMediaIsRefused(string body)
    {
        using var client = app.For(Guid.CreateVersion7());
        using var answer = await client.PostJsonAsync("/api/v1/media/request", body);
        await answer.ShouldFailAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR");
    }

    [Theory]
    [InlineData("/api/v1/media/search")]
    [InlineData("/api/v1/media/search?query=")]
    [InlineData("/api/v1/media/search?query=%20%20")]
    [InlineData("/api/v1/media/search?query=x&type=book")]
    [InlineData("/api/v1/media/search?query=x&page=0")]
    [InlineData("/api/v1/media/search?query=x&page=abc")]
    [InlineData("/api/v1/media/search?query=x&limit=101")]
    [InlineData("/api/v1/media/search?query=x&year=12")]
    [InlineData("/api/v1/media/trending?window=year")]
    [InlineData("/api/v1/media/discover?type=all")]
    [InlineData("/api/v1/media/discover?genre=Nonsense")]
    [InlineData("/api/v1/media/discover?sort=random")]
    [InlineData("/api/v1/media/movie/abc")]
    [InlineData("/api/v1/media/movie/-5")]
    [InlineData("/api/v1/media/tv/99999999999999")]
    [InlineData("/api/v1/media/requests?status=lost")]
    [InlineData("/api/v1/media/requests?mediaType=book")]
    [InlineData("/api/v1/media/requests?from=yesterday")]
    [InlineData("/api/v1/media/requests?sort=userId")]
    [InlineData("/api/v1/media/requests?limit=0")]
    [InlineData("/api/v1/admin/requests?userId=abc")]
    public async Task ABadQueryIsRefused(string address)
    {
        using var admin = app.Admin();
        using var answer = await admin.GetAsync(new Uri(address, UriKind.Relative));
        await answer.ShouldFailAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR");
    }

    [Theory]
    [InlineData("deny", "")]
    [InlineData("deny", "{}")]
    [InlineData("deny", """{"reason":""}""")]
    [InlineData("deny", """{"reason":5}""")]
    [InlineData("bulk", "{}")]
    [InlineData("bulk", """{"ids":[],"action":"approve"}""")]
    [InlineData("bulk", """{"ids":["x"],"action":"approve"}""")]
    [InlineData("bulk", $$"""{"ids":["{{Nobody}}"],"action":"delete"}""")]
    [InlineData("bulk", $$"""{"ids":["{{Nobody}}"],"action":"deny"}""")]
    public async Task ABadDecisionIsRefused(string action, string body)
    {
        using var admin = app.Admin();
        using var answer = await admin.PostJsonAsync(action == "bulk" ? "/api/v1/admin/requests/bulk" : $"/api/v1/admin/requests/{Nobody}/{action}", body);
        await answer.ShouldFailAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR");
    }

    [Theory]
    [InlineData("GET", "/api/v1/media/requests/not-an-id", HttpStatusCode.NotFound, "NOT_FOUND")]
    [InlineData("GET", $"/api/v1/media/requests/{Nobody}", HttpStatusCode.NotFound, "NOT_FOUND")]
    [InlineData("POST", $"/api/v1/admin/requests/{Nobody}/approve", HttpStatusCode.NotFound, "NOT_FOUND")]
    [InlineData("GET", "/api/v1/media/book/603", HttpStatusCode.NotFound, "NOT_FOUND")]
    [InlineData("GET", "/api/v1/media/movie/987654321", HttpStatusCode.NotFound, "NOT_FOUND")]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound, "NOT_FOUND")]
    [InlineData("PUT", "/api/v1/media/request", HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED")]
    public async Task WhatIsNotThereIsNotFound(string method, string address, HttpStatusCode status, string code)
    {
        using var admin = app.Admin();
        using var answer = await admin.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));
        await answer.ShouldFailAsync(status, code);
    }

    [Fact]
    public async Task OversizedAndMislabelledBodiesAreRefused()
    {
        using var client = app.For(Guid.CreateVersion7());
        using var huge = await client.PostJsonAsync("/api/v1/media/request", $$"""{"comment":"{{new string('x', 1_100_000)}}"}""");
        await huge.ShouldFailAsync(HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");
        using var text = new StringContent("""{"tmdbId":603,"mediaType":"movie"}""", Encoding.UTF8, "text/plain");
        using var mislabelled = await client.PostAsync(new Uri("/api/v1/media/request", UriKind.Relative), text);
        await mislabelled.ShouldFailAsync(HttpStatusCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    public async Task AnIdempotencyKeyMustBeOne(string key)
    {
        using var client = app.For(Guid.CreateVersion7());
        using var answer = await client.AskAsync(Titles.FightClub, key: key);
        await answer.ShouldFailAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR");
    }
}
