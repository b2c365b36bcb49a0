using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime;
using MediaNest.Notification.Realtime.State;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Notification.Tests.Realtime;

/// <summary>Who is told of what, with which payload. Events of one type are consumed in order here: what was sent first would have come first.</summary>
[Collection(nameof(NotificationApp))]
public sealed class AnnouncementTests(NotificationApp app)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task ANewRequestReachesItsOwnerAndTheAdministrators()
    {
        var (owner, stranger, admin) = (await app.SignInAsync(), await app.SignInAsync(), await app.SignInAsync("admin"));
        await using var own = await app.ConnectAsync("/authenticated", owner);
        await using var ownMedia = await app.ConnectAsync("/media", owner);
        await using var others = await app.ConnectAsync("/media", stranger);
        await using var admins = await app.ConnectAsync("/admin", admin);
        await using var adminMedia = await app.ConnectAsync("/media", admin);
        var request = Events.Requested(owner.UserId, title: "Nightcrawler");
        await app.PublishAsync(request);
        var last = Events.Requested(stranger.UserId);
        await app.PublishAsync(last);

        foreach (var socket in new[] { own, ownMedia, admins, adminMedia })
        {
            var payload = (await socket.WaitAsync("request:created", About(request.RequestId))).Payload;
            payload.EnumerateObject().Select(member => member.Name)
                .ShouldBe(["id", "status", "mediaTitle", "mediaType", "tmdbId", "requestedBy", "createdAt"]);
            payload.GetProperty("status").GetString().ShouldBe("pending");
            payload.GetProperty("mediaTitle").GetString().ShouldBe("Nightcrawler");
            payload.GetProperty("mediaType").GetString().ShouldBe("movie");
            payload.GetProperty("tmdbId").GetInt32().ShouldBe(949);
            payload.GetProperty("requestedBy").GetString().ShouldBe("alice");
            payload.GetProperty("createdAt").GetString()!.ShouldEndWith("Z");
        }

        await admins.WaitAsync("newRequest", About(request.RequestId));
        await adminMedia.WaitAsync("newRequest", About(request.RequestId));
        await others.WaitAsync("request:created", About(last.RequestId));
        others.Named("request:created").ShouldHaveSingleItem();
        own.Named("newRequest").ShouldBeEmpty();
        ownMedia.Named("newRequest").ShouldBeEmpty();
    }

    [Fact]
    public async Task AMoveReachesOwnerFollowersAndAdministratorsOncePerNamespaceUnderAllItsNames()
    {
        var (owner, follower, stranger, admin) = (await app.SignInAsync(), await app.SignInAsync(), await app.SignInAsync(), await app.SignInAsync("admin"));
        await using var own = await app.ConnectAsync("/authenticated", owner);
        await using var following = await app.ConnectAsync("/authenticated", follower);
        await using var others = await app.ConnectAsync("/authenticated", stranger);
        await using var admins = await app.ConnectAsync("/admin", admin);
        // an administrator who also owns it is in several rooms of the audience
        await using var ownMedia = await app.ConnectAsync("/media", admin);
        var move = Events.Moved(owner.UserId, "denied", reason: "too long", followers: [follower.UserId, owner.UserId, admin.UserId]);
        await app.PublishAsync(move);
        await app.PublishAsync(Events.Moved(stranger.UserId, "approved"));

        await others.WaitAsync("request:updated");
        foreach (var socket in new[] { own, following, admins, ownMedia })
        {
            foreach (var name in new[] { "request:updated", "mediaRequest:statusChanged", "mediaRequestUpdate" })
            {
                var payload = (await socket.WaitAsync(name, About(move.RequestId))).Payload;
                payload.GetRawText().ShouldBe(
                    $$"""{"id":"{{move.RequestId}}","status":"denied","previousStatus":"pending","mediaTitle":"Heat","updatedBy":"system","reason":"too long","updatedAt":"{{Iso(move.OccurredAt)}}"}""");
            }

            socket.Named("request:updated").Count(received => About(move.RequestId)(received.Payload)).ShouldBe(1);
        }

        others.Named("request:updated").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WhoMovedARequestIsItsOwnerAnAdministratorOrTheSystem()
    {
        var owner = await app.SignInAsync();
        await using var own = await app.ConnectAsync("/authenticated", owner);
        var request = Events.Requested(owner.UserId);
        await app.PublishAsync(request);
        await own.WaitAsync("request:created");
        await app.PublishAsync(Events.Moved(owner.UserId, "approved", version: 1, request.RequestId) with { ActorId = Guid.CreateVersion7() });
        await app.PublishAsync(Events.Moved(owner.UserId, "cancelled", version: 2, request.RequestId) with { ActorId = owner.UserId });

        (await own.WaitAsync("request:updated", payload => payload.GetProperty("status").GetString() == "approved"))
            .Payload.GetProperty("updatedBy").GetString().ShouldBe("admin");
        (await own.WaitAsync("request:updated", payload => payload.GetProperty("status").GetString() == "cancelled"))
            .Payload.GetProperty("updatedBy").GetString().ShouldBe("alice");
    }

    [Fact]
    public async Task AnOlderMoveThatArrivesLateIsNotToldOfAndACreationThatArrivesLateTellsHowThingsAre()
    {
        var owner = await app.SignInAsync();
        await using var own = await app.ConnectAsync("/authenticated", owner);
        var request = Events.Requested(owner.UserId);
        await app.PublishAsync(Events.Moved(owner.UserId, "available", version: 4, request.RequestId));
        await app.PublishAsync(Events.Moved(owner.UserId, "approved", version: 2, request.RequestId));
        await app.PublishAsync(Events.Moved(owner.UserId, "denied", version: 1));
        await own.WaitAsync("request:updated", payload => payload.GetProperty("status").GetString() == "denied");
        await app.PublishAsync(request);

        (await own.WaitAsync("request:created")).Payload.GetProperty("status").GetString().ShouldBe("available");
        own.Named("request:updated").Select(received => received.Payload.GetProperty("status").GetString()).ShouldBe(["available", "denied"]);
    }

    [Fact]
    public async Task ARedeliveredEventIsToldOnce()
    {
        var owner = await app.SignInAsync();
        await using var own = await app.ConnectAsync("/authenticated", owner);
        var (request, move, messageId) = (Events.Requested(owner.UserId), Events.Moved(owner.UserId, "available"), Guid.CreateVersion7());
        var alert = new NotificationCreated(Guid.CreateVersion7(), owner.UserId, "request-available", "Ready", "Watch it", Now);
        for (var i = 0; i < 3; i++)
        {
            await app.PublishAsync(request, messageId);
            await app.PublishAsync(move, messageId);
            await app.PublishAsync(alert, messageId);
            // the same fact under another id: a sender that was not sure
            await app.PublishAsync(move);
        }

        var last = Events.Moved(owner.UserId, "denied");
        await app.PublishAsync(Events.Requested(owner.UserId, last.RequestId));
        await app.PublishAsync(last);
        await app.PublishAsync(alert with { NotificationId = last.RequestId });

        await own.WaitAsync("request:created", About(last.RequestId));
        await own.WaitAsync("request:updated", About(last.RequestId));
        await own.WaitAsync("system:notification", About(last.RequestId));
        own.Named("request:created").Count.ShouldBe(2);
        own.Named("request:updated").Count.ShouldBe(2);
        own.Named("system:notification").Count(received => received.Payload.GetProperty("id").GetGuid() == alert.NotificationId).ShouldBe(1);
    }

    [Fact]
    public async Task ANotificationReachesItsRecipientAloneIfItGoesBySocket()
    {
        var (recipient, stranger) = (await app.SignInAsync(), await app.SignInAsync());
        await using var own = await app.ConnectAsync("/authenticated", recipient);
        await using var others = await app.ConnectAsync("/authenticated", stranger);
        var silent = new NotificationCreated(Guid.CreateVersion7(), recipient.UserId, "request-failed", "Failed", "…", Now, Channels: ["email", "webhook"]);
        var told = new NotificationCreated(
            Guid.CreateVersion7(), recipient.UserId, "request-available", "Ready to watch", "“Heat” is in the library.", Now, DataJson: """{"requestId":"r"}""", Channels: ["socket"]);
        await app.PublishAsync(silent);
        await app.PublishAsync(told);
        await app.PublishAsync(told with { NotificationId = Guid.CreateVersion7(), UserId = stranger.UserId, DataJson = null, Channels = null });

        foreach (var name in new[] { "system:notification", "newNotification" })
        {
            (await own.WaitAsync(name)).Payload.GetRawText().ShouldBe(
                $$$"""{"id":"{{{told.NotificationId}}}","type":"request-available","title":"Ready to watch","message":"“Heat” is in the library.","timestamp":"{{{Iso(told.OccurredAt)}}}","data":{"requestId":"r"}}""");
            (await others.WaitAsync(name)).Payload.TryGetProperty("data", out _).ShouldBeFalse();
            own.Named(name).ShouldHaveSingleItem();
            others.Named(name).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task HowServicesAreIsForEverybodyAndTheNewestCounts()
    {
        var (user, admin, name) = (await app.SignInAsync(), await app.SignInAsync("admin"), "plex-" + Guid.CreateVersion7().ToString("N")[20..]);
        await using var anonymous = await app.OpenAsync("/");
        await using var own = await app.ConnectAsync("/authenticated", user);
        await using var media = await app.ConnectAsync("/media", user);
        await using var system = await app.ConnectAsync("/system", admin);
        var down = Events.ServiceIs(name, "down");
        await app.PublishAsync(down);
        await app.PublishAsync(Events.ServiceIs(name, "degraded", down.OccurredAt.AddSeconds(-1)));
        await app.PublishAsync(Events.ServiceIs(name, "up", down.OccurredAt.AddSeconds(1)));

        foreach (var socket in new[] { anonymous, own, media, system })
        {
            foreach (var called in new[] { "service:status", "serviceStatus" })
            {
                await socket.WaitAsync(called, payload => payload.GetProperty("name").GetString() == name && payload.GetProperty("status").GetString() == "up");
                var told = socket.Named(called).Where(received => received.Payload.GetProperty("name").GetString() == name).ToList();
                told.Count.ShouldBe(2);
                told[0].Payload.GetRawText().ShouldBe(
                    $$"""{"name":"{{name}}","status":"down","previousStatus":"up","responseTime":12.5,"timestamp":"{{Iso(down.OccurredAt)}}"}""");
            }
        }
    }

    [Fact]
    public async Task AliasesCanBeSwitchedOff()
    {
        await using var replica = await app.StartReplicaAsync(new Dictionary<string, string> { ["Realtime:Aliases"] = "false" });
        await using var socket = await app.OpenAsync("/");
        await socket.WaitAsync("state:initial");
        var (plain, aliased) = ("plain-" + Guid.CreateVersion7().ToString("N")[20..], "aliased-" + Guid.CreateVersion7().ToString("N")[20..]);
        await AnnounceAsync(replica.Services, plain);
        await AnnounceAsync(app.Services, aliased);

        await socket.WaitAsync("serviceStatus", payload => payload.GetProperty("name").GetString() == aliased);
        await socket.WaitAsync("service:status", payload => payload.GetProperty("name").GetString() == plain);
        socket.Named("serviceStatus").Count(received => received.Payload.GetProperty("name").GetString() == plain).ShouldBe(0);

        static Task AnnounceAsync(IServiceProvider services, string name) => services.GetRequiredService<Announcer>()
            .SendAsync(RealtimeEvents.ServiceStatus, new ServiceItem(name, "up", "down", 1, Now), Audiences.Everybody);
    }

    [Fact]
    public async Task AlertsAndChangesOfUsersAreForAdministrators()
    {
        var (user, admin) = (await app.SignInAsync(), await app.SignInAsync("admin"));
        await using var own = await app.ConnectAsync("/authenticated", user);
        await using var system = await app.ConnectAsync("/system", admin);
        await using var admins = await app.ConnectAsync("/admin", admin);
        var alert = new SecurityAlertRaised(Guid.CreateVersion7(), "token-reuse", "critical", user.UserId, "A spent token was used.", "203.0.113.7", Now);
        await app.PublishAsync(alert);
        var newcomer = await app.RegisterAsync();

        foreach (var socket in new[] { system, admins })
        {
            foreach (var name in new[] { "system:alert", "systemAlert" })
            {
                (await socket.WaitAsync(name, About(alert.AlertId))).Payload.GetRawText().ShouldBe(
                    $$"""{"id":"{{alert.AlertId}}","severity":"critical","title":"Security alert","message":"A spent token was used.","timestamp":"{{Iso(alert.OccurredAt)}}"}""");
            }
        }

        (await admins.WaitAsync("user:changed", About(newcomer))).Payload.GetProperty("change").GetString().ShouldBe("registered");
        own.Named("system:alert").ShouldBeEmpty();
        own.Named("user:changed").ShouldBeEmpty();
    }

    [Fact]
    public async Task PreferencesReachAllOfTheirUsersSockets()
    {
        var user = await app.SignInAsync("admin");
        await using var one = await app.ConnectAsync("/authenticated", user);
        await using var two = await app.ConnectAsync("/authenticated", await app.SignInAsync("admin", user.UserId));
        await using var three = await app.ConnectAsync("/media", user);
        await using var four = await app.ConnectAsync("/system", user);
        await using var five = await app.ConnectAsync("/admin", user);
        await app.PublishAsync(new UserPreferencesChanged(user.UserId, """{"theme":"dark","notifications":{"request-available":["socket"]}}""", Now));

        foreach (var socket in new[] { one, two, three, four, five })
        {
            (await socket.WaitAsync("preferences:updated")).Payload.GetRawText()
                .ShouldBe("""{"theme":"dark","notifications":{"request-available":["socket"]}}""");
        }
    }

    internal static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static Func<JsonElement, bool> About(Guid id) => payload => payload.GetProperty("id").GetGuid() == id;
}
