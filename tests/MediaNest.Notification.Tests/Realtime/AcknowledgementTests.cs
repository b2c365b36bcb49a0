using System.Diagnostics.Metrics;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Realtime;

[Collection(nameof(NotificationApp))]
public sealed class AcknowledgementTests(NotificationApp app)
{
    [Fact]
    public async Task ClientsAreAskedToAcknowledgeAMoveOnAnyReplicaAndTheAnswersAreCounted()
    {
        await using var replica = await app.StartReplicaAsync();
        var (acks, lockAcks) = (0L, new Lock());
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "medianest.notification.acks")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (tags.Contains(new KeyValuePair<string, object?>("came", true)) && tags.Contains(new KeyValuePair<string, object?>("event", "mediaRequest:statusChanged")))
            {
                lock (lockAcks)
                {
                    acks += count;
                }
            }
        });
        meters.Start();

        var owner = await app.SignInAsync();
        await using var here = await app.ConnectAsync("/authenticated", owner);
        await using var there = await app.ConnectAsync("/authenticated", owner, replica);
        await Task.WhenAll(here.WaitAsync("state:initial"), there.WaitAsync("state:initial"));
        await app.PublishAsync(Events.Moved(owner.UserId, "approved"));

        foreach (var socket in new[] { here, there })
        {
            var asked = await socket.WaitAsync("mediaRequest:statusChanged");
            asked.AckId.ShouldNotBeNull();
            asked.Arguments.ShouldHaveSingleItem();
            (await socket.WaitAsync("request:updated")).AckId.ShouldBeNull();
        }

        await Eventually.Async(() => Acks() == 2, NotificationApp.Patience, "both answers are counted");

        long Acks()
        {
            lock (lockAcks)
            {
                return acks;
            }
        }
    }

    [Fact]
    public async Task WhoDoesNotAnswerHoldsNobodyBack()
    {
        var owner = await app.SignInAsync();
        await using var silent = await app.ConnectAsync("/authenticated", owner);
        silent.Acknowledges = false;
        await silent.WaitAsync("state:initial");
        var requestId = Guid.CreateVersion7();
        for (var version = 1; version <= 5; version++)
        {
            await app.PublishAsync(Events.Moved(owner.UserId, "processing", version, requestId));
        }

        // a minute each if they waited for the answers (NotificationApp), which is longer than this test waits
        await Eventually.Async(() => silent.Named("request:updated").Count == 5, NotificationApp.Patience, "all moves are told");
    }
}
