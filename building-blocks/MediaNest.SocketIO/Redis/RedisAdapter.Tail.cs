using System.Text;
using MediaNest.SocketIO.Rooms;

namespace MediaNest.SocketIO.Redis;

/// <content>Reading the log.</content>
internal sealed partial class RedisAdapter
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _subscriptions;

    /// <summary>Done when this instance hears the others and reads what they write.</summary>
    internal Task Started => _started.Task;

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_started.Task.IsCompleted)
                {
                    await ReadToEndAsync();
                }
                else
                {
                    await StartAsync();
                }

                Back();
                // a word can get lost with its connection: look now and then without one
                await _word.WaitAsync(Pause, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) // whatever it is: an instance that has stopped reading would be deaf for good
            {
                Away(e);
                await Task.Delay(Pause, _time, CancellationToken.None);
            }
        }
    }

    private async Task StartAsync()
    {
        await SubscribeAsync(1, () => _redis.GetSubscriber().SubscribeAsync(Channel, (_, message) => OnMessage(message)));
        await HearItselfAsync();
        await SubscribeAsync(2, _calls.StartAsync);
        await SubscribeAsync(3, _acks.StartAsync);
        var end = await _log.EndAsync().WaitAsync(_options.Timeout, _time, CancellationToken.None);
        lock (_order)
        {
            _place = end;
        }

        _started.TrySetResult();
    }

    /// <summary>Once each: StackExchange.Redis keeps a subscription from the call on, whatever comes of it, and with a second one everything is heard twice.</summary>
    private async Task SubscribeAsync(int number, Func<Task> subscribe)
    {
        if (_subscriptions < number)
        {
            _subscriptions = number;
            await subscribe().WaitAsync(_options.Timeout, _time, CancellationToken.None);
        }
    }

    /// <summary>Subscribing says that it is done even where the connection for it is still to come: until then nothing is heard.</summary>
    /// <exception cref="TimeoutException">It is still to come.</exception>
    private async Task HearItselfAsync()
    {
        byte[] hello = [(byte)'h', .. Encoding.UTF8.GetBytes(_instance)];
        var started = _time.GetTimestamp();
        while (!_heard.Task.IsCompleted)
        {
            if (_time.GetElapsedTime(started) > _options.Timeout)
            {
                throw new TimeoutException("Redis does not deliver what is published.");
            }

            await _redis.GetSubscriber().PublishAsync(Channel, hello).WaitAsync(_options.Timeout, _time, CancellationToken.None);
            await Task.WhenAny(_heard.Task, Task.Delay(Moment, _time, _stop.Token));
            _stop.Token.ThrowIfCancellationRequested();
        }
    }

    private void OnMessage(byte[] message)
    {
        try
        {
            switch (message.Length == 0 ? default : (char)message[0])
            {
                case 'w':
                    Wake();
                    break;
                case 'h' when Encoding.UTF8.GetString(message.AsSpan(1)) == _instance:
                    _heard.TrySetResult();
                    break;
                case 'v' when StreamEntry.Read(message[1..]) is var entry && !string.Equals(entry.Origin, _instance, StringComparison.Ordinal):
                    _owner.Deliver(entry.Audience, entry.Frames, isVolatile: true);
                    break;
                case 'a':
                    _acks.OnQuestion(message);
                    break;
                case 'f':
                    _calls.Answer(message.AsSpan(1));
                    break;
            }
        }
        catch (Exception e)
        {
            SocketIOLog.EntryUnreadable(_owner.Server.Logger, e, _owner.Name);
        }
    }

    private async Task ReadToEndAsync()
    {
        await _reading.WaitAsync(_stop.Token);
        try
        {
            while (true)
            {
                var page = await _log.ReadAsync(_place!.Value, null).WaitAsync(_options.Timeout, _time, CancellationToken.None);
                if (page.Count == 0)
                {
                    return;
                }

                foreach (var (place, bytes) in page)
                {
                    Take(place, bytes);
                }
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private void Take(StreamPosition place, byte[] bytes)
    {
        StreamEntry? entry = null;
        try
        {
            entry = StreamEntry.Read(bytes);
        }
        catch (Exception e) when (e is IOException or OverflowException or ArgumentException or FormatException)
        {
            SocketIOLog.EntryUnreadable(_owner.Server.Logger, e, _owner.Name);
        }

        TaskCompletionSource? done = null;
        lock (_order)
        {
            _place = place;
            var isOwn = string.Equals(entry?.Origin, _instance, StringComparison.Ordinal);
            if (entry is not null && (!isOwn || _own.Remove(entry.Number)) && !(isOwn && entry.Command is { Kind: SocketCommandKind.Evict }))
            {
                Deliver(entry, _recovers ? place.ToString() : null);
            }

            if (isOwn)
            {
                _waiting.Remove(entry!.Number, out done);
            }
        }

        done?.TrySetResult();
    }
}
