using System.Text.Json;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Realtime.Commands;

[Collection(nameof(CommandApp))]
public sealed class TopicCommandTests(CommandApp app)
{
    private readonly Guid _id = Guid.CreateVersion7();

    private string Request => $"request:{_id}";

    private string Download => $"download:{_id}";

    [Fact]
    public async Task WhoSubscribesHearsOfItUntilTheyUnsubscribe()
    {
        var (owner, admin) = (await WithRequestAsync(), await app.SignInAsync("admin"));
        await using var mine = await app.ConnectToSecondAsync(owner);
        // in this namespace administrators are not told of what is not their own
        await using var theirs = await app.ConnectToSecondAsync(admin);
        await app.Service.PublishAsync(Events.Moved(owner.UserId, "approved", 2, _id));
        await mine.WaitAsync("request:updated", update => StatusOf(update) == "approved");

        var data = await theirs.DataAsync("subscribe", new { topics = new[] { Request } });
        Texts(data, "subscribed").ShouldBe([Request]);
        Texts(data, "denied").ShouldBeEmpty();
        await app.Service.PublishAsync(Events.Moved(owner.UserId, "processing", 3, _id));
        (await theirs.WaitAsync("request:updated")).GetProperty("id").GetGuid().ShouldBe(_id);

        Texts(await theirs.DataAsync("unsubscribe", new { topics = new[] { Request } }), "topics").ShouldBe([Request]);
        await app.Service.PublishAsync(Events.Moved(owner.UserId, "available", 4, _id));
        await mine.WaitAsync("request:updated", update => StatusOf(update) == "available");
        await theirs.DataAsync("ping");
        theirs.Named("request:updated").Select(StatusOf).ShouldBe(["processing"]);
    }

    [Fact]
    public async Task OwnersAndFollowersMaySubscribe()
    {
        var (owner, follower) = (await WithRequestAsync(), await app.SignInAsync());
        await app.Service.PublishAsync(Events.Moved(owner.UserId, "approved", 2, _id, followers: [follower.UserId]));
        await WaitForAsync("SELECT count(*) FROM live_requests WHERE id = $1 AND version = 2");
        await app.Service.PublishAsync(Events.Queued(owner.UserId, _id));
        await WaitForAsync("SELECT count(*) FROM live_downloads WHERE id = $1");

        await using var mine = await app.ConnectAsync(owner);
        Texts(await mine.DataAsync("subscribe", new { topics = new[] { Request, Download } }), "subscribed").ShouldBe([Request, Download]);
        await using var theirs = await app.ConnectAsync(follower, "/media");
        Texts(await theirs.DataAsync("subscribe", new { topics = new[] { Request, Request } }), "subscribed").ShouldBe([Request]);
    }

    [Fact]
    public async Task NobodyLearnsWhetherAnothersThingExists()
    {
        var owner = await WithRequestAsync();
        await app.Service.PublishAsync(Events.Queued(owner.UserId, _id));
        await WaitForAsync("SELECT count(*) FROM live_downloads WHERE id = $1");
        await using var stranger = await app.ConnectAsync(await app.SignInAsync());

        var there = await stranger.ErrorAsync("FORBIDDEN", "subscribe", new { topics = new[] { Request, Download } });
        var (request, download) = ($"request:{Guid.CreateVersion7()}", $"download:{Guid.CreateVersion7()}");
        var notThere = await stranger.ErrorAsync("FORBIDDEN", "subscribe", new { topics = new[] { request, download } });

        Texts(there.GetProperty("details"), "denied").ShouldBe([Request, Download]);
        notThere.GetRawText().Replace(request, Request).Replace(download, Download).ShouldBe(there.GetRawText());
    }

    [Fact]
    public async Task WhatIsNotGrantedIsNamed()
    {
        var owner = await WithRequestAsync();
        await using var socket = await app.ConnectAsync(owner);
        string[] bad = ["request:1", $"user:{owner.UserId}", "role:admin", $"session:{owner.SessionId}", "service:", "nothing", $"secret:{_id}", Download];

        var data = await socket.DataAsync("subscribe", new { topics = bad.Append(Request).Append("service:plex") });

        Texts(data, "subscribed").ShouldBe([Request, "service:plex"]);
        Texts(data, "denied").ShouldBe(bad);
    }

    [Fact]
    public async Task WhatIsNotToldInANamespaceIsNotGrantedThere()
    {
        await WithRequestAsync();
        await using var socket = await app.ConnectAsync(await app.SignInAsync("admin"), "/system");

        await socket.ErrorAsync("FORBIDDEN", "subscribe", new { topics = new[] { Request, Download } });
    }

    [Fact]
    public async Task ASocketHearsOfSoMuchAndNoMore()
    {
        await using var socket = await app.ConnectAsync(await app.SignInAsync());
        foreach (var chunk in Enumerable.Range(0, 200).Chunk(50))
        {
            await socket.DataAsync("subscribe", new { topics = chunk.Select(number => $"service:s{number}") });
        }

        await socket.ErrorAsync("QUOTA_EXCEEDED", "subscribe", new { topics = new[] { "service:one-more" } });
        await socket.DataAsync("subscribe", new { topics = new[] { "service:s0" } });
        await socket.DataAsync("unsubscribe", new { topics = new[] { "service:s0" } });
        await socket.DataAsync("subscribe", new { topics = new[] { "service:one-more" } });
    }

    [Fact]
    public async Task NobodyLeavesTheirOwnRooms()
    {
        var user = await app.SignInAsync();
        await app.Service.PublishAsync(Events.Moved(user.UserId, "approved"));
        await app.Service.NotificationsAsync(user.UserId, 1);
        await using var socket = await app.ConnectAsync(user);

        var data = await socket.DataAsync("unsubscribe", new { topics = new[] { $"user:{user.UserId}", "role:user", $"session:{user.SessionId}", Request } });

        Texts(data, "topics").ShouldBeEmpty();
        using var client = app.Service.For(user.UserId);
        (await client.PostAsync("/api/v1/notifications/read-all", content: null)).EnsureSuccessStatusCode();
        await socket.WaitAsync("notification:read");
    }

    private static string? StatusOf(JsonElement update) => update.GetProperty("status").GetString();

    private static IReadOnlyList<string?> Texts(JsonElement data, string name) => [.. data.GetProperty(name).EnumerateArray().Select(item => item.GetString())];

    private async Task<SignedIn> WithRequestAsync()
    {
        var owner = await app.SignInAsync();
        await app.Service.PublishAsync(Events.Requested(owner.UserId, _id));
        await WaitForAsync("SELECT count(*) FROM live_requests WHERE id = $1");
        return owner;
    }

    private Task WaitForAsync(string sql) => Eventually.Async(async () => await app.Service.CountAsync(sql, _id) == 1, NotificationApp.Patience, sql);
}
