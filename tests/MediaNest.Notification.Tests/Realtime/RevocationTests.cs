using MediaNest.Contracts;

namespace MediaNest.Notification.Tests.Realtime;

[Collection(nameof(NotificationApp))]
public sealed class RevocationTests(NotificationApp app)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task ASessionThatIsGoneFromRedisIsGoneFromEveryReplica()
    {
        await using var replica = await app.StartReplicaAsync();
        var user = await app.SignInAsync();
        var other = await app.SignInAsync(userId: user.UserId);
        await using var here = await app.ConnectAsync("/authenticated", user);
        await using var alsoHere = await app.ConnectAsync("/", user);
        await using var there = await app.ConnectAsync("/media", user, replica);
        await using var otherSession = await app.ConnectAsync("/authenticated", other, replica);
        await Task.WhenAll(here.WaitAsync("state:initial"), alsoHere.WaitAsync("state:initial"), there.WaitAsync("state:initial"), otherSession.WaitAsync("state:initial"));

        await app.RevokeAsync(user);
        await ShouldBeThrownOutAsync("revoked", here, alsoHere, there);
        otherSession.IsDisconnected.ShouldBeFalse();
    }

    [Fact]
    public async Task TheEventOfARevokedSessionTellsTheReasonAndThrowsOutOnEveryReplica()
    {
        await using var replica = await app.StartReplicaAsync();
        var user = await app.SignInAsync();
        await using var here = await app.ConnectAsync("/authenticated", user);
        await using var there = await app.ConnectAsync("/media", user, replica);
        await Task.WhenAll(here.WaitAsync("state:initial"), there.WaitAsync("state:initial"));

        await app.PublishAsync(new SessionRevoked(user.UserId, user.SessionId, "password-changed", Now));
        await ShouldBeThrownOutAsync("password-changed", here, there);
    }

    [Theory]
    [InlineData("suspended")]
    [InlineData("deleted")]
    public async Task AUserWhoIsSuspendedOrDeletedLosesAllSockets(string state)
    {
        await using var replica = await app.StartReplicaAsync();
        var user = await app.SignInAsync();
        await using var one = await app.ConnectAsync("/authenticated", user);
        await using var two = await app.ConnectAsync("/media", await app.SignInAsync(userId: user.UserId), replica);
        await Task.WhenAll(one.WaitAsync("state:initial"), two.WaitAsync("state:initial"));

        await app.SetUserAsync(user.UserId, state, state == "deleted" ? null : "user");
        await ShouldBeThrownOutAsync(state, one, two);
    }

    [Fact]
    public async Task TheEventsOfSuspensionAndDeletionThrowOutToo()
    {
        var (suspended, deleted) = (await app.SignInAsync(), await app.SignInAsync());
        await using var one = await app.ConnectAsync("/authenticated", suspended);
        await using var two = await app.ConnectAsync("/authenticated", deleted);
        await Task.WhenAll(one.WaitAsync("state:initial"), two.WaitAsync("state:initial"));
        await app.PublishAsync(new UserSuspended(suspended.UserId, Suspended: true, "spam", Now));
        await app.PublishAsync(new UserDeleted(deleted.UserId, Now));
        await ShouldBeThrownOutAsync("suspended", one);
        await ShouldBeThrownOutAsync("deleted", two);
    }

    [Fact]
    public async Task ANewRoleWantsANewSocket()
    {
        var admin = await app.SignInAsync("admin");
        await using var admins = await app.ConnectAsync("/admin", admin);
        await using var media = await app.ConnectAsync("/media", admin);
        await Task.WhenAll(admins.WaitAsync("state:initial"), media.WaitAsync("state:initial"));

        await app.SetUserAsync(admin.UserId, "active", "user");
        await ShouldBeThrownOutAsync("role-changed", admins, media);
    }

    [Fact]
    public async Task ASocketEndsWithItsToken()
    {
        var user = await app.SignInAsync(lifetime: TimeSpan.FromSeconds(15));
        await using var socket = await app.ConnectAsync("/authenticated", user);
        await socket.WaitAsync("state:initial");
        socket.IsDisconnected.ShouldBeFalse();

        (await socket.WaitAsync("session:revoked")).Payload.GetRawText().ShouldBe("""{"reason":"token-expired"}""");
        await socket.WaitForDisconnectionAsync();
    }

    [Fact]
    public async Task ARedisThatWasEmptiedThrowsNobodyOut()
    {
        var (forgotten, revoked) = (await app.SignInAsync(), await app.SignInAsync());
        await using var stays = await app.ConnectAsync("/authenticated", forgotten);
        await using var goes = await app.ConnectAsync("/authenticated", revoked);
        await Task.WhenAll(stays.WaitAsync("state:initial"), goes.WaitAsync("state:initial"));

        await app.ForgetAsync(forgotten);
        await app.RevokeAsync(revoked);
        await goes.WaitForDisconnectionAsync();
        await app.PublishAsync(new UserPreferencesChanged(forgotten.UserId, "{}", Now));
        await stays.WaitAsync("preferences:updated");
        stays.IsDisconnected.ShouldBeFalse();
    }

    /// <summary>How soon is measured by the benchmarks: a test that is held to a second is held to what else the machine does.</summary>
    private static async Task ShouldBeThrownOutAsync(string reason, params TestSocket[] sockets)
    {
        foreach (var socket in sockets)
        {
            await socket.WaitForDisconnectionAsync();
        }

        foreach (var socket in sockets)
        {
            (await socket.WaitAsync("session:revoked")).Payload.GetProperty("reason").GetString().ShouldBe(reason);
        }
    }
}
