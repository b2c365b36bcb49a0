using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Realtime.Commands;

[Collection(nameof(CommandApp))]
public sealed class StateCommandTests(CommandApp app)
{
    private const string StatusPath = "GET /api/v1/services/status";

    [Fact]
    public async Task SyncTellsWhatIsOnesOwnAgain()
    {
        var (user, stranger, id) = (await app.SignInAsync(), await app.SignInAsync(), Guid.CreateVersion7());
        await using var socket = await app.ConnectAsync(user);
        (await socket.WaitAsync("state:initial")).GetProperty("requests").GetArrayLength().ShouldBe(0);
        await app.Service.PublishAsync(Events.Requested(stranger.UserId));
        await app.Service.PublishAsync(Events.Requested(user.UserId, id));
        await Eventually.Async(
            async () => await app.Service.CountAsync("SELECT count(*) FROM live_requests WHERE id = $1", id) == 1, NotificationApp.Patience, "the request is known");

        var data = await socket.DataAsync("state:sync");

        data.GetProperty("requests").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(id);
        data.GetProperty("downloads").GetArrayLength().ShouldBe(0);
        data.GetProperty("notifications").GetProperty("unreadCount").GetInt32().ShouldBe(0);
        (await socket.WaitAsync("state:sync")).GetRawText().ShouldBe(data.GetRawText());
    }

    [Fact]
    public async Task StatusIsWhatOperationsSaysNow()
    {
        app.Services.Answer(StatusPath, new { services = new[] { new { name = "plex", status = "up" } }, summary = new { status = "up", total = 1 } });
        var user = await app.SignInAsync();
        await using var socket = await app.ConnectAsync(user);

        var data = await socket.DataAsync("status:get");

        data.GetProperty("services")[0].GetProperty("name").GetString().ShouldBe("plex");
        data.GetProperty("summary").GetProperty("total").GetInt32().ShouldBe(1);
        app.Services.CallsOf(StatusPath).ShouldContain(call => call.Authorization == $"Bearer {user.Token}");
    }

    [Fact]
    public async Task StatusIsWhatWasToldLastWhileOperationsDoesNotAnswer()
    {
        var name = $"service-{Guid.CreateVersion7():N}";
        await app.Service.PublishAsync(Events.ServiceIs(name, "down"));
        await Eventually.Async(
            async () => await app.Service.CountAsync("SELECT count(*) FROM live_services WHERE name = $1", name) == 1, NotificationApp.Patience, "the service is known");
        app.Services.Refuse(StatusPath, 503, "DATABASE_ERROR", "The database does not answer.");
        await using var socket = await app.ConnectAsync(await app.SignInAsync());
        await using var anonymous = await app.Service.OpenAsync("/");

        var told = await socket.DataAsync("status:get");
        var toldAnybody = (await anonymous.AskAsync("status:get")).GetProperty("data");

        told.GetProperty("stale").GetBoolean().ShouldBeTrue();
        foreach (var data in new[] { told, toldAnybody })
        {
            data.GetProperty("services").EnumerateArray().Single(service => service.GetProperty("name").GetString() == name)
                .GetProperty("status").GetString().ShouldBe("down");
        }
    }

    [Fact]
    public async Task AHandlerThatThrowsFailsTheCommandAndTellsNothingOfTheInside()
    {
        app.Services.Refuse(StatusPath, 503, "DATABASE_ERROR", "The database does not answer.");
        await using var socket = await app.ConnectAsync(await app.SignInAsync());
        await socket.WaitAsync("state:initial");
        await app.Service.ExecuteAsync("ALTER TABLE live_services RENAME TO live_services_elsewhere");
        try
        {
            var error = await socket.ErrorAsync("INTERNAL_ERROR", "status:get");

            error.GetRawText().ShouldNotContain("live_services");
            error.TryGetProperty("details", out _).ShouldBeFalse();
            (await socket.AskAsync("state:sync")).GetProperty("error").GetProperty("code").GetString().ShouldBe("INTERNAL_ERROR");
        }
        finally
        {
            await app.Service.ExecuteAsync("ALTER TABLE live_services_elsewhere RENAME TO live_services");
        }

        await socket.DataAsync("status:get");
    }

    [Fact]
    public async Task AServicesPastIsAskedOfOperations()
    {
        app.Services.Answer("GET /api/v1/services/plex/history?hours=48", new { name = "plex", hours = 48, points = Array.Empty<int>() });
        app.Services.Answer("GET /api/v1/services/plex/history", new { name = "plex", hours = 24, points = Array.Empty<int>() });
        await using var socket = await app.ConnectAsync(await app.SignInAsync(), "/media");

        (await socket.DataAsync("service:history", new { name = "plex", hours = 48 })).GetProperty("hours").GetInt32().ShouldBe(48);
        (await socket.DataAsync("service:history", new { name = "plex" })).GetProperty("hours").GetInt32().ShouldBe(24);
        await socket.ErrorAsync("NOT_FOUND", "service:history", new { name = "nothing" });
    }
}
