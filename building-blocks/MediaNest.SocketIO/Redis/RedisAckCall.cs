using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Rooms;
using StackExchange.Redis;

namespace MediaNest.SocketIO.Redis;

/// <summary>
/// Asks the sockets of all instances and gathers their acknowledgements. Each instance first tells how many sockets it has asked, then passes on answers as they
/// come, several at a time where they come faster than Redis takes them.
/// </summary>
internal sealed class RedisAckCall(SocketNamespace owner, IConnectionMultiplexer redis, string channel, string instance)
{
    private readonly ConcurrentDictionary<long, Round> _rounds = new();
    private long _number;

    public Task StartAsync() => redis.GetSubscriber().SubscribeAsync(ReplyChannel(instance), (_, message) => OnReply(message));

    public async Task<AckRound> AskAsync(Audience audience, Frame[] frames, TimeSpan timeout)
    {
        var time = owner.Server.Time;
        var started = time.GetTimestamp();
        var here = owner.Ask(audience, frames, timeout);
        var number = Interlocked.Increment(ref _number);
        var round = _rounds[number] = new Round();
        try
        {
            var heard = await redis.GetSubscriber().PublishAsync(channel, Question(new StreamEntry(instance, number, audience, frames, null), timeout))
                .WaitAsync(timeout, time, CancellationToken.None);
            // this instance too, if it hears itself just now
            round.Expect((int)heard);
            await WaitAsync(round.Complete, timeout - time.GetElapsedTime(started));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            owner.Server.Telemetry.RedisFailed();
        }
        finally
        {
            _rounds.TryRemove(number, out _);
        }

        var own = await Task.WhenAll(here);
        return round.Result([.. own.OfType<AckAnswer>()], own.Length);
    }

    /// <summary>An instance asks, perhaps this one.</summary>
    public void OnQuestion(byte[] message)
    {
        var timeout = TimeSpan.FromMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(message.AsSpan(1)));
        var question = StreamEntry.Read(message[(1 + sizeof(long))..]);
        if (!string.Equals(question.Origin, instance, StringComparison.Ordinal))
        {
            _ = AnswerAsync(question, timeout);
        }
        else if (_rounds.TryGetValue(question.Number, out var own))
        {
            // its sockets were asked before; what Redis counted is accounted for
            own.Add(new Reply(question.Number, Asked: 0, []));
        }
    }

    private static byte[] Question(StreamEntry entry, TimeSpan timeout)
    {
        var head = new byte[1 + sizeof(long)];
        head[0] = (byte)'a';
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(1), (long)timeout.TotalMilliseconds);
        return [.. head, .. entry.ToBytes()];
    }

    private string ReplyChannel(string of) => $"{channel}:{of}:acks";

    // that somebody did not answer in time is an answer, and no failure
    private async Task WaitAsync(Task complete, TimeSpan left)
    {
        try
        {
            await complete.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, owner.Server.Time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // with what there is
        }
    }

    private async Task AnswerAsync(StreamEntry question, TimeSpan timeout)
    {
        try
        {
            var asked = owner.Ask(question.Audience, question.Frames, timeout);
            await ReplyAsync(question, new Reply(question.Number, asked.Length, []));
            var answers = Channel.CreateUnbounded<Answer>(new UnboundedChannelOptions { SingleReader = true });
            _ = PassAsync(asked, answers.Writer);
            while (await answers.Reader.WaitToReadAsync())
            {
                List<Answer> batch = [];
                while (answers.Reader.TryRead(out var answer))
                {
                    batch.Add(answer);
                }

                await ReplyAsync(question, new Reply(question.Number, null, batch));
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            owner.Server.Telemetry.RedisFailed();
        }
    }

    private static async Task PassAsync(Task<AckAnswer?>[] asked, ChannelWriter<Answer> answers)
    {
        await foreach (var answered in Task.WhenEach(asked))
        {
            if (await answered is { } answer)
            {
                answers.TryWrite(new Answer(answer.Value, [.. answer.Attachments.Select(attachment => attachment.ToArray())]));
            }
        }

        answers.Complete();
    }

    private async Task ReplyAsync(StreamEntry question, Reply reply) =>
        await redis.GetSubscriber().PublishAsync(ReplyChannel(question.Origin), JsonSerializer.SerializeToUtf8Bytes(reply));

    private void OnReply(byte[] message)
    {
        try
        {
            if (JsonSerializer.Deserialize<Reply>(message) is { } reply && _rounds.TryGetValue(reply.Number, out var round))
            {
                round.Add(reply);
            }
        }
        catch (JsonException e)
        {
            SocketIOLog.EntryUnreadable(owner.Server.Logger, e, owner.Name);
        }
    }

    private sealed record Answer(JsonElement? Value, byte[][] Attachments);

    private sealed record Reply(long Number, int? Asked, IReadOnlyList<Answer> Answers);

    private sealed class Round
    {
        private readonly Lock _lock = new();
        private readonly List<AckAnswer> _answers = [];
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;
        private int _told;
        private int? _expected;

        public Task Complete => _complete.Task;

        public void Expect(int instances)
        {
            lock (_lock)
            {
                _expected = instances;
                Check();
            }
        }

        public void Add(Reply reply)
        {
            lock (_lock)
            {
                if (reply.Asked is { } asked)
                {
                    _told++;
                    _asked += asked;
                }

                _answers.AddRange(reply.Answers.Select(answer => new AckAnswer(answer.Value, [.. answer.Attachments.Select(data => (ReadOnlyMemory<byte>)data)])));
                Check();
            }
        }

        public AckRound Result(AckAnswer[] own, int ownAsked)
        {
            lock (_lock)
            {
                return new AckRound([.. own, .. _answers], ownAsked + _asked, Math.Max(0, (_expected ?? 0) - _told));
            }
        }

        private void Check()
        {
            if (_told >= _expected && _answers.Count >= _asked)
            {
                _complete.TrySetResult();
            }
        }
    }
}
