using MediaNest.Persistence.Tests.Library;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaNest.Persistence.Tests;

public sealed class MigrationTests
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    [Fact]
    public async Task ReplicasThatStartTogetherMigrateOnce()
    {
        var database = await TestServers.CreateDatabaseAsync();

        var replicas = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => LibraryHost.StartAsync(database))));

        foreach (var replica in replicas)
        {
            (await replica.HealthAsync()).ShouldBe(HealthStatus.Healthy);
            (await replica.QueryAsync(context => context.WatchedBooks.CountAsync())).ShouldBe(0);
        }

        (await replicas[0].TextsAsync($"SELECT migration_id AS \"Value\" FROM __ef_migrations_history")).Count.ShouldBe(1);
        foreach (var replica in replicas)
            await replica.DisposeAsync();
    }

    [Fact]
    public async Task DatabaseThatIsNotUpYetIsWaitedFor()
    {
        await using var server = await PrivateServers.StartPostgresAsync();
        await server.StopAsync();

        await using var host = await LibraryHost.StartAsync(server.ConnectionString);
        (await host.HealthAsync()).ShouldBe(HealthStatus.Unhealthy);
        host.Services.GetRequiredService<DatabaseReadiness<LibraryDbContext>>().IsReady.ShouldBeFalse();
        await server.StartAsync();

        await host.Services.GetRequiredService<DatabaseReadiness<LibraryDbContext>>().WaitAsync(CancellationToken.None).WaitAsync(Patience);
        (await host.HealthAsync()).ShouldBe(HealthStatus.Healthy);
        (await host.QueryAsync(context => context.WatchedBooks.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task StoppedDatabaseIsUnhealthyAndSaysUnavailable()
    {
        await using var server = await PrivateServers.StartPostgresAsync();
        await using var host = await LibraryHost.StartAsync(server.ConnectionString);
        (await host.HealthAsync()).ShouldBe(HealthStatus.Healthy);

        await server.StopAsync();

        (await host.HealthAsync()).ShouldBe(HealthStatus.Unhealthy);
        var failure = await Should.ThrowAsync<Exception>(() => host.QueryAsync(context => context.WatchedBooks.CountAsync()));
        DatabaseFailure.IsUnavailable(failure).ShouldBeTrue();
        var mapped = host.Services.GetServices<ServiceDefaults.IExceptionMapper>().Select(mapper => mapper.Map(failure)).Single();
        mapped.ShouldNotBeNull().Status.ShouldBe(503);
        mapped.Code.ShouldBe("DATABASE_ERROR");
    }

    [Fact]
    public async Task FailedMigrationStopsTheStart()
    {
        var database = await TestServers.CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("CREATE TABLE watched_books (id int)", connection);
            await command.ExecuteNonQueryAsync();
        }

        await using var host = LibraryHost.Create(database);
        await Should.ThrowAsync<PostgresException>(host.StartAsync);
    }

    [Theory]
    [InlineData(null, "ConnectionStrings:library-db is not set")]
    [InlineData("Server=sql;Colour=blue", "ConnectionStrings:library-db is not a PostgreSQL connection string")]
    [InlineData("Username=x;Password=hidden", "ConnectionStrings:library-db lacks Host and Database")]
    public async Task BadConnectionStringStopsTheStartAndIsNamed(string? connectionString, string expected)
    {
        await using var host = LibraryHost.Create(connectionString);

        var failure = await Should.ThrowAsync<OptionsValidationException>(host.StartAsync);

        failure.Message.ShouldContain(expected);
        failure.Message.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task EveryBadSettingIsNamed()
    {
        await using var host = LibraryHost.Create(
            "Host=x;Database=x", ("Database:MaxPoolSize", "0"), ("Database:CommandTimeoutSeconds", "9999"), ("Database:MaxAutoPrepare", "-1"));

        var failure = await Should.ThrowAsync<OptionsValidationException>(host.StartAsync);

        failure.Message.ShouldContain("Database:MaxPoolSize must be between 1 and 500.");
        failure.Message.ShouldContain("Database:CommandTimeoutSeconds must be between 1 and 600.");
        failure.Message.ShouldContain("Database:MaxAutoPrepare must be between 0 and 1000.");
    }
}
