using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;
using static MediaNest.EndToEnd.Tests.Realtime.SocketEvents;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>A client whose connection failed for a moment has missed nothing, and has nothing twice.</summary>
public sealed class RecoveryTests(RunningMediaNest mediaNest, NodeSockets sockets)
{
    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task WhatHappenedWhileTheConnectionWasGoneComesOnce(string transport)
    {
        var user = await mediaNest.SignInWithPlexAsync("recovering-" + transport);
        await using var socket = await sockets.ConnectAsync(mediaNest.Gateway.BaseAddress!, "/media", user, new JsonObject
        {
            ["transports"] = new JsonArray(transport),
            // it comes back when it is told to: the event is there before it is
            ["reconnection"] = false,
        });
        var before = await user.RequestAsync(await user.FindRequestableAsync("the"));
        await socket.ReceivesAsync("request:created", Is(before));
        var id = (await socket.StateAsync())["id"]!.GetValue<string>();

        await socket.CutAsync();
        await socket.HappensAsync("disconnect");
        await using var witness = await sockets.ConnectAsync(mediaNest.Gateway.BaseAddress!, "/media", user);
        var meanwhile = await user.RequestAsync(await user.FindRequestableAsync("a"));
        await witness.ReceivesAsync("request:created", Is(meanwhile));
        socket.EventsOf("request:created").Count.ShouldBe(1);
        await socket.ConnectAgainAsync();

        var again = await socket.ConnectsAsync(2);
        again["recovered"]!.GetValue<bool>().ShouldBeTrue();
        again["id"]!.GetValue<string>().ShouldBe(id);
        await socket.ReceivesAsync("request:created", Is(meanwhile));
        var after = await user.RequestAsync(await user.FindRequestableAsync("of"));
        await socket.ReceivesAsync("request:created", Is(after));

        foreach (var request in new[] { before, meanwhile, after })
        {
            socket.ShouldHaveOnce("request:created", Is(request));
        }

        socket.EventsOf("state:sync").ShouldBeEmpty();
    }
}
