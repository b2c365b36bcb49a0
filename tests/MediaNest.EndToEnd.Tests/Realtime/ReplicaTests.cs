using System.Diagnostics;
using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;
using static MediaNest.EndToEnd.Tests.Realtime.SocketEvents;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>Two notification services behave as one.</summary>
public sealed class ReplicaTests(RunningMediaNest mediaNest, NodeSockets sockets) : IAsyncLifetime
{
    private TwoReplicas _replicas = null!;

    public async ValueTask InitializeAsync() => _replicas = await TwoReplicas.StartAsync(mediaNest);

    public async ValueTask DisposeAsync() => await _replicas.DisposeAsync();

    [Fact]
    public async Task AnEventReachesSocketsOnBothAndARevokedSessionIsDisconnectedOnBoth()
    {
        var user = await mediaNest.SignInWithPlexAsync("on-both");
        await using var first = await sockets.ConnectAsync(_replicas.AtFirst, "/authenticated", user);
        await using var second = await sockets.ConnectAsync(_replicas.AtSecond, "/authenticated", user);
        // whichever replica consumes what
        foreach (var query in new[] { "the", "a", "of", "in" })
        {
            var request = await user.RequestAsync(await user.FindRequestableAsync(query));
            foreach (var socket in new[] { first, second })
            {
                await socket.ReceivesAsync("request:created", Is(request));
            }
        }

        foreach (var socket in new[] { first, second })
        {
            socket.EventsOf("request:created").Count.ShouldBe(4);
        }

        await RevokedAsync([first, second], () => user.PostAsync("/api/v1/auth/logout"));
    }

    [Fact]
    public async Task ASuspendedUserAndOneOfAnotherRoleAreDisconnectedOnBoth()
    {
        var user = await mediaNest.SignInWithPlexAsync("suspended-live");
        var id = await user.IdOfAsync();
        await using var first = await sockets.ConnectAsync(_replicas.AtFirst, "/media", user);
        await using var second = await sockets.ConnectAsync(_replicas.AtSecond, "/authenticated", user);
        await RevokedAsync([first, second], () => PatchAsync($"/api/v1/admin/users/{id}/role", new { role = "admin" }));
        (await PatchAsync($"/api/v1/admin/users/{id}/role", new { role = "user" })).ShouldBe(200);

        var again = await mediaNest.SignInWithPlexAsync("suspended-live");
        await using var third = await sockets.ConnectAsync(_replicas.AtFirst, "/media", again);
        await using var fourth = await sockets.ConnectAsync(_replicas.AtSecond, "/media", again);
        await RevokedAsync([third, fourth], () => PatchAsync($"/api/v1/admin/users/{id}/status", new { status = "suspended" }));
    }

    [Fact]
    public async Task ClientsOfAKilledReplicaConnectElsewhereAndMissNothing()
    {
        var user = await mediaNest.SignInWithPlexAsync("orphaned");
        List<NodeSocket> clients = [];
        for (var i = 0; i < 8; i++)
        {
            clients.Add(await sockets.ConnectAsync(_replicas.AtBoth, "/authenticated", user, new JsonObject
            {
                // polls stick to their replica by cookie, which Node keeps for those who ask for it
                ["transports"] = new JsonArray(i % 2 == 0 ? "polling" : "websocket"),
                ["withCredentials"] = true,
            }));
        }

        var before = await user.RequestAsync(await user.FindRequestableAsync("the"));
        foreach (var client in clients)
        {
            await client.ReceivesAsync("request:created", Is(before));
        }

        await _replicas.KillSecondAsync();
        var meanwhile = await user.RequestAsync(await user.FindRequestableAsync("a"));

        foreach (var client in clients)
        {
            await Testing.Eventually.Async(
                () => client.EventsOf("request:created").Any(received => Is(meanwhile)(received.Payload))
                    || client.EventsOf("state:sync").Any(received => received.Payload.GetRawText().Contains(meanwhile, StringComparison.Ordinal)),
                MediaNest.Testing.Eventually.Patience,
                $"{client.Name} knows of what happened while its replica was gone");
            (await client.StateAsync())["connected"]!.GetValue<bool>().ShouldBeTrue();
        }

        var after = await user.RequestAsync(await user.FindRequestableAsync("of"));
        foreach (var client in clients)
        {
            await client.ReceivesAsync("request:created", Is(after));
            client.ShouldHaveOnce("request:created", Is(before));
            client.EventsOf("request:created").Count(received => Is(meanwhile)(received.Payload)).ShouldBeLessThanOrEqualTo(1);
            client.ShouldHaveOnce("request:created", Is(after));
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task AGatewayThatStopsSendsItsClientsAway()
    {
        var user = await mediaNest.SignInWithPlexAsync("sent-away");
        await using var polling = await sockets.ConnectAsync(_replicas.AtBoth, "/media", user, new JsonObject { ["transports"] = new JsonArray("polling"), ["withCredentials"] = true });
        await using var webSocket = await sockets.ConnectAsync(_replicas.AtBoth, "/media", user, new JsonObject { ["transports"] = new JsonArray("websocket") });

        var started = Stopwatch.GetTimestamp();
        await _replicas.StopGatewayAsync();

        // the host's shutdown time-out is 20 s
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        await polling.HappensAsync("disconnect");
        await webSocket.HappensAsync("disconnect");
    }

    private Task<Answer> PatchAsync(string path, object body) =>
        mediaNest.Admin.SendAsync(HttpMethod.Patch, path, System.Net.Http.Json.JsonContent.Create(body));

    /// <summary>Does something to a user and holds that the sockets are told, and closed. How soon is measured by the benchmarks.</summary>
    private static async Task RevokedAsync(IReadOnlyList<NodeSocket> connected, Func<Task<Answer>> revoke)
    {
        (await revoke()).Status.ShouldBeInRange(200, 204);
        foreach (var socket in connected)
        {
            await socket.HappensAsync("disconnect");
            socket.EventsOf("session:revoked").ShouldHaveSingleItem();
        }
    }
}
