namespace MediaNest.Notification.Tests.Realtime.Commands;

[Collection(nameof(CommandApp))]
public sealed class AdminCommandTests(CommandApp app)
{
    [Theory]
    [InlineData("/admin")]
    [InlineData("/system")]
    public async Task EverybodyConnectedIsThereOnceWhateverReplicaTheyAreOn(string name)
    {
        var (admin, user) = (await app.SignInAsync("admin"), await app.SignInAsync());
        await using var asking = await app.ConnectAsync(admin, name);
        await using var here = await app.ConnectAsync(user);
        await using var alsoHere = await app.ConnectAsync(user, "/media");
        await using var elsewhere = await app.ConnectToSecondAsync(user);

        var data = await asking.DataAsync("admin:users-connected");

        var users = data.GetProperty("users").EnumerateArray().ToList();
        var found = users.Where(one => one.GetProperty("id").GetGuid() == user.UserId).ShouldHaveSingleItem();
        found.GetProperty("name").GetString().ShouldBe("somebody");
        found.GetProperty("role").GetString().ShouldBe("user");
        found.GetProperty("sockets").GetInt32().ShouldBe(3);
        found.GetProperty("since").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(-5));
        users.Single(one => one.GetProperty("id").GetGuid() == admin.UserId).GetProperty("role").GetString().ShouldBe("admin");
        data.GetProperty("total").GetInt32().ShouldBe(users.Count);
        data.GetRawText().ShouldNotContain("token");
    }

    [Fact]
    public async Task ADisconnectedUserIsToldAndGoneFromAllReplicas()
    {
        var (admin, user, bystander) = (await app.SignInAsync("admin"), await app.SignInAsync(), await app.SignInAsync());
        await using var asking = await app.ConnectAsync(admin, "/admin");
        await using var here = await app.ConnectAsync(user);
        await using var elsewhere = await app.ConnectToSecondAsync(user, "/media");
        await using var other = await app.ConnectToSecondAsync(bystander);

        var data = await asking.DataAsync("admin:disconnect-user", new { userId = user.UserId });

        data.GetProperty("sockets").GetInt32().ShouldBe(2);
        foreach (var socket in new[] { here, elsewhere })
        {
            await socket.WaitForDisconnectionAsync();
            socket.Named("session:revoked").ShouldHaveSingleItem().GetProperty("reason").GetString().ShouldBe("disconnected-by-admin");
        }

        await other.DataAsync("ping");
        (await asking.DataAsync("admin:disconnect-user", new { userId = user.UserId })).GetProperty("sockets").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task NobodyDisconnectsThemselves()
    {
        var admin = await app.SignInAsync("admin");
        await using var asking = await app.ConnectAsync(admin, "/admin");

        var error = await asking.ErrorAsync("VALIDATION_ERROR", "admin:disconnect-user", new { userId = admin.UserId });

        error.GetProperty("details")[0].GetProperty("field").GetString().ShouldBe("userId");
        await asking.DataAsync("ping");
    }

    [Fact]
    public async Task ABroadcastReachesWhomItIsForWhetherConnectedOrNot()
    {
        var (admin, user) = (await app.SignInAsync("admin"), await app.SignInAsync());
        var (away, otherAdmin) = (await app.Service.RegisterAsync(), await app.Service.RegisterAsync("admin"));
        await using var asking = await app.ConnectAsync(admin, "/admin");
        await using var elsewhere = await app.ConnectToSecondAsync(user);
        var title = $"Tonight {Guid.CreateVersion7():N}";

        var id = (await asking.DataAsync("admin:broadcast", new { title, message = "The server restarts at ten.", role = "user" })).GetProperty("id").GetGuid();

        var told = await elsewhere.WaitAsync("admin:broadcast:message", message => message.GetProperty("id").GetGuid() == id);
        told.GetProperty("title").GetString().ShouldBe(title);
        told.GetProperty("message").GetString().ShouldBe("The server restarts at ten.");
        (await app.Service.NotificationsAsync(away, 1))[0].GetProperty("title").GetString().ShouldBe(title);
        (await app.Service.NotificationsAsync(otherAdmin, 0)).Any(item => item.GetProperty("title").GetString() == title).ShouldBeFalse();
    }

    [Fact]
    public async Task OperationsLooksNow()
    {
        const string Path = "POST /api/v1/admin/services/refresh";
        app.Services.Answer(Path, new { accepted = true, requestedAt = "2026-11-21T15:00:00.000Z" }, status: 202);
        var admin = await app.SignInAsync("admin");
        await using var asking = await app.ConnectAsync(admin, "/system");

        (await asking.DataAsync("admin:refresh-status")).GetProperty("accepted").GetBoolean().ShouldBeTrue();

        app.Services.CallsOf(Path).ShouldContain(call => call.Authorization == $"Bearer {admin.Token}");
    }
}
