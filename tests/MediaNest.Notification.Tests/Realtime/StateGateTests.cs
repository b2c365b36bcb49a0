using System.Text.Json;
using MediaNest.Notification.Data;
using MediaNest.Notification.Realtime.State;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MediaNest.Notification.Tests.Realtime;

/// <summary>Who comes between a change's event and its commit has missed the event: the change is in the state then.</summary>
[Collection(nameof(NotificationApp))]
public sealed class StateGateTests(NotificationApp app) : IAsyncLifetime
{
    private const string Held = "held back";
    private NpgsqlConnection _holder = null!;

    /// <summary>What is written under the title <see cref="Held"/> commits only once the holder lets go.</summary>
    public async ValueTask InitializeAsync()
    {
        await using var source = NpgsqlDataSource.Create(app.Database);
        await using var setup = source.CreateCommand(
            $"""
            CREATE OR REPLACE FUNCTION hold_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END';
            DROP TRIGGER IF EXISTS hold_commit ON live_requests;
            CREATE CONSTRAINT TRIGGER hold_commit AFTER INSERT OR UPDATE ON live_requests DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW.title = '{Held}') EXECUTE FUNCTION hold_commit();
            """);
        await setup.ExecuteNonQueryAsync();
        _holder = new NpgsqlConnection(app.Database);
        await _holder.OpenAsync();
        await HolderAsync("SELECT pg_advisory_lock(4711)");
    }

    public async ValueTask DisposeAsync()
    {
        await HolderAsync("SELECT pg_advisory_unlock_all()");
        await HolderAsync("DROP TRIGGER hold_commit ON live_requests");
        await _holder.DisposeAsync();
    }

    [Fact]
    public async Task AClientThatComesBetweenAnEventAndItsCommitHasTheChangeInItsState()
    {
        var owner = await app.SignInAsync();
        await using var witness = await app.ConnectAsync("/authenticated", owner);
        await witness.WaitAsync("state:initial");
        var request = Events.Requested(owner.UserId, title: Held);
        await app.PublishAsync(request);
        await witness.WaitAsync("request:created");

        await using var late = await app.ConnectAsync("/authenticated", owner);
        await Eventually.Async(
            async () => late.Named("state:initial").Count > 0 || await app.CountAsync(
                """
                SELECT count(*) FROM pg_locks WHERE relation = 'state_gate'::regclass AND NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """) > 0,
            Eventually.Patience,
            "the state's reader waits at the gate");
        await LetGoAsync();

        var state = (await late.WaitAsync("state:initial")).Payload;
        if (!RequestsOf(state).Contains(request.RequestId))
        {
            // a commit that was held for too long is taken back, and told anew
            await late.WaitAsync("request:created");
        }
    }

    [Fact]
    public async Task AStateThatCannotWaitAnyLongerIsToldAgainWithTheChange()
    {
        await using var replica = await app.StartReplicaAsync(new Dictionary<string, string> { ["Realtime:StateTimeout"] = "00:00:00.1" });
        var owner = await app.SignInAsync();
        // one at each instance: the event is out when either has it
        await using var here = await app.ConnectAsync("/authenticated", owner);
        await using var there = await app.ConnectAsync("/authenticated", owner, replica);
        await here.WaitAsync("state:initial");
        await there.WaitAsync("state:initial");
        var request = Events.Requested(owner.UserId, title: Held);
        await app.PublishAsync(request);
        await Eventually.Async(
            () => here.Named("request:created").Count + there.Named("request:created").Count > 0, Eventually.Patience, "the event is out, and its commit held");

        await using var late = await app.ConnectAsync("/authenticated", owner, replica);
        RequestsOf((await late.WaitAsync("state:initial")).Payload).ShouldBeEmpty();
        await LetGoAsync();

        RequestsOf((await late.WaitAsync("state:sync")).Payload).ShouldBe([request.RequestId]);
    }

    [Fact]
    public async Task WhateverIsToldOfTheStateIsWaitedFor()
    {
        var userId = Guid.CreateVersion7();
        var (download, service) = (Guid.CreateVersion7(), "tmdb-" + Guid.CreateVersion7().ToString("N")[20..]);
        await HoldsTheGateAsync<LiveRequests>(requests => requests.CreateAsync(Events.Requested(userId), TestContext.Current.CancellationToken));
        await HoldsTheGateAsync<LiveRequests>(requests => requests.MoveAsync(Events.Moved(userId, "approved"), TestContext.Current.CancellationToken));
        await HoldsTheGateAsync<LiveServices>(services => services.ChangeAsync(Events.ServiceIs(service, "down"), TestContext.Current.CancellationToken));
        await HoldsTheGateAsync<LiveDownloads>(downloads => downloads.QueueAsync(Events.Queued(userId), TestContext.Current.CancellationToken));
        await HoldsTheGateAsync<LiveDownloads>(downloads => downloads.ProgressAsync(Events.Progressed(userId, download, 10), TestContext.Current.CancellationToken));
        await HoldsTheGateAsync<LiveDownloads>(downloads => downloads.CancelAsync(Events.Cancelled(userId, download), TestContext.Current.CancellationToken));
        await HoldsTheGateAsync<LiveDownloads>(downloads => downloads.CancelAsync(Events.Cancelled(Guid.Empty, download), TestContext.Current.CancellationToken));
    }

    private static IEnumerable<Guid> RequestsOf(JsonElement state) =>
        state.GetProperty("requests").EnumerateArray().Select(item => item.GetProperty("id").GetGuid());

    private async Task HoldsTheGateAsync<T>(Func<T, Task> write)
        where T : class
    {
        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<NotificationDbContext>();
        await using var transaction = await database.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await write(scope.ServiceProvider.GetRequiredService<T>());
        var held = await database.Database.SqlQuery<int>(
            $"""
            SELECT count(*)::int AS "Value" FROM pg_locks WHERE relation = 'state_gate'::regclass AND mode = 'RowExclusiveLock' AND granted AND pid = pg_backend_pid()
            """).SingleAsync(TestContext.Current.CancellationToken);
        held.ShouldBe(1);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
    }

    private Task LetGoAsync() => HolderAsync("SELECT pg_advisory_unlock(4711)");

    private async Task HolderAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _holder);
        await command.ExecuteNonQueryAsync();
    }
}
