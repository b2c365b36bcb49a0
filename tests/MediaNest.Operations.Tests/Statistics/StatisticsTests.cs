using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Testing;

namespace MediaNest.Operations.Tests.Statistics;

public sealed class StatisticsTests
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task CountsWhatTheEventsSayHoweverTheyArrive()
    {
        await using var app = await OperationsApp.StartAsync();
        var (admin, member, gone) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(new UserRegistered(admin, "owner", Email: null, "admin", "password", Now));
        await app.PublishAsync(new UserSignedIn(member, Guid.CreateVersion7(), "alice", "plex", Device: null, Now));
        await app.PublishAsync(new UserRegistered(member, "alice", Email: null, "user", "plex", Now));
        await app.PublishAsync(new UserDeleted(gone, Now));
        await app.PublishAsync(new UserRegistered(gone, "late", Email: null, "admin", "plex", Now.AddMinutes(1)));

        var (available, waiting) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var twice = Guid.CreateVersion7();
        await app.PublishAsync(Moved(available, member, "available", version: 3));
        await app.PublishAsync(Moved(available, member, "approved", version: 1));
        await app.PublishAsync(Requested(available, member), twice);
        await app.PublishAsync(Requested(available, member), twice);
        await app.PublishAsync(Requested(waiting, admin));

        var (done, active) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(new DownloadCompleted(done, member, "A video", "a.mp4", 1000, AddToPlex: false, Now));
        await app.PublishAsync(new DownloadQueued(done, member, "https://youtu.be/x", "A video", Now.AddMinutes(-1)));
        await app.PublishAsync(new DownloadQueued(active, member, "https://youtu.be/y", Title: null, Now));

        using var client = app.For(admin, "admin");
        JsonElement all = default;
        await Eventually.Async(
            async () =>
            {
                all = await app.DataAsync("/api/v1/admin/stats", client);
                return all.GetProperty("users").GetRawText() == """{"total":2,"active":1,"admins":1,"suspended":0}"""
                    && all.GetProperty("requests").GetProperty("total").GetInt32() == 2
                    && all.GetProperty("requests").GetProperty("available").GetInt32() == 1
                    && all.GetProperty("downloads").GetRawText() == """{"total":2,"active":1,"completed":1,"failed":0,"cancelled":0,"totalBytes":1000}""";
            },
            OperationsApp.Patience,
            "everything is counted");
        all.GetProperty("requests").GetProperty("pending").GetInt32().ShouldBe(1);
        all.GetProperty("system").GetProperty("memory").GetString()!.ShouldEndWith("MB");

        using var alice = app.For(member);
        var own = await app.DataAsync("/api/v1/dashboard/stats", alice);
        own.GetProperty("requests").GetProperty("total").GetInt32().ShouldBe(1);
        own.GetProperty("downloads").GetProperty("total").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task ADeletedUsersRequestsStillCountButAreNobodys()
    {
        await using var app = await OperationsApp.StartAsync();
        var (member, request, late) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(new UserRegistered(member, "alice", Email: null, "user", "plex", Now));
        await app.PublishAsync(Requested(request, member));
        await app.PublishAsync(new UserSuspended(member, Suspended: true, Reason: null, Now));
        await Eventually.Async(
            async () => await app.ScalarAsync<long>("SELECT count(*) FROM requests WHERE user_id IS NOT NULL") == 1
                && await app.ScalarAsync<long>("SELECT count(*) FROM users WHERE suspended") == 1,
            OperationsApp.Patience,
            "the request is counted");

        await app.PublishAsync(new UserDeleted(member, Now));
        await Eventually.Async(
            async () => await app.ScalarAsync<long>("SELECT count(*) FROM requests WHERE user_id IS NULL") == 1, OperationsApp.Patience, "it is nobody's");
        await app.PublishAsync(Requested(late, member));
        await Eventually.Async(
            async () => await app.ScalarAsync<long>("SELECT count(*) FROM requests WHERE user_id IS NULL") == 2, OperationsApp.Patience, "so is a late one");

        using var admin = app.For(role: "admin");
        var all = await app.DataAsync("/api/v1/admin/stats", admin);
        all.GetProperty("users").GetProperty("total").GetInt32().ShouldBe(0);
        all.GetProperty("requests").GetProperty("total").GetInt32().ShouldBe(2);
    }

    private static MediaRequested Requested(Guid requestId, Guid userId) =>
        new(requestId, userId, "somebody", "movie", 949, "Heat", 1995, [], "pending", Now);

    private static MediaRequestStatusChanged Moved(Guid requestId, Guid userId, string status, int version) =>
        new(requestId, userId, [], "movie", 949, "Heat", status, "pending", Reason: null, version, Now);
}
