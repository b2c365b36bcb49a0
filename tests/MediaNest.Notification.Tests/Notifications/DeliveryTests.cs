using MediaNest.Contracts;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Notifications;

[Collection(nameof(NotificationApp))] // one after the other: a test's second replica would take messages of another's
public sealed class DeliveryTests(NotificationApp app)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task AdministratorsLearnOfANewRequest()
    {
        var (first, second, member) = (await app.RegisterAsync("admin"), await app.RegisterAsync("admin"), await app.RegisterAsync());
        var request = Events.Requested(member, title: "Nightcrawler");
        await app.PublishAsync(request);

        foreach (var admin in new[] { first, second })
        {
            var told = (await app.NotificationsAsync(admin, 1)).Single(item => item.GetProperty("message").GetString()!.Contains("Nightcrawler"));
            told.GetProperty("type").GetString().ShouldBe("request-created");
            told.GetProperty("message").GetString().ShouldBe("alice asks for “Nightcrawler (1995)”. It waits for your decision.");
            told.GetProperty("data").GetProperty("requestId").GetGuid().ShouldBe(request.RequestId);
            told.GetProperty("read").GetBoolean().ShouldBeFalse();
        }

        (await app.NotificationsAsync(member, 0)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AnAdministratorIsNotToldOfTheirOwnRequest()
    {
        var (asking, other) = (await app.RegisterAsync("admin"), await app.RegisterAsync("admin"));
        var request = Events.Requested(asking);
        await app.PublishAsync(request);

        await WaitForAsync(other, request.RequestId);
        (await app.NotificationsAsync(asking, 0)).Count(item => IsAbout(item, request.RequestId)).ShouldBe(0);
    }

    [Fact]
    public async Task TheNewestRoleCountsHoweverTheEventsArrive()
    {
        var (userId, witness) = (Guid.CreateVersion7(), await app.RegisterAsync("admin"));
        // auth registered the user first; the promotion overtook it
        await app.PublishAsync(new UserRoleChanged(userId, "admin", "user", Now));
        await WaitForRoleAsync(userId, "admin");
        var lateMessage = Guid.CreateVersion7();
        await app.PublishAsync(new UserRegistered(userId, "late", Email: null, "user", "plex", Now.AddMinutes(-1)), lateMessage);
        await app.ConsumedAsync<UserRegistered>(lateMessage);

        var request = Events.Requested(Guid.CreateVersion7());
        await app.PublishAsync(request);
        await WaitForAsync(witness, request.RequestId);
        await WaitForAsync(userId, request.RequestId);
    }

    [Fact]
    public async Task WhoIsNoAdministratorAnyMoreIsNotToldOfNewRequests()
    {
        var (demoted, witness) = (await app.RegisterAsync("admin"), await app.RegisterAsync("admin"));
        await app.PublishAsync(new UserRoleChanged(demoted, "user", "admin", Now));
        await WaitForRoleAsync(demoted, "user");

        var request = Events.Requested(Guid.CreateVersion7());
        await app.PublishAsync(request);
        await WaitForAsync(witness, request.RequestId);
        (await app.NotificationsAsync(demoted, 0)).Count(item => IsAbout(item, request.RequestId)).ShouldBe(0);
    }

    [Theory]
    [InlineData("approved", null, "“Heat” was approved.")]
    [InlineData("denied", "too long", "“Heat” was denied: too long")]
    [InlineData("available", null, "“Heat” is in the library.")]
    [InlineData("partially-available", null, "Part of “Heat” is in the library.")]
    [InlineData("failed", null, "“Heat” could not be fetched.")]
    public async Task OwnerAndFollowersLearnWhatBecameOfTheirRequest(string status, string? reason, string message)
    {
        var (owner, follower) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(Events.Moved(owner, status, reason: reason, followers: [follower, owner]));

        foreach (var userId in new[] { owner, follower })
        {
            var told = (await app.NotificationsAsync(userId, 1)).ShouldHaveSingleItem();
            told.GetProperty("type").GetString().ShouldBe($"request-{status}");
            told.GetProperty("message").GetString().ShouldBe(message);
            told.GetProperty("data").GetProperty("status").GetString().ShouldBe(status);
        }
    }

    [Fact]
    public async Task WhoIsNobodyAnyMoreIsNotTold()
    {
        var follower = Guid.CreateVersion7();
        await app.PublishAsync(Events.Moved(Guid.Empty, "available", followers: [follower]));

        await app.NotificationsAsync(follower, 1);
        (await app.CountAsync("SELECT count(*) FROM notifications WHERE user_id = $1", Guid.Empty)).ShouldBe(0);
    }

    [Fact]
    public async Task TheWayBetweenIsNoNews()
    {
        var owner = Guid.CreateVersion7();
        await app.PublishAsync(Events.Moved(owner, "processing"));
        await app.PublishAsync(Events.Moved(owner, "cancelled"));
        await app.PublishAsync(Events.Moved(owner, "available"));

        (await app.NotificationsAsync(owner, 1)).ShouldHaveSingleItem().GetProperty("type").GetString().ShouldBe("request-available");
    }

    [Fact]
    public async Task AnOlderMoveThatArrivesLateIsNoNews()
    {
        var (owner, requestId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(Events.Moved(owner, "available", version: 4, requestId));
        await app.PublishAsync(Events.Moved(owner, "approved", version: 2, requestId));
        await app.PublishAsync(Events.Moved(owner, "denied"));

        var told = await app.NotificationsAsync(owner, 2);
        told.Select(item => item.GetProperty("type").GetString()).ShouldBe(["request-denied", "request-available"]);
    }

    [Fact]
    public async Task AMoveBackAndForthIsNewsEachTime()
    {
        var (owner, requestId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(Events.Moved(owner, "failed", version: 3, requestId));
        await app.PublishAsync(Events.Moved(owner, "approved", version: 4, requestId));
        await app.PublishAsync(Events.Moved(owner, "failed", version: 5, requestId));

        (await app.NotificationsAsync(owner, 3)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task ARedeliveredMessageTellsNobodyTwice()
    {
        var (owner, messageId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var move = Events.Moved(owner, "available");
        await app.PublishAsync(move, messageId);
        await app.PublishAsync(move, messageId);
        await app.PublishAsync(Events.Moved(owner, "denied"));

        (await app.NotificationsAsync(owner, 2)).Select(item => item.GetProperty("type").GetString()).ShouldBe(["request-denied", "request-available"]);
    }

    [Fact]
    public async Task WhatWasDeletedDoesNotComeBackWithARedelivery()
    {
        var (owner, messageId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var move = Events.Moved(owner, "available");
        await app.PublishAsync(move, messageId);
        var id = (await app.NotificationsAsync(owner, 1)).Single().GetProperty("id").GetGuid();
        using var client = app.For(owner);
        (await client.DeleteAsync($"/api/v1/notifications/{id}")).EnsureSuccessStatusCode();

        await app.PublishAsync(move, messageId);
        await app.PublishAsync(Events.Moved(owner, "denied"));
        (await app.NotificationsAsync(owner, 1)).ShouldHaveSingleItem().GetProperty("type").GetString().ShouldBe("request-denied");
    }

    [Fact]
    public async Task TheSameFactInManyMessagesOnTwoReplicasTellsOnceAndIsAnnouncedOnce()
    {
        await using var replica = await app.StartReplicaAsync();
        var owner = Guid.CreateVersion7();
        var move = Events.Moved(owner, "available");
        Guid[] messages = [.. Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7())];
        await Task.WhenAll(messages.Select(messageId => app.PublishAsync(move, messageId)));
        await app.ConsumedAsync<MediaRequestStatusChanged>(messages);

        (await app.NotificationsAsync(owner, 1)).Count.ShouldBe(1);
        await Eventually.Async(
            async () => await app.CountAsync(
                "SELECT count(*) FROM outbox_messages WHERE body->>'userId' = $1 AND type LIKE '%NotificationCreated%' AND sent_at IS NOT NULL", owner.ToString()) == 1,
            NotificationApp.Patience,
            "the notification is announced");
        (await app.CountAsync("SELECT count(*) FROM outbox_messages WHERE body->>'userId' = $1", owner.ToString())).ShouldBe(1);
    }

    [Fact]
    public async Task TheOwnerLearnsOfADownloadsEnd()
    {
        var owner = Guid.CreateVersion7();
        await app.PublishAsync(Events.Downloaded(owner));
        (await app.NotificationsAsync(owner, 1)).Single().GetProperty("message").GetString().ShouldBe("“A video” has been downloaded.");
    }

    [Fact]
    public async Task ADownloadThatFailsAgainIsNewsAgain()
    {
        var (owner, downloadId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = Events.DownloadFailed(owner, downloadId);
        await app.PublishAsync(first);
        await app.PublishAsync(first);
        await app.PublishAsync(Events.DownloadFailed(owner, downloadId, first.OccurredAt.AddMinutes(1)));
        await app.PublishAsync(Events.DownloadFailed(owner));

        var told = await app.NotificationsAsync(owner, 3);
        told.Count.ShouldBe(3);
        told[0].GetProperty("message").GetString().ShouldBe("A video could not be downloaded: Private video");
    }

    [Fact]
    public async Task AdministratorsLearnOfASecurityAlert()
    {
        var admin = await app.RegisterAsync("admin");
        var alert = new SecurityAlertRaised(Guid.CreateVersion7(), "account-locked", "warning", UserId: null, "Five failures for alice.", "192.0.2.1", Now);
        await app.PublishAsync(alert);

        await Eventually.Async(
            async () => (await app.NotificationsAsync(admin, 1)).Any(item =>
                item.GetProperty("type").GetString() == "security-alert" && item.GetProperty("data").GetProperty("alertId").GetGuid() == alert.AlertId),
            NotificationApp.Patience,
            "the administrator is told");
    }

    [Fact]
    public async Task ADeletedUserLeavesNothingBehindAndStaysDeleted()
    {
        var (admin, member) = (await app.RegisterAsync("admin"), await app.RegisterAsync());
        var request = Events.Requested(member);
        await app.PublishAsync(request);
        await WaitForAsync(admin, request.RequestId);
        await app.PublishAsync(Events.Moved(member, "available"));
        await app.NotificationsAsync(member, 1);

        await app.PublishAsync(new UserDeleted(member, Now));
        await Eventually.Async(
            async () => await app.CountAsync("SELECT count(*) FROM notifications WHERE user_id = $1 OR about_user_id = $1", member) == 0,
            NotificationApp.Patience,
            "all that concerned the user is gone");

        // what was still on its way
        Guid[] late = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        await app.PublishAsync(Events.Moved(member, "failed"), late[0]);
        await app.PublishAsync(Events.Requested(member), late[1]);
        await app.PublishAsync(new UserRoleChanged(member, "admin", "user", Now.AddMinutes(1)), late[2]);
        await app.ConsumedAsync<MediaRequestStatusChanged>(late[0]);
        await app.ConsumedAsync<MediaRequested>(late[1]);
        await app.ConsumedAsync<UserRoleChanged>(late[2]);

        (await app.CountAsync("SELECT count(*) FROM notifications WHERE user_id = $1 OR about_user_id = $1", member)).ShouldBe(0);
        (await app.CountAsync("SELECT count(*) FROM users WHERE user_id = $1 AND deleted", member)).ShouldBe(1);
    }

    private static bool IsAbout(System.Text.Json.JsonElement item, Guid requestId) =>
        item.GetProperty("data").TryGetProperty("requestId", out var id) && id.GetGuid() == requestId;

    private Task WaitForAsync(Guid userId, Guid requestId) => Eventually.Async(
        async () => (await app.NotificationsAsync(userId, 0)).Any(item => IsAbout(item, requestId)), NotificationApp.Patience, "the user is told of the request");

    private Task WaitForRoleAsync(Guid userId, string role) => Eventually.Async(
        async () => await app.CountAsync("SELECT count(*) FROM users WHERE user_id = $1 AND role = $2", userId, role) == 1, NotificationApp.Patience, $"the user is {role}");
}
