using System.Diagnostics;
using MediaNest.Contracts;

namespace MediaNest.Notification.Tests.Realtime;

[Collection(nameof(NotificationApp))]
public sealed class RevocationTests(NotificationApp app)
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task ASessionThatIsGoneFromRedisIsGoneFromEveryReplicaWithinASecond()
    {
        await using var replica = await app.StartReplicaAsync();
        var user = await app.SignInAsync();
        var other = await app.SignInAsync(userId: user.UserId);
        await using var here = await app.ConnectAsync("/authenticated", user);
        await using var alsoHere = await app.ConnectAsync("/", user);
        await using var there = await app.ConnectAsync("/media", user, replica);
        await using var otherSession = await app.ConnectAsync("/authenticated", other, replica);
        await Task.WhenAll(here.WaitAsync("state:initial"), alsoHere.WaitAsync("state:initial"), there.WaitAsync("state:initial"), otherSession.WaitAsync("state:initial"));

        var revoked = Stopwatch.GetTimestamp();
        await app.RevokeAsync(user);
        await ShouldBeThrownOutAsync(revoked, "revoked", here, alsoHere, there);
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

        var revoked = Stopwatch.GetTimestamp();
        await app.PublishAsync(new SessionRevoked(user.UserId, user.SessionId, "password-changed", Now));
        await ShouldBeThrownOutAsync(revoked, "password-changed", here, there);
    }

    [Theory]
    [InlineData("suspended")]
    [InlineData("deleted")]
    public async Task AUserWhoIsSuspendedOrDeletedLosesAllSocketsWithinASecond(string state)
    {
        await using var replica = await app.StartReplicaAsync();
        var user = await app.SignInAsync();
        await using var one = await app.ConnectAsync("/authenticated", user);
        await using var two = await app.ConnectAsync("/media", await app.SignInAsync(userId: user.UserId), replica);
        await Task.WhenAll(one.WaitAsync("state:initial"), two.WaitAsync("state:initial"));

        var done = Stopwatch.GetTimestamp();
        await app.SetUserAsync(user.UserId, state, state == "deleted" ? null : "user");
        await ShouldBeThrownOutAsync(done, state, one, two);
    }

    [Fact]
    public async Task TheEventsOfSuspensionAndDeletionThrowOutToo()
    {
        var (suspended, deleted) = (await app.SignInAsync(), await app.SignInAsync());
        await using var one = await app.ConnectAsync("/authenticated", suspended);
        await using var two = await app.ConnectAsync("/authenticated", deleted);
        await Task.WhenAll(one.WaitAsync("state:initial"), two.WaitAsync("state:initial"));
        var started = Stopwatch.GetTimestamp();
        await app.PublishAsync(new UserSuspended(suspended.UserId, Suspended: true, "spam", Now));
        await app.PublishAsync(new UserDeleted(deleted.UserId, Now));
        await ShouldBeThrownOutAsync(started, "suspended", one);
        await ShouldBeThrownOutAsync(started, "deleted", two);
    }

    [Fact]
    public async Task ANewRoleWantsANewSocket()
    {
        var admin = await app.SignInAsync("admin");
        await using var admins = await app.ConnectAsync("/admin", admin);
        await using var media = await app.ConnectAsync("/media", admin);
        await Task.WhenAll(admins.WaitAsync("state:initial"), media.WaitAsync("state:initial"));

        var demoted = Stopwatch.GetTimestamp();
        await app.SetUserAsync(admin.UserId, "active", "user");
        await ShouldBeThrownOutAsync(demoted, "role-changed", admins, media);
    }

    [Fact]
    public async Task ASocketEndsWithItsToken()
    {
        var user = await app.SignInAsync(lifetime: TimeSpan.FromSeconds(3));
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

    private static async Task ShouldBeThrownOutAsync(long since, string reason, params TestSocket[] sockets)
    {
        foreach (var socket in sockets)
        {
            await socket.WaitForDisconnectionAsync();
        }

        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(ASecond + TimeSpan.FromMilliseconds(500)); // the half second is this test's: it polls, beside others
        foreach (var socket in sockets)
        {
            (await socket.WaitAsync("session:revoked")).Payload.GetProperty("reason").GetString().ShouldBe(reason);
        }
    }
}
