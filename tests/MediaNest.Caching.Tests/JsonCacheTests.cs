using MediaNest.Testing;
using MediaNest.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Caching.Tests;

public sealed class JsonCacheTests : IAsyncLifetime
{
    private static readonly CacheLifetime FiveMinutes = new(TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));
    private readonly ManualTime _clock = new();
    private ConnectionMultiplexer? _redis;
    private JsonCache? _cache;
    private int _asked;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var server = await TestServers.RedisAsync(Token);
        _redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        _cache = new JsonCache(_redis, Options.Create(new RedisOptions { KeyPrefix = server.KeyPrefix }), _clock, NullLogger<JsonCache>.Instance);
    }

    public ValueTask DisposeAsync()
    {
        _redis?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task AFreshValueIsServedWithoutAskingTheSource()
    {
        await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(4));

        var again = await ReadAsync();

        again.Value.ShouldBe("answer 1");
        again.Stale.ShouldBeFalse();
    }

    [Fact]
    public async Task AnOldValueIsMadeAnew()
    {
        await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(6));

        (await ReadAsync()).Value.ShouldBe("answer 2");
    }

    [Fact]
    public async Task AnOldValueStandsInWhenTheSourceIsDownAndSaysSo()
    {
        var made = await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(6));

        var stale = await ReadAsync(new HttpRequestException());

        stale.Value.ShouldBe("answer 1");
        stale.Stale.ShouldBeTrue();
        stale.CachedAt.ShouldBe(made.CachedAt);
    }

    [Fact]
    public async Task AFailureThatIsNoOutageIsNotCoveredUp()
    {
        await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(6));

        await Should.ThrowAsync<InvalidOperationException>(() => ReadAsync(new InvalidOperationException()));
    }

    [Fact]
    public async Task ARemovedValueIsMadeAnew()
    {
        await ReadAsync();
        await _cache!.RemoveAsync("key");

        (await ReadAsync()).Value.ShouldBe("answer 2");
    }

    private Task<Cached<string>> ReadAsync(Exception? failure = null) => _cache!.GetOrCreateAsync(
        "key",
        FiveMinutes,
        _ => failure is null ? Task.FromResult($"answer {++_asked}") : Task.FromException<string>(failure),
        exception => exception is HttpRequestException,
        Token);
}
