using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Notification.Digest;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Tests.Delivery;
using MediaNest.ServiceDefaults;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Digest;

[Collection(nameof(DigestApp))]
public sealed class DigestTests(DigestApp app)
{
    private const string AllWays = """{"email":true,"webhook":true}""";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task TheFirstOfABurstGoesAtOnceAndTheRestTogether()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var address = $"{Guid.CreateVersion7():N}@example.org";
        var userId = await app.RegisterWantingAsync(AllWays, address);
        await app.AddWebhookAsync(userId, receiver.Url);
        await PublishBurstAsync(userId, 12);

        // all are there, one has been told of
        var stored = await app.NotificationsAsync(userId, 12);
        stored.Count.ShouldBe(12);
        await app.EndWindowsAsync(userId);
        var announced = await app.AnnouncedAsync(userId, 2);
        announced.Count.ShouldBe(2);
        announced[0].GetProperty("message").GetString().ShouldBe("“A video” has been downloaded.");
        var digest = announced[1];
        digest.GetProperty("kind").GetString().ShouldBe("download-completed");
        digest.GetProperty("title").GetString().ShouldBe("Downloads finished");
        digest.GetProperty("message").GetString().ShouldBe("11 downloads have finished.");
        digest.GetProperty("channels").EnumerateArray().Select(channel => channel.GetString()).ShouldBe(["socket", "email", "webhook"]);
        var data = JsonElement.Parse(digest.GetProperty("dataJson").GetString()!);
        data.GetProperty("count").GetInt32().ShouldBe(11);
        var ids = stored.Select(item => item.GetProperty("id").GetGuid()).Where(id => id != announced[0].GetProperty("notificationId").GetGuid()).ToList();
        data.GetProperty("notificationIds").EnumerateArray().Select(id => id.GetGuid()).ShouldBe(ids, ignoreOrder: true);
        digest.GetProperty("notificationId").GetGuid().ShouldBe(stored[0].GetProperty("id").GetGuid());

        var mails = await app.MailAsync(address, 2);
        mails.Count.ShouldBe(2);
        mails[1].Text.ShouldNotBeNull().ShouldContain("11 downloads have finished.");
        await receiver.WaitAsync(2);
        receiver.Received[1].Json.GetProperty("notification").GetProperty("data").GetProperty("count").GetInt32().ShouldBe(11);
    }

    [Fact]
    public async Task OneThatFollowsAloneIsToldAsItself()
    {
        var userId = await app.RegisterAsync();
        await PublishBurstAsync(userId, 2);
        await app.NotificationsAsync(userId, 2);
        await app.EndWindowsAsync(userId);

        var announced = await app.AnnouncedAsync(userId, 2);
        announced.ShouldAllBe(body => body.GetProperty("title").GetString() == "Download finished");
        announced.Select(body => body.GetProperty("notificationId").GetGuid()).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task WhatNamesSomebodyIsErasedWithThemHoweverItWasTold()
    {
        var address = $"{Guid.CreateVersion7():N}@example.org";
        var (admin, member) = (await app.RegisterAsync("admin", email: address), await app.RegisterAsync());
        await app.PreferAsync(admin, """{"email":true}""");
        var name = $"member-{member:N}";
        await app.PublishAsync(Events.Requested(member) with { UserName = name });
        await app.PublishAsync(Events.Requested(member) with { UserName = name });
        await app.NotificationsAsync(admin, 2);
        await app.EndWindowsAsync(admin);
        await app.MailAsync(address, 2);
        await Eventually.Async(
            async () => await app.CountAsync("SELECT count(*) FROM outbox_messages WHERE body->>'userId' = $1 AND sent_at IS NOT NULL", admin.ToString()) >= 2, NotificationApp.Patience, "all is told");

        await app.PublishAsync(new UserDeleted(member, Now));
        await Eventually.Async(
            async () => (await DatabaseSearch.FindAsync(app.Database, name, CancellationToken.None)).Count == 0, NotificationApp.Patience, "the name is nowhere");
    }

    [Fact]
    public async Task TypesAndUsersDoNotWaitForEachOther()
    {
        var (one, other) = (await app.RegisterAsync(), await app.RegisterAsync());
        await PublishBurstAsync(one, 2);
        await app.PublishAsync(Events.Moved(one, "available"));
        await PublishBurstAsync(other, 1);

        (await app.AnnouncedAsync(one, 2)).Select(body => body.GetProperty("kind").GetString()).Distinct().Count().ShouldBe(2);
        await app.AnnouncedAsync(other, 1);
    }

    [Fact]
    public async Task WhatIsReadOrDeletedMeanwhileIsNotToldOf()
    {
        var userId = await app.RegisterAsync();
        await PublishBurstAsync(userId, 4);
        var stored = await app.NotificationsAsync(userId, 4);
        var first = (await app.AnnouncedAsync(userId, 1)).Single().GetProperty("notificationId").GetGuid();
        var held = stored.Select(item => item.GetProperty("id").GetGuid()).Where(id => id != first).ToList();
        using var client = app.For(userId);
        (await client.PostAsync($"/api/v1/notifications/{held[0]}/read", content: null)).EnsureSuccessStatusCode();
        (await client.DeleteAsync($"/api/v1/notifications/{held[1]}")).EnsureSuccessStatusCode();
        await app.EndWindowsAsync(userId);

        (await app.AnnouncedAsync(userId, 2))[1].GetProperty("notificationId").GetGuid().ShouldBe(held[2]);
        await WaitUntilNothingIsHeldAsync(userId);
        (await app.AnnouncedAsync(userId, 2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task ManyReplicasTellOfABurstOnce()
    {
        await using var second = await app.StartReplicaAsync();
        await using var third = await app.StartReplicaAsync();
        var users = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.RegisterAsync()));
        await Task.WhenAll(users.Select(userId => PublishBurstAsync(userId, 10)));

        foreach (var userId in users)
        {
            (await app.NotificationsAsync(userId, 10)).Count.ShouldBe(10);
            await app.EndWindowsAsync(userId);
            await app.AnnouncedAsync(userId, 2);
            await WaitUntilNothingIsHeldAsync(userId);
            var announced = await app.AnnouncedAsync(userId, 2);
            // each notification is told of once
            announced.SelectMany(ToldOf).Order().ShouldBe((await app.NotificationsAsync(userId, 10)).Select(item => item.GetProperty("id").GetGuid()).Order());
            announced.Count.ShouldBeLessThanOrEqualTo(4);
        }
    }

    [Fact]
    public async Task WhatWasHeldIsToldOfAfterARestart()
    {
        var userId = await app.RegisterAsync();
        await PublishBurstAsync(userId, 3);
        await app.NotificationsAsync(userId, 3);
        // a process of yesterday held it
        await app.EndWindowsAsync(userId);

        (await app.AnnouncedAsync(userId, 2))[1].GetProperty("message").GetString().ShouldBe("2 downloads have finished.");
    }

    [Fact]
    public async Task EpisodesAreCountedNotTheTimesTheyArrive()
    {
        var (owner, follower) = (await app.RegisterAsync(), await app.RegisterAsync());
        var tmdbId = Random.Shared.Next(1_000_000, int.MaxValue);
        await app.PublishAsync(new MediaRequestStatusChanged(
            Guid.CreateVersion7(), owner, [follower], "tv", tmdbId, "Severance", "partially-available", "processing", Reason: null, 4, Now));
        await WaitForRequestAsync(tmdbId);
        foreach (var episodes in new[] { 1, 10, 2 })
        {
            await app.PublishAsync(Added(tmdbId, episodes));
        }

        foreach (var userId in new[] { owner, follower })
        {
            await app.NotificationsAsync(userId, 4);
            await app.EndWindowsAsync(userId);
            var told = (await app.AnnouncedAsync(userId, 3)).Where(body => body.GetProperty("kind").GetString() == "episodes-arrived").ToList();
            told[0].GetProperty("message").GetString().ShouldBe("1 episode of “Severance” arrived.");
            told[1].GetProperty("message").GetString().ShouldBe("12 episodes of “Severance” arrived.");
        }
    }

    [Fact]
    public async Task NobodyIsToldOfEpisodesNobodyAskedForNorOfWholeShows()
    {
        var (owner, witness) = (await app.RegisterAsync(), await app.RegisterAsync());
        var (tmdbId, denied) = (Random.Shared.Next(1_000_000, int.MaxValue), Random.Shared.Next(1_000_000, int.MaxValue));
        await app.PublishAsync(new MediaRequestStatusChanged(
            Guid.CreateVersion7(), owner, [], "tv", tmdbId, "Severance", "available", "processing", Reason: null, 4, Now));
        await app.PublishAsync(new MediaRequestStatusChanged(
            Guid.CreateVersion7(), owner, [], "tv", denied, "Lost", "denied", "pending", "no", 2, Now));
        await WaitForRequestAsync(tmdbId);
        await WaitForRequestAsync(denied);
        Guid[] messages = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        await app.PublishAsync(Added(tmdbId, episodes: null), messages[0]);
        await app.PublishAsync(Added(denied, 3), messages[1]);
        await app.PublishAsync(Added(tmdbId + 1, 3), messages[2]);
        await app.ConsumedAsync<LibraryItemAdded>(messages);

        (await app.NotificationsAsync(owner, 2)).ShouldAllBe(item => item.GetProperty("type").GetString() != "episodes-arrived");
        (await app.NotificationsAsync(witness, 0)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("request-created", "2 new requests came in.")]
    [InlineData("request-available", "2 titles are in the library.")]
    [InlineData("of-the-future", "2 notifications came in.")]
    public void EveryTypeHasItsSentence(string kind, string message) => DigestText.For(kind, [Stored(kind, new { }), Stored(kind, new { })]).Message.ShouldBe(message);

    [Fact]
    public void AllTypesOfTheContractHaveASentenceOfTheirOwn() =>
        Kinds.All.Where(kind => Kinds.AreGathered(kind) && kind != Kinds.EpisodesArrived)
            .Where(kind => DigestText.For(kind, [Stored(kind, new { }), Stored(kind, new { })]).Message == "2 notifications came in.")
            .ShouldBeEmpty();

    [Fact]
    public void ManyShowsAreNotAllNamed()
    {
        var shows = new[] { "A", "B", "C", "D", "E" }.Select(show => Stored(Kinds.EpisodesArrived, new EpisodesData(show, 2, 1))).ToList();
        DigestText.For(Kinds.EpisodesArrived, shows).Message.ShouldBe("10 episodes of “A”, “B”, “C” and 2 more arrived.");
    }

    private static LibraryItemAdded Added(int tmdbId, int? episodes) =>
        new(Guid.CreateVersion7().ToString("N"), "2", "tv", tmdbId, "Severance", 2022, Now, NewEpisodes: episodes);

    private static StoredNotification Stored(string kind, object data) => new()
    {
        Id = Guid.CreateVersion7(),
        Cause = "test",
        Kind = kind,
        Title = "Title",
        Message = "Message",
        Data = JsonSerializer.Serialize(data, JsonDefaults.Options),
    };

    private static IEnumerable<Guid> ToldOf(JsonElement body)
    {
        var data = JsonElement.Parse(body.GetProperty("dataJson").GetString()!);
        return data.TryGetProperty("notificationIds", out var ids) ? ids.EnumerateArray().Select(id => id.GetGuid()) : [body.GetProperty("notificationId").GetGuid()];
    }

    private Task PublishBurstAsync(Guid userId, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => app.PublishAsync(Events.Downloaded(userId))));

    private Task WaitForRequestAsync(int tmdbId) => Eventually.Async(
        async () => await app.CountAsync("SELECT count(*) FROM live_requests WHERE tmdb_id = $1", tmdbId) == 1, NotificationApp.Patience, "the request is known");

    private Task WaitUntilNothingIsHeldAsync(Guid userId) => Eventually.Async(
        async () => await app.CountAsync("SELECT count(*) FROM held_notifications WHERE user_id = $1", userId) == 0, NotificationApp.Patience, "nothing is held");
}
