using MediaNest.Plex.MediaServer;
using MediaNest.Plex.Sync;
using MediaNest.Plex.Tests.Hosting;
using MediaNest.Simulators;
using MediaNest.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.Tests.Sync;

/// <summary>Its clock stands still unless a test moves it, so a look that waited for time to pass would never begin.</summary>
public sealed class LiveLookTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // later than anything the service itself has noted, so that each look has to ask Plex
    private readonly ManualTime _clock = new(TimeProvider.System.GetUtcNow().AddDays(1));
    private PlexApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await PlexApp.StartAsync(("Plex:DeltaSeconds", "3600"), ("Plex:FullSyncHours", "168"));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task IndexThatWasComparedAMomentAgoIsBelieved()
    {
        var look = Create(believed: 0.25);
        await EnsureAsync(look);
        var calls = await CountCallsAsync();
        look.IsBelieved("movie", _clock.GetUtcNow()).ShouldBeTrue();

        _clock.Advance(TimeSpan.FromMilliseconds(250));
        look.IsBelieved("movie", _clock.GetUtcNow()).ShouldBeTrue();
        await EnsureAsync(look);
        (await CountCallsAsync()).ShouldBe(calls);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        look.IsBelieved("movie", _clock.GetUtcNow()).ShouldBeFalse();
        await EnsureAsync(look);
        (await CountCallsAsync()).ShouldBeGreaterThan(calls);
    }

    [Fact]
    public async Task NothingIsBelievedWhereThatIsWanted()
    {
        var look = Create(believed: 0);
        await EnsureAsync(look);
        var calls = await CountCallsAsync();

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        look.IsBelieved("movie", _clock.GetUtcNow()).ShouldBeFalse();
        await EnsureAsync(look);

        (await CountCallsAsync()).ShouldBeGreaterThan(calls);
    }

    [Fact]
    public async Task ThoseWhoAskAtOnceShareOneLook()
    {
        var look = Create(believed: 0);
        await EnsureAsync(look);
        var before = await CountCallsAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await EnsureAsync(look);
        var oneLook = await CountCallsAsync() - before;

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => EnsureAsync(look)));

        (await CountCallsAsync() - before).ShouldBe(2 * oneLook);
    }

    [Fact]
    public async Task LookThatFailedIsNotBelieved()
    {
        var look = Create(believed: 60);
        await _app.Simulator.Control.SetFaultAsync(Systems.Pms, new Fault { Down = true });
        await Should.ThrowAsync<PlexUnavailableException>(() => EnsureAsync(look));

        look.IsBelieved("movie", _clock.GetUtcNow()).ShouldBeFalse();
    }

    private LiveLook Create(double believed) => new(
        _app.Services.GetRequiredService<IServiceScopeFactory>(),
        new PlexPresence(),
        Options.Create(new PlexOptions { LiveLookSeconds = believed }),
        _app.Services.GetRequiredService<IHostApplicationLifetime>(),
        _clock);

    private Task EnsureAsync(LiveLook look) =>
        look.EnsureAsync("movie", _clock.GetUtcNow(), TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Questions about films alone: the worker may still be at its first look at the shows.</summary>
    private async Task<int> CountCallsAsync() =>
        (await _app.Simulator.Control.CallsAsync(Systems.Pms)).Count(call => call.Path.Contains("/library/sections/1/", StringComparison.Ordinal));
}
