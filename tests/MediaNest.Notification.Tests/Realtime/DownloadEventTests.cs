using System.Text.Json;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Realtime;

[Collection(nameof(NotificationApp))]
public sealed class DownloadEventTests(NotificationApp app)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task ADownloadIsToldOfFromQueueToEnd()
    {
        var (owner, stranger, admin) = (await app.SignInAsync(), await app.SignInAsync(), await app.SignInAsync("admin"));
        await using var own = await app.ConnectAsync("/authenticated", owner);
        await using var ownMedia = await app.ConnectAsync("/media", owner);
        await using var admins = await app.ConnectAsync("/media", admin);
        await using var others = await app.ConnectAsync("/media", stranger);
        var id = Guid.CreateVersion7();
        TestSocket[] told = [own, ownMedia, admins];

        await app.PublishAsync(Events.Queued(owner.UserId, id));
        await EachAsync(told, "download:created", id, """{"id":"ID","progress":0,"status":"queued","speed":null,"eta":null,"downloadedBytes":null,"totalBytes":null,"title":"A video"}""");
        await app.PublishAsync(Events.Progressed(owner.UserId, id, 42.5));
        const string Progress = """{"id":"ID","progress":42.5,"status":"downloading","speed":2000000,"eta":12,"downloadedBytes":500,"totalBytes":1000,"title":"A video"}""";
        await EachAsync(told, "download:progress", id, Progress);
        await EachAsync(told, "downloadProgress", id, Progress);
        await app.PublishAsync(Events.Downloaded(owner.UserId, id));
        const string Completed = """{"id":"ID","progress":100,"status":"completed","speed":null,"eta":null,"downloadedBytes":1000,"totalBytes":1000,"title":"A video"}""";
        await EachAsync(told, "download:completed", id, Completed);
        await EachAsync(told, "downloadComplete", id, Completed);
        await app.PublishAsync(Events.Downloaded(stranger.UserId));

        await others.WaitAsync("download:completed");
        others.Events.Count(received => received.Name.StartsWith("download:", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task FailureAndCancellationAreToldAndARetryBeginsAnew()
    {
        var owner = await app.SignInAsync();
        await using var own = await app.ConnectAsync("/authenticated", owner);
        var (id, start) = (Guid.CreateVersion7(), Now);
        await app.PublishAsync(Events.Queued(owner.UserId, id, start));
        await own.WaitAsync("download:created");
        await app.PublishAsync(Events.DownloadFailed(owner.UserId, id, start.AddSeconds(1)));
        (await own.WaitAsync("download:failed")).Payload.GetProperty("error").GetString().ShouldBe("Private video");

        await app.PublishAsync(Events.Queued(owner.UserId, id, start.AddSeconds(2)));
        await Eventually.Async(() => own.Named("download:created").Count == 2, NotificationApp.Patience, "it is queued again");
        own.Named("download:created")[1].Payload.TryGetProperty("error", out _).ShouldBeFalse();
        await app.PublishAsync(Events.Cancelled(owner.UserId, id, start.AddSeconds(3)));
        (await own.WaitAsync("download:cancelled")).Payload.GetProperty("status").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task ProgressIsToldAtMostTwiceASecondWhicheverReplicaConsumesIt()
    {
        await using var replica = await app.StartReplicaAsync();
        var owner = await app.SignInAsync();
        await using var own = await app.ConnectAsync("/authenticated", owner);
        var (id, last, start) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Now.AddMinutes(-1));
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(1, 60).Select(i => app.PublishAsync(Events.Progressed(owner.UserId, id, i, start.AddMilliseconds(i)))));
        // the end has a queue of its own, and could come before the first of them
        await own.WaitAsync("download:progress", payload => payload.GetProperty("id").GetGuid() == id);
        await app.PublishAsync(Events.Downloaded(owner.UserId, id));
        await own.WaitAsync("download:completed");
        // whatever is still on its way is consumed by now
        await app.PublishAsync(Events.Progressed(owner.UserId, last, 1));
        await app.PublishAsync(Events.Progressed(owner.UserId, last, 2));
        await own.WaitAsync("download:progress", payload => payload.GetProperty("id").GetGuid() == last);

        var told = own.Named("download:progress").Count(received => received.Payload.GetProperty("id").GetGuid() == id);
        told.ShouldBeInRange(1, 2 * (1 + (int)TimeProvider.System.GetElapsedTime(began).TotalSeconds));
    }

    [Fact]
    public async Task NoProgressIsToldAfterTheEnd()
    {
        var owner = await app.SignInAsync();
        await using var own = await app.ConnectAsync("/authenticated", owner);
        var (id, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(Events.Cancelled(owner.UserId, id));
        await own.WaitAsync("download:cancelled");
        // the worker's clock is ahead of the one that cancelled
        await app.PublishAsync(Events.Progressed(owner.UserId, id, 99, Now.AddSeconds(5)));
        await app.PublishAsync(Events.Progressed(owner.UserId, other, 1));

        await own.WaitAsync("download:progress", payload => payload.GetProperty("id").GetGuid() == other);
        own.Named("download:progress").ShouldHaveSingleItem();
    }

    private static async Task EachAsync(TestSocket[] sockets, string name, Guid id, string payload)
    {
        foreach (var socket in sockets)
        {
            (await socket.WaitAsync(name, Is)).Payload.GetRawText().ShouldBe(payload.Replace("ID", id.ToString(), StringComparison.Ordinal));
            socket.Named(name).Count(received => Is(received.Payload)).ShouldBe(1);
        }

        bool Is(JsonElement told) => told.GetProperty("id").GetGuid() == id;
    }
}
