using MediaNest.Persistence.Waking;
using MediaNest.Testing.Time;

namespace MediaNest.Persistence.Tests.Waking;

/// <summary>Its clock stands still unless a test moves it.</summary>
public sealed class WorkSignalTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ManualTime _clock = new();
    private readonly WorkSignal<WorkSignalTests> _signal;

    public WorkSignalTests() => _signal = new WorkSignal<WorkSignalTests>(_clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignalsThatCameMeanwhileCountAsOne()
    {
        _signal.Set();
        _signal.Set();

        (await WaitAsync()).ShouldBeTrue();
        var next = WaitAsync();
        next.IsCompleted.ShouldBeFalse();
        _clock.Advance(Longest);
        (await next).ShouldBeFalse();
    }

    [Fact]
    public async Task OneSignalWakesOne()
    {
        var both = new[] { WaitAsync(), WaitAsync() };
        _signal.Set();
        (await await Task.WhenAny(both)).ShouldBeTrue();

        both.Count(wait => wait.IsCompleted).ShouldBe(1);
        _signal.Set();
        (await Task.WhenAll(both)).ShouldBe([true, true]);
    }

    [Fact]
    public async Task WaitThatIsCancelledSaysSo()
    {
        using var cancelled = new CancellationTokenSource();
        var wait = _signal.WaitAsync(Longest, cancelled.Token);

        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => wait.WaitAsync(Patience, Cancellation));
        _signal.Set();
        (await WaitAsync()).ShouldBeTrue();
    }

    private Task<bool> WaitAsync() => _signal.WaitAsync(Longest, Cancellation).WaitAsync(Patience, Cancellation);
}
