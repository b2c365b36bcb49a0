using System.Globalization;
using System.Text.Json;
using MediaNest.SocketIO.Tests.Sockets;
using MediaNest.Testing;

namespace MediaNest.SocketIO.Tests.Processes;

public sealed class KilledProcessTests
{
    [Fact]
    public async Task AClientOfAKilledProcessGoesOnAtTheOtherWithWhatItMissedOnceAndInOrder()
    {
        var redis = await TestServers.RedisAsync(TestContext.Current.CancellationToken);
        string[] joined = ["--redis", redis.ConnectionString, "--prefix", redis.KeyPrefix];
        await using var doomed = await ReplicaProcess.StartAsync(joined);
        await using var other = await ReplicaProcess.StartAsync(joined);
        await using var speaker = await other.JoinAsync();
        var listener = await doomed.JoinAsync();
        await SayAsync(speaker, 0, 20);
        var seen = new List<int>();
        var offset = "";
        while (seen.Count < 20)
        {
            offset = RecoveryTests.OffsetOf(await HearAsync(listener, seen));
        }

        // in the middle of a speech
        var speech = SayAsync(speaker, 20, 60);
        await doomed.KillAsync();
        await speech;
        // what was still on its way to the client when its server died, it has
        while (await listener.ReceiveAsync() is { } late)
        {
            seen.Add(Number(late));
            offset = RecoveryTests.OffsetOf(late);
        }

        await using var again = await other.JoinAsync($"{{\"pid\":\"{listener.Pid}\",\"offset\":\"{offset}\"}}");

        again.Sid.ShouldBe(listener.Sid);
        while (seen.Count < 80)
        {
            await HearAsync(again, seen);
        }

        await SayAsync(speaker, 80, 1);
        await HearAsync(again, seen);
        seen.ShouldBe(Enumerable.Range(0, 81));
    }

    private static async Task SayAsync(RawClient speaker, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            await speaker.SendAsync(string.Create(CultureInfo.InvariantCulture, $"42{i}[\"say\",{i}]"));
            // the speaker is in the room too and hears itself
            string answer;
            do
            {
                answer = (await speaker.ReceiveAsync()).ShouldNotBeNull();
            }
            while (!answer.StartsWith("43", StringComparison.Ordinal));
        }
    }

    private static async Task<string> HearAsync(RawClient listener, List<int> seen)
    {
        var message = (await listener.ReceiveAsync()).ShouldNotBeNull();
        seen.Add(Number(message));
        return message;
    }

    private static int Number(string message) => JsonElement.Parse(message["42".Length..])[1].GetInt32();
}
