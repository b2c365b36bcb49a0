using System.Net;

namespace MediaNest.Simulators.Tests;

public sealed class ControlTests(SimulatorFixture fixture) : SimulatorTest(fixture)
{
    [Fact]
    public async Task HealthIsThereAtOnce() =>
        (await Http.GetStringAsync("health", Cancellation)).ShouldBe("Healthy");

    [Fact]
    public async Task ConfigurationSetsTheStart()
    {
        await using var simulators = await SimulatorHost.StartAsync(
            configure: settings =>
            {
                settings["Overseerr:AutoCompleteAfterSeconds"] = "7";
                settings["Overseerr:WebhookUrl"] = "http://127.0.0.1:9/hook";
                settings["Tmdb:ApiKey"] = "another";
            },
            cancellationToken: Cancellation);

        var settings = await simulators.Control.SettingsAsync(Cancellation);

        settings.AutoCompleteAfterSeconds.ShouldBe(7);
        settings.WebhookUrl.ShouldBe("http://127.0.0.1:9/hook");
        (await Http.GetStringAsync($"{simulators.UrlOf(Systems.Tmdb)}/movie/299534?api_key=another", Cancellation)).ShouldContain("Endgame");
    }

    [Fact]
    public async Task CallsAreListedInOrderAndWithoutSecrets()
    {
        await TmdbAsync("/configuration");
        await JsonAsync("tmdb/search/multi?api_key=sim-tmdb-key&query=dune");
        await PlexAsync("/library/sections");
        using var missing = await Http.GetAsync("tmdb/movie/1?api_key=sim-tmdb-key", Cancellation);

        var calls = await Control.CallsAsync(Systems.Tmdb, Cancellation);

        calls.Select(call => call.Path).ShouldBe(["/configuration", "/search/multi", "/movie/1"]);
        calls.Select(call => call.Status).ShouldBe([200, 200, 404]);
        calls[1].Query.ShouldBe("api_key=***&query=dune");
        calls.Select(call => call.Number).ShouldBeInOrder();
        (await Control.CallsAsync(cancellationToken: Cancellation)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task ResetBringsTheStartBack()
    {
        await Control.AddPlexItemAsync(Endgame, "movie", cancellationToken: Cancellation);
        await Control.SetFaultAsync(Systems.Tmdb, new Fault { Down = true }, Cancellation);
        await Control.ChangeSettingsAsync(new ControlSettings { AutoCompleteAfterSeconds = 1 }, Cancellation);
        using var request = await OverseerrAsync(HttpMethod.Post, "/request", new { mediaType = "movie", mediaId = 11, is4k = false });

        await Control.ResetAsync(Cancellation);

        (await Control.SettingsAsync(Cancellation)).AutoCompleteAfterSeconds.ShouldBe(0);
        (await Control.RequestsAsync(Cancellation)).ShouldBeEmpty();
        (await Control.CallsAsync(cancellationToken: Cancellation)).ShouldBeEmpty();
        (await TmdbAsync("/movie/299534"))["id"]!.GetValue<int>().ShouldBe(Endgame);
        (await PlexAsync("/library/sections/1/all?title=endgame"))["MediaContainer"]!["totalSize"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task SettingsChangeOnlyWhatIsNamedAndKeepTheSecret()
    {
        await Control.ChangeSettingsAsync(new ControlSettings { AutoCompleteAfterSeconds = 120 }, Cancellation);
        await Control.ChangeSettingsAsync(new ControlSettings { WebhookUrl = "http://127.0.0.1:9/hook", WebhookAuthorization = "secret" }, Cancellation);

        var text = await Http.GetStringAsync("control/settings", Cancellation);

        text.ShouldContain("127.0.0.1:9");
        text.ShouldContain("120");
        text.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("POST", "control/plex/pins/ZZZZ/link", """{"username":"a","email":"a@example.test"}""", HttpStatusCode.NotFound)]
    [InlineData("POST", "control/plex/items", """{"tmdbId":1,"mediaType":"movie"}""", HttpStatusCode.NotFound)]
    [InlineData("POST", "control/plex/items", """{"tmdbId":1,"mediaType":"song"}""", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "control/plex/items/movie/299534", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "control/overseerr/requests/9/complete", "{}", HttpStatusCode.NotFound)]
    [InlineData("PUT", "control/uptime-kuma/plex", """{"status":"sleepy"}""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "control/settings", """{"autoCompleteAfterSeconds":-1}""", HttpStatusCode.BadRequest)]
    public async Task MistakesAreNamed(string method, string path, string? body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        using var response = await Http.SendAsync(request, Cancellation);

        response.StatusCode.ShouldBe(status);
        (await JsonAsync(response))["detail"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task ADeclinedRequestStaysDeclined()
    {
        using var request = await OverseerrAsync(HttpMethod.Post, "/request", new { mediaType = "movie", mediaId = Endgame, is4k = false });
        await Control.DeclineRequestAsync(1, Cancellation);

        (await Should.ThrowAsync<HttpRequestException>(() => Control.CompleteRequestAsync(1, cancellationToken: Cancellation)))
            .StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }
}
