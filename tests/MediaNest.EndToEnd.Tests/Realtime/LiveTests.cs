using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;
using static MediaNest.EndToEnd.Tests.Realtime.SocketEvents;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>The main job, seen live by everybody it concerns and by nobody else.</summary>
public sealed class LiveTests(RunningMediaNest mediaNest, NodeSockets sockets)
{
    private static readonly TimeSpan Long = MediaNest.Testing.Eventually.Patience;

    [Fact]
    public async Task ARequestIsSeenLiveFromItsFirstMomentToAvailable()
    {
        var owner = await mediaNest.SignInWithPlexAsync("live-owner");
        var follower = await mediaNest.SignInWithPlexAsync("live-follower");
        var stranger = await mediaNest.SignInWithPlexAsync("live-stranger");
        await using var atOwner = await ConnectAsync("/authenticated", owner);
        await using var atFollower = await ConnectAsync("/media", follower);
        await using var atStranger = await ConnectAsync("/media", stranger);
        await using var atAdmin = await ConnectAsync("/admin", mediaNest.Admin);
        var film = await owner.FindRequestableAsync("the");

        var id = await owner.RequestAsync(film);

        var created = (await atOwner.ReceivesAsync("request:created", Is(id))).Payload;
        created.GetProperty("status").GetString().ShouldBe("pending");
        created.GetProperty("tmdbId").ToString().ShouldBe(film);
        created.GetProperty("mediaType").GetString().ShouldBe("movie");
        created.GetProperty("mediaTitle").GetString().ShouldNotBeNullOrEmpty();
        created.GetProperty("createdAt").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        await atAdmin.ReceivesAsync("request:created", Is(id));
        await atAdmin.ReceivesAsync("newRequest", Is(id));

        (await follower.PostAsync("/api/v1/media/request", new { tmdbId = film, mediaType = "movie" })).Status.ShouldBe(409);
        (await mediaNest.Admin.PostAsync($"/api/v1/admin/requests/{id}/approve")).ShouldBe(200);
        foreach (var socket in new[] { atOwner, atFollower, atAdmin })
        {
            var approved = (await socket.ReceivesAsync("request:updated", Is(id, "approved"))).Payload;
            approved.GetProperty("previousStatus").GetString().ShouldBe("pending");
            (await socket.ReceivesAsync("mediaRequest:statusChanged", Is(id, "approved"))).Acknowledged.ShouldBeTrue();
            (await socket.ReceivesAsync("mediaRequestUpdate", Is(id, "approved"))).Acknowledged.ShouldBeFalse();
        }

        await owner.ReachesAsync(id, "processing");
        await mediaNest.CompleteAsync(film);
        await atOwner.ReceivesAsync("request:updated", Is(id, "available"), Long);
        await atFollower.ReceivesAsync("request:updated", Is(id, "available"), Long);
        var told = (await atOwner.ReceivesAsync(
            "system:notification", payload => payload.GetProperty("type").GetString() == "request-available", Long)).Payload;
        await atOwner.ReceivesAsync("newNotification", Is(told.GetProperty("id").GetString()!));
        told.GetProperty("message").GetString()!.ShouldContain(created.GetProperty("mediaTitle").GetString()!);

        atOwner.ShouldHaveOnce("request:created", Is(id));
        atOwner.EventsOf("newRequest").ShouldBeEmpty();
        foreach (var status in new[] { "approved", "processing", "available" })
        {
            atOwner.ShouldHaveOnce("request:updated", Is(id, status));
            atFollower.ShouldHaveOnce("request:updated", Is(id, status));
            atAdmin.ShouldHaveOnce("mediaRequest:statusChanged", Is(id, status));
        }

        atStranger.Events.ShouldNotContain(received => received.Arguments.Any(argument => argument.GetRawText().Contains(id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ADownloadIsSeenLive()
    {
        var user = await mediaNest.SignInWithPlexAsync("live-downloader");
        await using var socket = await ConnectAsync("/media", user);

        var id = (await user.PostAsync("/api/v1/youtube/download", new { url = "https://www.youtube.com/watch?v=slowLive001", quality = "360p" }))
            .ShouldBe(202).Data.GetProperty("id").GetString()!;

        await socket.ReceivesAsync("download:created", Is(id));
        var progress = (await socket.ReceivesAsync("download:progress", Is(id), Long)).Payload;
        progress.GetProperty("progress").GetDouble().ShouldBeInRange(0, 100);
        await socket.ReceivesAsync("downloadProgress", Is(id), Long);
        var completed = (await socket.ReceivesAsync("download:completed", Is(id), Long)).Payload;
        completed.GetProperty("status").GetString().ShouldBe("completed");
        completed.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        await socket.ReceivesAsync("downloadComplete", Is(id), Long);
        socket.ShouldHaveOnce("download:created", Is(id));
        socket.ShouldHaveOnce("download:completed", Is(id));
    }

    [Fact]
    public async Task WhatIsReadInOnePlaceIsReadEverywhere()
    {
        var user = await mediaNest.SignInWithPlexAsync("live-reader");
        await using var first = await ConnectAsync("/authenticated", user);
        await using var second = await ConnectAsync("/authenticated", user);
        List<string> notifications = [];
        foreach (var query in new[] { "of", "in", "the" })
        {
            var request = await user.RequestAsync(await user.FindRequestableAsync(query));
            (await mediaNest.Admin.PostAsync($"/api/v1/admin/requests/{request}/deny", new { reason = "Not for us." })).ShouldBe(200);
        }

        // the first is told at once; those that follow so soon are stored, and told together a little later
        var told = (await first.ReceivesAsync("system:notification")).Payload.GetProperty("id").GetString()!;
        await Testing.Eventually.Async(
            async () =>
            {
                var items = (await user.GetAsync("/api/v1/notifications")).ShouldBe(200).Data.GetProperty("items").EnumerateArray();
                notifications = [told, .. items.Select(item => item.GetProperty("id").GetString()!).Where(id => id != told)];
                return notifications.Count >= 3;
            },
            Long,
            "all three are stored");

        (await first.AskAsync("notification:read", new JsonObject { ["id"] = notifications[0] })).ShouldSucceed();
        await second.ReceivesAsync("notification:read", Is(notifications[0]));
        first.EventsOf("notification:read").ShouldBeEmpty();

        (await user.PostAsync($"/api/v1/notifications/{notifications[1]}/read")).Status.ShouldBeOneOf(200, 204);
        await first.ReceivesAsync("notification:read", Is(notifications[1]));
        await second.ReceivesAsync("notification:read", Is(notifications[1]));

        (await second.AskAsync("notifications:read-all")).ShouldSucceed();
        await first.ReceivesAsync("notification:read", payload => payload.TryGetProperty("all", out var all) && all.GetBoolean());
        (await user.GetAsync("/api/v1/notifications")).ShouldBe(200).Data.GetProperty("unreadCount").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task TheFirstStateIsWhatTheApiSays()
    {
        var user = await mediaNest.SignInWithPlexAsync("live-state");
        var id = await user.RequestAsync(await user.FindRequestableAsync("a"));
        await using var socket = await ConnectAsync("/authenticated", user);

        // the socket may be quicker than the event
        var state = socket.EventsOf("state:initial")[0].Payload;
        state.GetProperty("notifications").GetProperty("unreadCount").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
        state.GetProperty("services").ValueKind.ShouldBe(JsonValueKind.Array);
        await Testing.Eventually.Async(
            async () => (await socket.AskAsync("state:sync")).ShouldSucceed().GetRawText().Contains(id, StringComparison.Ordinal),
            MediaNest.Testing.Eventually.Patience,
            "the state has the request");
    }

    private Task<NodeSocket> ConnectAsync(string name, ApiClient user) => sockets.ConnectAsync(mediaNest.Gateway.BaseAddress!, name, user);
}
