using MediaNest.SocketIO.Tests.Sockets;
using MediaNest.Testing;
using StackExchange.Redis;

namespace MediaNest.SocketIO.Tests.Redis;

/// <summary>A broadcast that asks for acknowledgements asks everywhere.</summary>
public sealed class AskingTests
{
    private static readonly TimeSpan Enough = MediaNest.Testing.Eventually.Patience;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task TheSocketsOfTwoReplicasAnswerAndNobodyWaitsLonger()
    {
        await using var both = await Replicas.StartAsync();
        await using var here = await both.First.JoinAsync();
        await using var there = await both.Second.JoinAsync();

        var asked = both.First.IO.Of("/").To("mine").EmitWithAckAsync<int>("n", Enough, "?");
        (await AnswerAsync(here, "[1]")).ShouldBe("[\"n\",\"?\"]");
        (await AnswerAsync(there, "[2]")).ShouldBe("[\"n\",\"?\"]");

        var answers = await asked.WaitAsync(Enough, TestContext.Current.CancellationToken);
        answers.Answers.ShouldBe([1, 2], ignoreOrder: true);
        answers.Complete.ShouldBeTrue();
        answers.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task BinaryIsAskedAndAnsweredAcrossReplicas()
    {
        await using var both = await Replicas.StartAsync();
        await using var there = await both.Second.JoinAsync();

        var asked = both.First.IO.Of("/").EmitWithAckAsync<byte[]>("n", Enough, new byte[] { 1, 2 });
        var question = (await there.ReceiveAsync())!;
        (await there.ReceiveAsync()).ShouldBe("b:0102");
        await there.SendAsync($"461-{IdOf(question, "451-")}[{{\"_placeholder\":true,\"num\":0}}]");
        await there.SendAsync([3, 4]);

        (await asked).Answers.Single().ShouldBe([3, 4]);
    }

    [Fact]
    public async Task ASocketThatDoesNotAnswerInTimeIsMissingAmongTheAnswersOfThreeReplicas()
    {
        await using var all = await Replicas.StartAsync(3);
        await using var first = await all.First.JoinAsync();
        await using var second = await all.Second.JoinAsync();
        await using var silent = await all.Third.JoinAsync();
        await using var wrong = await all.Third.JoinAsync();

        var asked = all.First.IO.Of("/").EmitWithAckAsync<int>("n", Short);
        await AnswerAsync(first, "[1]");
        await AnswerAsync(second, "[2]");
        await AnswerAsync(wrong, "[\"no number\"]");

        var answers = await asked;
        answers.Answers.ShouldBe([1, 2], ignoreOrder: true);
        answers.Asked.ShouldBe(4);
        answers.Complete.ShouldBeFalse();
        answers.SilentInstances.ShouldBe(0);
    }

    [Fact]
    public async Task AReplicaThatDoesNotAnswerAtAllIsCountedAndTheOthersAnswersCome()
    {
        await using var all = await Replicas.StartAsync(2);
        await using var first = await all.First.JoinAsync();
        await using var second = await all.Second.JoinAsync();
        // hears the question, as a replica that hangs does
        using var hanging = await ConnectionMultiplexer.ConnectAsync(all.Connection.Configuration);
        var channel = $"{all.KeyPrefix}/:channel";
        await hanging.GetSubscriber().SubscribeAsync(channel, (_, _) => { });
        var redis = hanging.GetServer(hanging.GetEndPoints()[0]);
        await Eventually.Async(async () => await redis.SubscriptionSubscriberCountAsync(channel) == 3, Enough, "Redis knows of the three");

        var asked = all.First.IO.Of("/").EmitWithAckAsync<int>("n", Short);
        await AnswerAsync(first, "[1]");
        await AnswerAsync(second, "[2]");

        var answers = await asked;
        answers.Answers.ShouldBe([1, 2], ignoreOrder: true);
        answers.SilentInstances.ShouldBe(1);
        answers.Complete.ShouldBeFalse();
    }

    [Fact]
    public async Task IdsOfSeveralReplicasQuestionsDoNotMeet()
    {
        await using var both = await Replicas.StartAsync();
        await using var client = await both.First.JoinAsync();

        // both count their questions from one
        var own = both.First.IO.Of("/").EmitWithAckAsync<string>("own", Enough);
        var other = both.Second.IO.Of("/").EmitWithAckAsync<string>("other", Enough);
        await AnswerBothAsync(client);

        (await own).Answers.ShouldBe(["own"]);
        (await other).Answers.ShouldBe(["other"]);
    }

    [Fact]
    public async Task WithoutRedisThisReplicasSocketsAnswer()
    {
        await using var redis = await PrivateServers.StartRedisAsync(TestContext.Current.CancellationToken);
        await using var both = await Replicas.StartAsync(redis.ConnectionString, "test:");
        await using var here = await both.First.JoinAsync();
        await redis.KillAsync();

        var asked = both.First.IO.Of("/").EmitWithAckAsync<int>("n", Enough);
        await AnswerAsync(here, "[1]");

        (await asked).Answers.ShouldBe([1]);
    }

    private static async Task AnswerBothAsync(RawClient client)
    {
        for (var i = 0; i < 2; i++)
        {
            var question = (await client.ReceiveAsync())!;
            await client.SendAsync($"43{IdOf(question, "42")}{question[question.IndexOf('[', StringComparison.Ordinal)..]}");
        }
    }

    /// <summary>Answers the next question and returns its payload.</summary>
    private static async Task<string> AnswerAsync(RawClient client, string answer)
    {
        var question = (await client.ReceiveAsync())!;
        await client.SendAsync($"43{IdOf(question, "42")}{answer}");
        return question[question.IndexOf('[', StringComparison.Ordinal)..];
    }

    private static string IdOf(string question, string header) => question[header.Length..question.IndexOf('[', StringComparison.Ordinal)];
}
