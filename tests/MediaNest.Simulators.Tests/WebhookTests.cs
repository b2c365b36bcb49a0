using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.Simulators.Tests;

public sealed class WebhookTests(SimulatorFixture fixture) : SimulatorTest(fixture)
{
    [Fact]
    public async Task EveryMoveIsAnnouncedWithTheSharedSecret()
    {
        await using var receiver = await Receiver.StartAsync();
        await Control.ChangeSettingsAsync(new ControlSettings { WebhookUrl = receiver.Url, WebhookAuthorization = "shared-secret" }, Cancellation);
        await RequestAsync(user: 2);
        await Control.ApproveRequestAsync(1, Cancellation);
        await Control.CompleteRequestAsync(1, cancellationToken: Cancellation);

        var received = await EventuallyAsync(() => Task.FromResult(receiver.Received.ToArray()), all => all.Length == 3);

        received.Select(webhook => webhook.Body["notification_type"]!.GetValue<string>()).ShouldBe(["MEDIA_PENDING", "MEDIA_APPROVED", "MEDIA_AVAILABLE"]);
        received.ShouldAllBe(webhook => webhook.Authorization == "shared-secret");
    }

    [Fact]
    public async Task LeavesAreStringsAndWhatDoesNotApplyIsNull()
    {
        await using var receiver = await Receiver.StartAsync();
        await Control.ChangeSettingsAsync(new ControlSettings { WebhookUrl = receiver.Url }, Cancellation);
        await RequestAsync();
        await Control.CompleteRequestAsync(1, cancellationToken: Cancellation);

        var body = (await EventuallyAsync(() => Task.FromResult(receiver.Received.ToArray()), all => all.Length == 2))[1].Body;

        Leaves(body).ShouldAllBe(leaf => leaf.GetValueKind() == JsonValueKind.String);
        body["media"]!["tmdbId"]!.GetValue<string>().ShouldBe("299534");
        body["media"]!["status"]!.GetValue<string>().ShouldBe("AVAILABLE");
        body["request"]!["request_id"]!.GetValue<string>().ShouldBe("1");
        body["subject"]!.GetValue<string>().ShouldBe("Avengers: Endgame (2019)");
        body.AsObject().ContainsKey("issue").ShouldBeTrue();
        body["issue"].ShouldBeNull();
    }

    [Fact]
    public async Task AReceiverThatFailsIsTriedAgain()
    {
        await using var receiver = await Receiver.StartAsync(failures: 1);
        await Control.ChangeSettingsAsync(new ControlSettings { WebhookUrl = receiver.Url }, Cancellation);
        await Control.SendTestWebhookAsync(Cancellation);

        var delivery = (await EventuallyAsync(() => Control.WebhooksAsync(Cancellation), all => all.Count == 1))[0];

        delivery.Attempts.ShouldBe(2);
        delivery.Status.ShouldBe(200);
        delivery.Kind.ShouldBe("TEST_NOTIFICATION");
    }

    [Fact]
    public async Task AnApprovedRequestCompletesByItselfWhenAskedTo()
    {
        await Control.ChangeSettingsAsync(new ControlSettings { AutoCompleteAfterSeconds = 0.05 }, Cancellation);
        await RequestAsync();

        await EventuallyAsync(() => Control.RequestsAsync(Cancellation), all => all[0]["status"]!.GetValue<int>() == 5);

        (await PlexAsync("/library/sections/1/all?title=endgame"))["MediaContainer"]!["totalSize"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task AnAnnouncementCanBeAheadOfPlex()
    {
        await RequestAsync();
        await Control.CompleteRequestAsync(1, addToPlex: false, cancellationToken: Cancellation);

        (await Control.RequestsAsync(Cancellation))[0]["media"]!["status"]!.GetValue<int>().ShouldBe(5);
        (await PlexAsync("/library/sections/1/all?title=endgame"))["MediaContainer"]!["totalSize"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task AMonitorsChangeIsAnnounced()
    {
        await using var receiver = await Receiver.StartAsync();
        await Control.ChangeSettingsAsync(new ControlSettings { UptimeKumaWebhookUrl = receiver.Url }, Cancellation);
        await Control.SetMonitorAsync("plex", "down", cancellationToken: Cancellation);

        var body = (await EventuallyAsync(() => Task.FromResult(receiver.Received.ToArray()), all => all.Length == 1))[0].Body;

        body["heartbeat"]!["status"]!.GetValue<int>().ShouldBe(0);
        body["monitor"]!["name"]!.GetValue<string>().ShouldBe("plex");
    }

    private async Task RequestAsync(int user = 1)
    {
        using var response = await OverseerrAsync(HttpMethod.Post, "/request", new { mediaType = "movie", mediaId = Endgame, is4k = false }, user);
        response.EnsureSuccessStatusCode();
    }

    private static IEnumerable<JsonValue> Leaves(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Leaves(field.Value)),
        JsonArray list => list.SelectMany(Leaves),
        JsonValue value => [value],
        _ => [],
    };

    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<(string Authorization, JsonNode Body)> Received { get; } = new();

        public string Url => $"{app.Urls.First()}/hook";

        public static async Task<Receiver> StartAsync(int failures = 0)
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.Run(async context =>
            {
                if (Interlocked.Decrement(ref failures) >= 0)
                {
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    return;
                }

                var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
                receiver.Received.Enqueue((context.Request.Headers.Authorization.ToString(), body!));
            });
            await app.StartAsync(Cancellation);
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
