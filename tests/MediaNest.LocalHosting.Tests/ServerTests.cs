using MediaNest.LocalHosting.Servers;
using MediaNest.Testing;
using Npgsql;

namespace MediaNest.LocalHosting.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task PostgresKeepsItsDataOverAKill()
    {
        await using var server = await PrivateServers.StartPostgresAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(server, "CREATE TABLE kept (id int)");

        await server.KillAsync();
        await server.StartAsync(TestContext.Current.CancellationToken);

        await ExecuteAsync(server, "SELECT * FROM kept");
    }

    [Fact]
    public async Task PostgresWantsThePassword()
    {
        await using var server = await PrivateServers.StartPostgresAsync(TestContext.Current.CancellationToken);
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Password=wrong;Pooling=false");

        await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync());
    }

    [Fact]
    public async Task RabbitMqStartsAgainAfterAKill()
    {
        await using var server = await PrivateServers.StartRabbitMqAsync(TestContext.Current.CancellationToken);
        await server.KillAsync();

        await server.StartAsync(TestContext.Current.CancellationToken);

        var factory = new RabbitMQ.Client.ConnectionFactory { Uri = new Uri(server.ConnectionString) };
        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task AServerThatCannotStartSaysWhy()
    {
        await using var server = await PrivateServers.StartRedisAsync(TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("medianest-server-").FullName;
        await using var second = new RedisServer(new NativeServerOptions { Directory = folder, Port = server.Port });

        var failure = await Should.ThrowAsync<NativeServerException>(() => second.StartAsync(CancellationToken.None));

        failure.Message.ShouldContain("ended with code");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task SharedServersGiveEachTestItsOwn()
    {
        (await TestServers.CreateDatabaseAsync(TestContext.Current.CancellationToken)).ShouldNotBe(await TestServers.CreateDatabaseAsync(TestContext.Current.CancellationToken));
        (await TestServers.CreateVirtualHostAsync(TestContext.Current.CancellationToken)).ShouldNotBe(await TestServers.CreateVirtualHostAsync(TestContext.Current.CancellationToken));
        (await TestServers.RedisAsync(TestContext.Current.CancellationToken)).KeyPrefix.ShouldNotBe((await TestServers.RedisAsync(TestContext.Current.CancellationToken)).KeyPrefix);
    }

    private static async Task ExecuteAsync(PrivateServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
