using System.Net;
using System.Net.Http.Json;
using System.Text;
using MassTransit;
using MediaNest.Contracts;
using MediaNest.Download.Tests.Hosting;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Download.Tests.Downloads;

public sealed class DownloadsApiTests(DownloadsApiTests.Fixture fixture) : IClassFixture<DownloadsApiTests.Fixture>
{
    private DownloadApp App => fixture.App;

    public static TheoryData<string, string> BadBodies() => new()
    {
        { """{}""", "url" },
        { """{"url":null}""", "url" },
        { """{"url":5}""", "url" },
        { """{"url":"https://vimeo.com/1"}""", "url" },
        { """{"url":"http://169.254.169.254/latest/meta-data"}""", "url" },
        { """{"url":"https://youtu.be/dQw4w9WgXcQ","quality":"4k"}""", "quality" },
        { """{"url":"https://youtu.be/dQw4w9WgXcQ","quality":720}""", "quality" },
        { """{"url":"https://youtu.be/dQw4w9WgXcQ","format":"exe"}""", "format" },
        { """{"url":"https://youtu.be/dQw4w9WgXcQ","quality":"audio","format":"mp4"}""", "format" },
        { """{"url":"https://youtu.be/dQw4w9WgXcQ","addToPlex":"yes"}""", "addToPlex" },
        { """{"url":"https://youtu.be/dQw4w9WgXcQ","downloadPath":"../../etc"}""", "downloadPath" },
        { """{"url":"https://youtu.be/dQw4w9WgXcQ","downloadPath":"/etc"}""", "downloadPath" },
        { """{"url":"https://youtu.be/dQw4w9WgXcQ","downloadPath":"a\u0000b"}""", "downloadPath" },
        { """{"url":"https://youtu.be/dQw4w9WgXcQ","downloadPath":["a"]}""", "downloadPath" },
        { """[]""", "body" },
        { """{"url":""", "" },
        { """null""", "" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task BadBodyIsRefusedByItsField(string body, string field)
    {
        using var alice = App.Alice();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var error = await (await alice.PostAsync("/api/v1/youtube/download", content)).ErrorAsync(HttpStatusCode.BadRequest);

        error.GetProperty("code").GetString().ShouldBe("VALIDATION_ERROR");
        if (field.Length > 0)
        {
            error.GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("field").GetString()).ShouldContain(field);
        }
    }

    [Fact]
    public async Task EveryComplaintIsReportedAtOnce()
    {
        using var alice = App.Alice();

        var error = await (await alice.PostAsJsonAsync("/api/v1/youtube/download", new { url = "x", quality = "x", format = "x", downloadPath = ".." }))
            .ErrorAsync(HttpStatusCode.BadRequest);

        error.GetProperty("details").GetArrayLength().ShouldBe(4);
    }

    [Theory]
    [InlineData("GET", "/api/v1/youtube/downloads?status=sleeping", 400)]
    [InlineData("GET", "/api/v1/youtube/downloads?page=0", 400)]
    [InlineData("GET", "/api/v1/youtube/downloads?limit=500", 400)]
    [InlineData("GET", "/api/v1/youtube/downloads?page=one", 400)]
    [InlineData("GET", "/api/v1/youtube/downloads?sort=url:asc", 400)]
    [InlineData("GET", "/api/v1/youtube/downloads?userId=me", 400)]
    [InlineData("GET", "/api/v1/youtube/downloads/not-an-id", 404)]
    [InlineData("GET", "/api/v1/youtube/downloads/0199aa00-0000-7000-8000-000000000000", 404)]
    [InlineData("DELETE", "/api/v1/youtube/downloads/0199aa00-0000-7000-8000-000000000000", 404)]
    [InlineData("POST", "/api/v1/youtube/downloads/0199aa00-0000-7000-8000-000000000000/retry", 404)]
    [InlineData("POST", "/api/v1/youtube/downloads/0199aa00-0000-7000-8000-000000000000/cancel", 404)]
    [InlineData("PUT", "/api/v1/youtube/downloads", 405)]
    [InlineData("GET", "/api/v1/youtube/metadata", 400)]
    [InlineData("GET", "/api/v1/youtube/metadata?url=http://localhost/", 400)]
    public async Task BadRequestsAreAnsweredInTheEnvelope(string method, string address, int status)
    {
        using var alice = App.Alice();
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), address);

        await (await alice.SendAsync(request)).ErrorAsync((HttpStatusCode)status);
    }

    [Fact]
    public async Task OtherContentTypesAndStrangersAreRefused()
    {
        using var alice = App.Alice();
        using var text = new StringContent("url=x", Encoding.UTF8, "text/plain");
        await (await alice.PostAsync("/api/v1/youtube/download", text)).ErrorAsync(HttpStatusCode.UnsupportedMediaType);

        using var nobody = App.Client(null);
        await (await nobody.PostAsJsonAsync("/api/v1/youtube/download", new { url = "https://youtu.be/dQw4w9WgXcQ" })).ErrorAsync(HttpStatusCode.Unauthorized);
        using var service = App.Client(App.Issuer.ServiceToken("media"));
        await (await service.GetAsync("/api/v1/youtube/downloads")).ErrorAsync(HttpStatusCode.Forbidden);
        using var expired = App.Client(App.Issuer.ExpiredToken());
        (await (await expired.GetAsync("/api/v1/youtube/downloads")).ErrorAsync(HttpStatusCode.Unauthorized)).GetProperty("code").GetString().ShouldBe("TOKEN_EXPIRED");
    }

    [Fact]
    public async Task SameVideoIsFetchedOnceHoweverManyAskAtOnce()
    {
        using var alice = App.Alice();
        using var bob = App.Bob();
        var video = DownloadApp.NewVideo();
        string[] spellings = [$"https://youtu.be/{video}", $"https://www.youtube.com/watch?v={video}", $"https://m.youtube.com/watch?v={video}&t=1"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            (i % 2 == 0 ? alice : bob).PostAsJsonAsync("/api/v1/youtube/download", new { url = spellings[i % spellings.Length] })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Accepted))
        {
            (await refused.ErrorAsync(HttpStatusCode.Conflict)).GetProperty("code").GetString().ShouldBe("ALREADY_DOWNLOADED");
        }

        var other = await alice.PostAsJsonAsync("/api/v1/youtube/download", new { url = spellings[0], quality = "360p" });
        other.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task AnothersDownloadIsNotThere()
    {
        using var alice = App.Alice();
        using var bob = App.Bob();
        using var admin = App.Admin();
        var video = DownloadApp.NewVideo();
        var id = await alice.QueueAsync(video);

        await (await bob.GetAsync($"/api/v1/youtube/downloads/{id}")).ErrorAsync(HttpStatusCode.NotFound);
        await (await bob.DeleteAsync($"/api/v1/youtube/downloads/{id}")).ErrorAsync(HttpStatusCode.NotFound);
        await (await bob.PostAsync($"/api/v1/youtube/downloads/{id}/retry", null)).ErrorAsync(HttpStatusCode.NotFound);
        await (await bob.PostAsync($"/api/v1/youtube/downloads/{id}/cancel", null)).ErrorAsync(HttpStatusCode.NotFound);
        (await (await bob.GetAsync($"/api/v1/youtube/downloads?userId={TestIssuer.AliceId}")).DataAsync()).GetProperty("items").GetArrayLength().ShouldBe(0);
        var conflict = await (await bob.PostAsJsonAsync("/api/v1/youtube/download", new { url = $"https://youtu.be/{video}", quality = "720p" })).ErrorAsync(HttpStatusCode.Conflict);
        conflict.ToString().ShouldNotContain(id);

        (await (await admin.GetAsync($"/api/v1/youtube/downloads/{id}")).DataAsync()).GetProperty("id").GetString().ShouldBe(id);
        (await (await admin.GetAsync($"/api/v1/youtube/downloads?userId={TestIssuer.AliceId}&limit=100")).DataAsync())
            .GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ShouldContain(id);
    }

    [Fact]
    public async Task FinishedDownloadIsDeletedWithItsFileAndMayBeFetchedAgain()
    {
        using var alice = App.Alice();
        var video = DownloadApp.NewVideo();
        var id = await alice.QueueAsync(video);
        var done = await alice.ReachesAsync(id, "completed");
        var path = Path.Combine(App.Root, done.GetProperty("filePath").GetString()!);
        File.Exists(path).ShouldBeTrue();

        await (await alice.PostAsync($"/api/v1/youtube/downloads/{id}/retry", null)).ErrorAsync(HttpStatusCode.Conflict);
        (await (await alice.DeleteAsync($"/api/v1/youtube/downloads/{id}")).DataAsync()).GetProperty("status").GetString().ShouldBe("deleted");

        File.Exists(path).ShouldBeFalse();
        await (await alice.GetAsync($"/api/v1/youtube/downloads/{id}")).ErrorAsync(HttpStatusCode.NotFound);
        await alice.QueueAsync(video);
    }

    [Fact]
    public async Task CancellingAFinishedDownloadLeavesItsFile()
    {
        using var alice = App.Alice();
        var id = await alice.QueueAsync(DownloadApp.NewVideo());
        var done = await alice.ReachesAsync(id, "completed");

        await (await alice.PostAsync($"/api/v1/youtube/downloads/{id}/cancel", null)).ErrorAsync(HttpStatusCode.Conflict);

        File.Exists(Path.Combine(App.Root, done.GetProperty("filePath").GetString()!)).ShouldBeTrue();
        (await (await alice.GetAsync($"/api/v1/youtube/downloads/{id}")).DataAsync()).GetProperty("status").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task ChosenFolderAndFormatAreUsed()
    {
        using var alice = App.Alice();
        var response = await alice.PostAsJsonAsync(
            "/api/v1/youtube/download", new { url = $"https://youtu.be/{DownloadApp.NewVideo()}", format = "mp3", quality = "720p", downloadPath = $"{App.Root}/music/live" });
        var queued = await response.DataAsync(HttpStatusCode.Accepted);
        queued.GetProperty("quality").GetString().ShouldBe("audio");

        var done = await alice.ReachesAsync(queued.GetProperty("id").GetString()!, "completed", "failed");

        done.GetProperty("filePath").GetString().ShouldStartWith("music/live/", customMessage: done.ToString());
        done.GetProperty("filePath").GetString().ShouldEndWith(".mp3");
    }

    [Fact]
    public async Task DeletedUsersFilesStayAndTheRestOfThemGoes()
    {
        var user = Guid.CreateVersion7();
        using var client = App.Client(App.Issuer.UserToken(user, "carol"));
        using var admin = App.Admin();
        var id = await client.QueueAsync(DownloadApp.NewVideo());
        var done = await client.ReachesAsync(id, "completed");

        await App.Services.GetRequiredService<IBus>().Publish(new UserDeleted(user, DateTimeOffset.UnixEpoch));

        await Eventually.Async(
            async () => (await (await admin.GetAsync($"/api/v1/youtube/downloads/{id}")).DataAsync()).GetProperty("userId").ValueKind == System.Text.Json.JsonValueKind.Null,
            Eventually.Patience,
            "the download is nobody's");
        File.Exists(Path.Combine(App.Root, done.GetProperty("filePath").GetString()!)).ShouldBeTrue();
        await (await client.GetAsync($"/api/v1/youtube/downloads/{id}")).ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task MetadataIsReadOnceAndRemembered()
    {
        using var alice = App.Alice();
        var video = DownloadApp.NewVideo();

        var metadata = await (await alice.GetAsync($"/api/v1/youtube/metadata?url=https://youtu.be/{video}")).DataAsync();
        metadata.GetProperty("id").GetString().ShouldBe(video);
        metadata.GetProperty("title").GetString().ShouldBe(App.Site.Title);
        metadata.GetProperty("isPlaylist").GetBoolean().ShouldBeFalse();

        var id = await alice.QueueAsync(video);
        (await (await alice.GetAsync($"/api/v1/youtube/downloads/{id}")).DataAsync()).GetProperty("title").GetString().ShouldBe(App.Site.Title);
        (await (await alice.GetAsync("/api/v1/youtube/quota")).DataAsync()).GetProperty("used").GetInt32().ShouldBeGreaterThan(0);
        (await (await alice.GetAsync("/api/v1/youtube/tools")).DataAsync()).GetProperty("ytDlp").GetString().ShouldNotBeNullOrEmpty();
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal DownloadApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await DownloadApp.StartAsync();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
