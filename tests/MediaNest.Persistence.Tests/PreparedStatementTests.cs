using MediaNest.Persistence.Tests.Library;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaNest.Persistence.Tests;

public sealed class PreparedStatementTests
{
    /// <summary>More than Npgsql wants to see of a statement before it prepares it.</summary>
    private const int Often = 10;

    [Fact]
    public async Task StatementsStayPreparedOnPooledConnections()
    {
        await using var host = await StartAsync();

        (await CountPreparedAsync(host)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task NothingIsPreparedWhereThatIsWanted()
    {
        await using var host = await StartAsync(("Database:MaxAutoPrepare", "0"));

        (await CountPreparedAsync(host)).ShouldBe(0);
    }

    [Fact]
    public async Task StatementThatAMigrationOutdatedIsAnOutageThatEndsByItself()
    {
        await using var host = await StartAsync();
        // another replica, newer than this one
        await using (var connection = new NpgsqlConnection(host.Services.GetRequiredService<IOptionsMonitor<DatabaseOptions>>().Get(typeof(LibraryDbContext).FullName).ConnectionString + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("ALTER TABLE watched_books ALTER COLUMN isbn_number TYPE varchar(40)", connection);
            await command.ExecuteNonQueryAsync();
        }

        var failure = await Should.ThrowAsync<Exception>(() => IsbnsAsync(host));

        failure.GetBaseException().ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.FeatureNotSupported);
        DatabaseFailure.IsUnavailable(failure).ShouldBeTrue();
        host.Services.GetServices<ServiceDefaults.IExceptionMapper>().Select(mapper => mapper.Map(failure)).Single().ShouldNotBeNull().Status.ShouldBe(503);
        (await IsbnsAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatPostgresDoesNotSupportStaysAFault()
    {
        await using var host = await StartAsync();
        await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM watched_books FOR UPDATE");

        var failure = await Should.ThrowAsync<PostgresException>(() => command.ExecuteScalarAsync());

        failure.SqlState.ShouldBe(PostgresErrorCodes.FeatureNotSupported);
        DatabaseFailure.IsUnavailable(failure).ShouldBeFalse();
    }

    /// <summary>One connection, on which a query has been asked often.</summary>
    private static async Task<LibraryHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = LibraryHost.Create(await TestServers.CreateDatabaseAsync(), [("Database:MaxPoolSize", "1"), .. settings]);
        await host.StartAsync();
        for (var time = 0; time < Often; time++)
            (await IsbnsAsync(host)).ShouldBeEmpty();
        return host;
    }

    private static Task<List<string>> IsbnsAsync(LibraryHost host) =>
        host.QueryAsync(database => database.WatchedBooks.OrderBy(book => book.Id).Select(book => book.IsbnNumber).ToListAsync());

    private static async Task<long> CountPreparedAsync(LibraryHost host)
    {
        await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%watched_books%'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
