using System.Net.Http.Json;
using System.Text.Json;

namespace MediaNest.Notification.Tests.Realtime.Commands;

[Collection(nameof(CommandApp))]
public sealed class NotificationCommandTests(CommandApp app)
{
    [Fact]
    public async Task ReadOnOneSocketIsReadOnTheOthersOfAllReplicas()
    {
        var (user, stranger) = (await WithNotificationsAsync("approved"), await app.SignInAsync());
        var id = (await app.Service.NotificationsAsync(user.UserId, 1))[0].GetProperty("id").GetGuid();
        await using var asking = await app.ConnectAsync(user);
        await using var beside = await app.ConnectAsync(user, "/media");
        await using var elsewhere = await app.ConnectToSecondAsync(user);
        await using var another = await app.ConnectToSecondAsync(stranger);

        var data = await asking.DataAsync("notification:read", new { id });
        data.GetProperty("id").GetGuid().ShouldBe(id);
        data.GetProperty("read").GetBoolean().ShouldBeTrue();

        (await beside.WaitAsync("notification:read")).GetRawText().ShouldBe($$"""{"id":"{{id}}"}""");
        (await elsewhere.WaitAsync("notification:read")).GetProperty("id").GetGuid().ShouldBe(id);
        // again is no news; what is said after it comes after it
        await asking.DataAsync("notification:read", new { id });
        await SettleAsync(user, asking, beside, elsewhere);
        beside.Named("notification:read").Count(read => read.TryGetProperty("id", out _)).ShouldBe(1);
        elsewhere.Named("notification:read").Count(read => read.TryGetProperty("id", out _)).ShouldBe(1);
        asking.Named("notification:read").Any(read => read.TryGetProperty("id", out _)).ShouldBeFalse();
        another.Named("notification:read").ShouldBeEmpty();
        (await app.Service.NotificationsAsync(user.UserId, 1))[0].GetProperty("read").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task AllReadOnOneSocketIsAllReadOnTheOthers()
    {
        var user = await WithNotificationsAsync("approved", "denied");
        await using var asking = await app.ConnectAsync(user);
        await using var elsewhere = await app.ConnectToSecondAsync(user, "/media");

        (await asking.DataAsync("notifications:read-all")).GetProperty("updated").GetInt32().ShouldBe(2);

        (await elsewhere.WaitAsync("notification:read")).GetRawText().ShouldBe("""{"all":true}""");
        (await asking.DataAsync("notifications:read-all")).GetProperty("updated").GetInt32().ShouldBe(0);
        asking.Named("notification:read").ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatIsReadByRestIsReadOnEverySocket()
    {
        var user = await WithNotificationsAsync("approved", "denied");
        var id = (await app.Service.NotificationsAsync(user.UserId, 2))[0].GetProperty("id").GetGuid();
        await using var here = await app.ConnectAsync(user);
        await using var elsewhere = await app.ConnectToSecondAsync(user);
        using var client = app.Service.For(user.UserId);

        (await client.PostAsync($"/api/v1/notifications/{id}/read", content: null)).EnsureSuccessStatusCode();
        (await client.PostAsync("/api/v1/notifications/read-all", content: null)).EnsureSuccessStatusCode();

        foreach (var socket in new[] { here, elsewhere })
        {
            await socket.WaitAsync("notification:read", read => read.TryGetProperty("all", out _));
            socket.Named("notification:read")[0].GetProperty("id").GetGuid().ShouldBe(id);
        }
    }

    [Fact]
    public async Task AnothersNotificationIsNotThere()
    {
        var (owner, stranger) = (await WithNotificationsAsync("approved"), await app.SignInAsync());
        var id = (await app.Service.NotificationsAsync(owner.UserId, 1))[0].GetProperty("id").GetGuid();
        await using var socket = await app.ConnectAsync(stranger);

        await socket.ErrorAsync("NOT_FOUND", "notification:read", new { id });
        await socket.ErrorAsync("NOT_FOUND", "notification:read", new { id = Guid.CreateVersion7() });
        await socket.ErrorAsync("NOT_FOUND", "notifications:history", new { before = id });

        (await app.Service.NotificationsAsync(owner.UserId, 1))[0].GetProperty("read").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task HistoryIsReadPageByPage()
    {
        var user = await WithNotificationsAsync("approved", "denied", "available", "failed", "partially-available");
        var all = (await app.Service.NotificationsAsync(user.UserId, 5)).Select(IdOf).ToList();
        await using var socket = await app.ConnectAsync(user);

        var first = await socket.DataAsync("notifications:history", new { limit = 2 });
        var second = await socket.DataAsync("notifications:history", new { limit = 2, before = first.GetProperty("before").GetGuid() });
        var third = await socket.DataAsync("notifications:history", new { limit = 2, before = second.GetProperty("before").GetGuid() });

        Ids(first).Concat(Ids(second)).Concat(Ids(third)).ShouldBe(all);
        (first.GetProperty("hasMore").GetBoolean(), third.GetProperty("hasMore").GetBoolean()).ShouldBe((true, false));
        third.GetProperty("before").ValueKind.ShouldBe(JsonValueKind.Null);
        first.GetProperty("unreadCount").GetInt32().ShouldBe(5);
        Ids(await socket.DataAsync("notifications:history")).ShouldBe(all);

        // as REST shows it
        using var client = app.Service.For(user.UserId);
        var rest = (await client.GetFromJsonAsync<JsonElement>("/api/v1/notifications?limit=2")).GetProperty("data").GetProperty("items");
        first.GetProperty("items").GetRawText().ShouldBe(rest.GetRawText());
    }

    [Fact]
    public async Task HistoryBeforeATime()
    {
        var user = await WithNotificationsAsync("approved");
        await using var socket = await app.ConnectAsync(user);
        var at = (await app.Service.NotificationsAsync(user.UserId, 1))[0].GetProperty("createdAt").GetDateTimeOffset();

        Ids(await socket.DataAsync("notifications:history", new { before = at })).ShouldBeEmpty();
        Ids(await socket.DataAsync("notifications:history", new { before = at.AddSeconds(1) })).Count.ShouldBe(1);
    }

    private static Guid IdOf(JsonElement notification) => notification.GetProperty("id").GetGuid();

    private static IReadOnlyList<Guid> Ids(JsonElement history) => [.. history.GetProperty("items").EnumerateArray().Select(IdOf)];

    /// <summary>Until what was announced before has arrived everywhere: something announced later has.</summary>
    private async Task SettleAsync(SignedIn user, params CommandClient[] sockets)
    {
        await app.Service.PublishAsync(Events.Moved(user.UserId, "denied"));
        await app.Service.NotificationsAsync(user.UserId, 2);
        using var client = app.Service.For(user.UserId);
        (await client.PostAsync("/api/v1/notifications/read-all", content: null)).EnsureSuccessStatusCode();
        foreach (var socket in sockets)
        {
            await socket.WaitAsync("notification:read", read => read.TryGetProperty("all", out _));
        }
    }

    private async Task<SignedIn> WithNotificationsAsync(params string[] statuses)
    {
        var user = await app.SignInAsync();
        foreach (var status in statuses)
        {
            await app.Service.PublishAsync(Events.Moved(user.UserId, status));
        }

        await app.Service.NotificationsAsync(user.UserId, statuses.Length);
        return user;
    }
}
