using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Realtime;

[Collection(nameof(NotificationApp))]
public sealed class StateTests(NotificationApp app)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task TheStateIsOnesOwnAndAnAdministratorsIsEverybodys()
    {
        var (owner, follower, stranger, admin) = (await app.SignInAsync(), await app.SignInAsync(), await app.SignInAsync(), await app.SignInAsync("admin"));
        var (request, download, service) = (Events.Requested(owner.UserId), Guid.CreateVersion7(), "tmdb-" + Guid.CreateVersion7().ToString("N")[20..]);
        await using (var witness = await app.ConnectAsync("/authenticated", owner))
        {
            await app.PublishAsync(request);
            await witness.WaitAsync("request:created");
            await app.PublishAsync(Events.Moved(owner.UserId, "available", requestId: request.RequestId, followers: [follower.UserId]));
            await app.PublishAsync(Events.Progressed(owner.UserId, download, 40));
            await app.PublishAsync(Events.ServiceIs(service, "down"));
            await witness.WaitAsync("request:updated");
            await witness.WaitAsync("download:progress");
            await witness.WaitAsync("service:status", payload => payload.GetProperty("name").GetString() == service);
            await app.NotificationsAsync(owner.UserId, 1);
        }

        var own = await StateAsync("/authenticated", owner);
        own.EnumerateObject().Select(member => member.Name).ShouldBe(["requests", "downloads", "notifications", "services"]);
        var known = own.GetProperty("requests").EnumerateArray().ShouldHaveSingleItem();
        known.GetProperty("id").GetGuid().ShouldBe(request.RequestId);
        known.GetProperty("status").GetString().ShouldBe("available");
        known.GetProperty("requestedBy").GetString().ShouldBe("alice");
        own.GetProperty("downloads").EnumerateArray().ShouldHaveSingleItem().GetProperty("progress").GetDouble().ShouldBe(40);
        own.GetProperty("notifications").GetRawText().ShouldBe("""{"unreadCount":1}""");
        own.GetProperty("services").EnumerateArray().Any(item => item.GetProperty("name").GetString() == service && item.GetProperty("status").GetString() == "down").ShouldBeTrue();

        var followed = await StateAsync("/media", follower);
        followed.GetProperty("requests").EnumerateArray().ShouldHaveSingleItem();
        followed.GetProperty("downloads").GetArrayLength().ShouldBe(0);
        var strangers = await StateAsync("/media", stranger);
        strangers.GetProperty("requests").GetArrayLength().ShouldBe(0);
        strangers.GetProperty("notifications").GetProperty("unreadCount").GetInt32().ShouldBe(0);
        var everything = await StateAsync("/admin", admin);
        everything.GetProperty("requests").EnumerateArray().Count(item => item.GetProperty("id").GetGuid() == request.RequestId).ShouldBe(1);
        everything.GetProperty("downloads").EnumerateArray().Count(item => item.GetProperty("id").GetGuid() == download).ShouldBe(1);
    }

    [Fact]
    public async Task SomebodyWhoHasNotSignedInIsToldOfServicesAlone()
    {
        await using var socket = await app.OpenAsync("/");
        var state = (await socket.WaitAsync("state:initial")).Payload;
        state.GetProperty("requests").GetArrayLength().ShouldBe(0);
        state.GetProperty("downloads").GetArrayLength().ShouldBe(0);
        state.GetProperty("services").ValueKind.ShouldBe(JsonValueKind.Array);
    }

    [Fact]
    public async Task TheStateIsBoundedToTheNewest()
    {
        var owner = await app.SignInAsync();
        await using var witness = await app.ConnectAsync("/authenticated", owner);
        var start = Now.AddMinutes(-10);
        for (var i = 0; i < 55; i++)
        {
            await app.PublishAsync(Events.Queued(owner.UserId, at: start.AddSeconds(i)));
        }

        await Eventually.Async(() => witness.Named("download:created").Count == 55, NotificationApp.Patience, "all are known");
        var newest = witness.Named("download:created")[^1].Payload.GetProperty("id").GetGuid();
        var downloads = (await StateAsync("/media", owner)).GetProperty("downloads");
        downloads.GetArrayLength().ShouldBe(50);
        downloads[0].GetProperty("id").GetGuid().ShouldBe(newest);
    }

    [Fact]
    public async Task AClientThatCannotBeRecoveredIsToldTheStateAnew()
    {
        var user = await app.SignInAsync();
        await using var socket = await app.OpenAsync("/authenticated", new { token = user.Token, pid = "long-forgotten", offset = "0-1" });
        (await socket.WaitAsync("state:sync")).Payload.GetProperty("notifications").GetProperty("unreadCount").GetInt32().ShouldBe(0);
        socket.Named("state:initial").ShouldBeEmpty();
    }

    [Fact]
    public async Task AClientThatIsBackInTimeGetsWhatItMissedAtAnyReplica()
    {
        await using var replica = await app.StartReplicaAsync();
        var user = await app.SignInAsync();
        await using var before = await app.ConnectAsync("/authenticated", user);
        await before.WaitAsync("state:initial");
        var seen = Events.Moved(user.UserId, "approved");
        await app.PublishAsync(seen);
        await before.WaitAsync("request:updated");
        await before.WaitAsync("mediaRequestUpdate");
        before.Cut();

        await using var witness = await app.ConnectAsync("/authenticated", user);
        var missed = Events.Moved(user.UserId, "available");
        await app.PublishAsync(missed);
        await witness.WaitAsync("request:updated", payload => payload.GetProperty("id").GetGuid() == missed.RequestId);

        await using var after = await TestSocket.OpenAsync(
            replica.Address, "/authenticated", new { token = user.Token, pid = before.Pid, offset = before.Offset });
        after.Id.ShouldBe(before.Id);
        await after.WaitAsync("request:updated", payload => payload.GetProperty("id").GetGuid() == missed.RequestId);
        // what asks for an acknowledgement is not lost for it, and is not asked for a second time
        (await after.WaitAsync("mediaRequest:statusChanged", payload => payload.GetProperty("id").GetGuid() == missed.RequestId)).AckId.ShouldBeNull();
        after.Named("mediaRequest:statusChanged").ShouldHaveSingleItem();
        after.Named("request:updated").ShouldHaveSingleItem();
        await after.WaitAsync("connection:established");
        after.Named("state:initial").ShouldBeEmpty();
        after.Named("state:sync").ShouldBeEmpty();
    }

    [Fact]
    public async Task WhoComesBackWithAnotherRoleGetsNothingOfTheOldOne()
    {
        var admin = await app.SignInAsync("admin");
        await using var before = await app.ConnectAsync("/media", admin);
        await before.WaitAsync("state:initial");
        await app.PublishAsync(Events.Moved(Guid.CreateVersion7(), "approved"));
        await before.WaitAsync("request:updated");
        before.Cut();
        await app.SetUserAsync(admin.UserId, "active", "user");
        await using var witness = await app.ConnectAsync("/media", await app.SignInAsync("admin"));
        await app.PublishAsync(Events.Moved(Guid.CreateVersion7(), "available"));
        await witness.WaitAsync("request:updated");

        var demoted = app.Issuer.UserToken(admin.UserId, "somebody", "user", admin.SessionId.ToString());
        await using var after = await app.OpenAsync("/media", new { token = demoted, pid = before.Pid, offset = before.Offset });
        await after.WaitAsync("state:sync");
        after.Id.ShouldNotBe(before.Id);
        after.Named("request:updated").ShouldBeEmpty();
    }

    [Fact]
    public async Task OfADeletedUserNothingIsKept()
    {
        var (gone, follower, admin) = (await app.SignInAsync(), await app.SignInAsync(), await app.SignInAsync("admin"));
        await using var witness = await app.ConnectAsync("/media", admin);
        var (request, download) = (Events.Requested(gone.UserId), Guid.CreateVersion7());
        var followed = Events.Moved(follower.UserId, "approved", followers: [gone.UserId]);
        await app.PublishAsync(request);
        await app.PublishAsync(followed);
        await app.PublishAsync(Events.Queued(gone.UserId, download));
        await witness.WaitAsync("request:created", payload => payload.GetProperty("id").GetGuid() == request.RequestId);
        await witness.WaitAsync("request:updated", payload => payload.GetProperty("id").GetGuid() == followed.RequestId);
        await witness.WaitAsync("download:created", payload => payload.GetProperty("id").GetGuid() == download);

        await app.PublishAsync(new UserDeleted(gone.UserId, Now));
        await Eventually.Async(
            async () => await app.CountAsync("SELECT count(*) FROM users WHERE user_id = $1 AND deleted", gone.UserId) == 1, NotificationApp.Patience, "the user is gone");
        // late events bring nothing back
        var late = Events.Moved(gone.UserId, "available", requestId: request.RequestId, followers: [gone.UserId]);
        await app.PublishAsync(Events.Requested(gone.UserId));
        await app.PublishAsync(Events.Queued(gone.UserId));
        await app.PublishAsync(late);
        await witness.WaitAsync("request:updated", payload => payload.GetProperty("id").GetGuid() == request.RequestId);
        var last = Events.Queued(follower.UserId);
        await app.PublishAsync(last);
        await witness.WaitAsync("download:created", payload => payload.GetProperty("id").GetGuid() == last.DownloadId);

        (await app.CountAsync("SELECT count(*) FROM live_requests WHERE user_id = $1 OR $1 = ANY (follower_ids)", gone.UserId)).ShouldBe(0);
        (await app.CountAsync("SELECT count(*) FROM live_requests WHERE id = $1 AND user_name = 'alice'", request.RequestId)).ShouldBe(0);
        (await app.CountAsync("SELECT count(*) FROM live_downloads WHERE user_id = $1", gone.UserId)).ShouldBe(0);
    }

    private async Task<JsonElement> StateAsync(string name, SignedIn user)
    {
        await using var socket = await app.ConnectAsync(name, user);
        return (await socket.WaitAsync("state:initial")).Payload;
    }
}
