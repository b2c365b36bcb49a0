using MediaNest.Persistence.Sessions;
using MediaNest.Persistence.Tests.Library;
using MediaNest.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MediaNest.Persistence.Tests.Sessions;

public sealed class DatabaseLockTests : IAsyncLifetime
{
    private const int Tries = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private string _database = null!;
    private LibraryHost _one = null!;
    private LibraryHost _other = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestServers.CreateDatabaseAsync(Cancellation);
        _one = await LibraryHost.StartAsync(_database);
        _other = await LibraryHost.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task OneReplicaAtATimeHoldsALock()
    {
        var held = await Locks(_one).WaitAsync("shelf", Cancellation);
        (await Locks(_other).TryTakeAsync("shelf", Cancellation)).ShouldBeNull();
        (await held.IsHeldAsync(Cancellation)).ShouldBeTrue();
        await using (var another = await Locks(_other).TryTakeAsync("another shelf", Cancellation))
            another.ShouldNotBeNull();

        var waiting = Locks(_other).WaitAsync("shelf", Cancellation);
        await Eventually.Async(async () => await CountAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1, Patience, "the other waits");
        waiting.IsCompleted.ShouldBeFalse();
        await held.DisposeAsync();

        await using var next = await waiting.WaitAsync(Patience, Cancellation);
        (await Locks(_one).TryTakeAsync("shelf", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task LockThatWasLetGoOfIsFreeAtOnce()
    {
        for (var round = 0; round < Tries; round++)
        {
            var held = await Locks(_one).TryTakeAsync("shelf", Cancellation);
            await held.ShouldNotBeNull().DisposeAsync();
        }
    }

    [Fact]
    public async Task HoldersOfOneLockNeverMeet()
    {
        var inside = 0;
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            await using var held = await Locks(number % 2 == 0 ? _one : _other).WaitAsync("shelf", Cancellation);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await CountAsync("SELECT 1");
            Interlocked.Decrement(ref inside);
        }));

        most.ShouldBe(1);
    }

    /// <summary>A wait that is cancelled while it is granted: whatever its caller was told, nobody must be locked out by it.</summary>
    [Fact]
    public async Task CancelledWaitsLeaveNoLock()
    {
        for (var round = 0; round < Tries; round++)
        {
            var held = await Locks(_one).WaitAsync("shelf", Cancellation);
            using var cancelled = new CancellationTokenSource();
            var waiting = Locks(_other).WaitAsync("shelf", cancelled.Token);
            await Eventually.Async(async () => await CountAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1, Patience, "the other waits");

            await Task.WhenAll(Task.Run(async () => await held.DisposeAsync(), Cancellation), Task.Run(cancelled.Cancel, Cancellation));
            try
            {
                await (await waiting).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // or it was granted: both are right
            }

            await using var free = await Locks(_one).WaitAsync("shelf", Cancellation).WaitAsync(Patience, Cancellation);
        }
    }

    [Fact]
    public async Task BrokenSessionHoldsNothing()
    {
        await using var held = await Locks(_one).WaitAsync("shelf", Cancellation);

        await CountAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted");

        await using var next = await Locks(_other).WaitAsync("shelf", Cancellation).WaitAsync(Patience, Cancellation);
        (await held.IsHeldAsync(Cancellation)).ShouldBeFalse();
    }

    private static DatabaseLocks Locks(LibraryHost host) => host.Services.GetRequiredService<DatabaseLocks>();

    private async Task<long> CountAsync(string sql)
    {
        // the server is shared: only locks of this database count
        await using var command = _one.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            sql.Contains("pg_locks", StringComparison.Ordinal) ? $"{sql} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())" : sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }
}
