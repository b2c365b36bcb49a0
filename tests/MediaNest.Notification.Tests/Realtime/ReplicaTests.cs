using System.Diagnostics;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Realtime;

[Collection(nameof(NotificationApp))]
public sealed class ReplicaTests(NotificationApp app)
{
    private const int Moves = 20;

    [Fact]
    public async Task WhateverReplicaConsumesAnEventSocketsOnBothGetItOnceAndInOrder()
    {
        await using var replica = await app.StartReplicaAsync();
        var (owner, requestId) = (await app.SignInAsync(), Guid.CreateVersion7());
        await using var here = await app.ConnectAsync("/authenticated", owner);
        await using var there = await app.ConnectAsync("/authenticated", owner, replica);
        await Task.WhenAll(here.WaitAsync("state:initial"), there.WaitAsync("state:initial"));

        // half of them twice, under other ids; consumed side by side, so older ones are late now and then
        for (var version = 1; version <= Moves; version++)
        {
            var move = Events.Moved(owner.UserId, version % 2 == 0 ? "failed" : "approved", version, requestId, reason: $"{version}");
            await app.PublishAsync(move);
            await app.PublishAsync(move);
        }

        foreach (var socket in new[] { here, there })
        {
            await socket.WaitAsync("mediaRequestUpdate", payload => payload.GetProperty("reason").GetString() == $"{Moves}");
        }

        foreach (var name in new[] { "request:updated", "mediaRequest:statusChanged", "mediaRequestUpdate" })
        {
            int[] versions = [.. here.Named(name).Select(received => int.Parse(received.Payload.GetProperty("reason").GetString()!, System.Globalization.CultureInfo.InvariantCulture))];
            versions.ShouldBe(versions.Distinct().Order());
            there.Named(name).Select(received => received.Payload.GetRawText()).ShouldBe(here.Named(name).Select(received => received.Payload.GetRawText()));
        }
    }

    [Fact]
    public async Task TheTraceOfAnEventGoesOnIntoItsBroadcast()
    {
        List<Activity> broadcasts = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or "MediaNest.SocketIO" or nameof(ReplicaTests),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (broadcasts)
                {
                    broadcasts.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource(nameof(ReplicaTests));
        ActivityTraceId trace;
        using (var cause = source.StartActivity("cause"))
        {
            trace = cause!.TraceId;
            await app.PublishAsync(Events.Moved(Guid.CreateVersion7(), "approved"));
        }

        await Eventually.Async(
            () =>
            {
                lock (broadcasts)
                {
                    return broadcasts.Exists(activity => activity.TraceId == trace
                        && activity.GetTagItem("messaging.destination.name") as string == "request:updated");
                }
            },
            NotificationApp.Patience,
            "the broadcast is part of the trace");
    }
}
