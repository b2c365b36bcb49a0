using MediaNest.Persistence.Tests.Library;
using MediaNest.Persistence.Waking;
using MediaNest.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MediaNest.Persistence.Tests.Waking;

public sealed class WakeOnNotifyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private LibraryHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = LibraryHost.Create(await TestServers.CreateDatabaseAsync(Cancellation), services =>
        {
            services.WakeOnNotify<LibraryDbContext, Lender>("library_loans");
            services.WakeOnNotify<LibraryDbContext, Buyer>("library_wishes");
        });
        await _host.StartAsync();
        // whoever begins to listen cannot know what came before
        await WokenAsync<Lender>();
        await WokenAsync<Buyer>();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task NotificationWakesWhomItIsMeantFor()
    {
        await ExecuteAsync("SELECT pg_notify('library_loans', '')");
        await WokenAsync<Lender>();

        // in the order they were sent: had the first woken both, the buyer would be woken twice
        await ExecuteAsync("SELECT pg_notify('library_wishes', '')");
        await WokenAsync<Buyer>();
        await ExecuteAsync("SELECT pg_notify('library_loans', '')");
        await WokenAsync<Lender>();
        (await Signal<Buyer>().WaitAsync(TimeSpan.FromMilliseconds(1), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task OneSessionListensForAll() =>
        (await ExecuteAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")).ShouldBe(1);

    [Fact]
    public async Task BrokenSessionIsOpenedAnewAndEverybodyWoken()
    {
        (await ExecuteAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")).ShouldBe(1);

        await WokenAsync<Lender>();
        await WokenAsync<Buyer>();
        await ExecuteAsync("SELECT pg_notify('library_loans', '')");
        await WokenAsync<Lender>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Loans")]
    [InlineData("loans; DROP TABLE books")]
    [InlineData("loans\"")]
    public void ChannelThatIsNoPlainNameIsRefused(string channel) =>
        Should.Throw<ArgumentException>(() => new ServiceCollection().WakeOnNotify<LibraryDbContext, Lender>(channel));

    private WorkSignal<T> Signal<T>() => _host.Services.GetRequiredService<WorkSignal<T>>();

    private async Task WokenAsync<T>() => (await Signal<T>().WaitAsync(Patience, Cancellation)).ShouldBeTrue($"{typeof(T).Name} is woken");

    private async Task<long> ExecuteAsync(string sql)
    {
        await using var command = _host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation) is long count ? count : 0;
    }

    private sealed class Lender;

    private sealed class Buyer;
}
