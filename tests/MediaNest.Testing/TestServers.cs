using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using MediaNest.LocalHosting.Servers;
using MediaNest.Testing.Shared;
using Npgsql;

namespace MediaNest.Testing;

/// <summary>
/// One PostgreSQL, one Redis and one RabbitMQ for all test processes of a run; each is started when the first test wants it.
/// They stop when the last process that used them, and the <c>dotnet test</c> it belonged to, have ended.
/// </summary>
public static class TestServers
{
    private static readonly SemaphoreSlim Turn = new(1);
    private static readonly Dictionary<string, SharedServer> Known = [];
    private static readonly HttpClient Http = new();
    private static SharedInstance? _instance;

    /// <summary>Creates an empty database and returns its connection string (Npgsql's keyword form).</summary>
    public static async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var postgres = await PostgresAsync(cancellationToken);
        var name = $"test_{Guid.CreateVersion7():N}";
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        return postgres.ConnectionStringTo(name) + ";Include Error Detail=true";
    }

    /// <summary>The shared Redis, with a key prefix nobody else uses.</summary>
    public static async Task<RedisHandle> RedisAsync(CancellationToken cancellationToken = default)
    {
        var redis = await UseAsync("redis", "redis-server", options => new RedisServer(options), cancellationToken);
        return new RedisHandle($"127.0.0.1:{redis.Port},password={redis.Password}", $"test:{Guid.CreateVersion7():N}:");
    }

    /// <summary>Creates an empty virtual host and returns its <c>amqp://</c> address.</summary>
    public static async Task<string> CreateVirtualHostAsync(CancellationToken cancellationToken = default)
    {
        var rabbit = await RabbitMqAsync(cancellationToken);
        var name = $"test-{Guid.CreateVersion7():N}";
        var user = Uri.UnescapeDataString(new Uri(rabbit.ConnectionString).UserInfo.Split(':')[0]);
        await PutAsync(rabbit, $"vhosts/{name}", new { }, cancellationToken);
        await PutAsync(rabbit, $"permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" }, cancellationToken);
        return $"{rabbit.ConnectionString}/{name}";
    }

    /// <summary>Creates an empty virtual host with a user of its own, whom the broker can be told to refuse.</summary>
    public static async Task<BrokerUser> CreateBrokerUserAsync(CancellationToken cancellationToken = default)
    {
        var rabbit = await RabbitMqAsync(cancellationToken);
        var address = new UriBuilder(await CreateVirtualHostAsync(cancellationToken));
        var name = address.Path.Trim('/');
        var user = new BrokerUser(
            new UriBuilder(address.Uri) { UserName = name, Password = name }.Uri.ToString(),
            password => PutAsync(rabbit, $"users/{name}", new { password, tags = "" }, CancellationToken.None));
        await user.RestorePasswordAsync();
        await PutAsync(rabbit, $"permissions/{name}/{name}", new { configure = ".*", write = ".*", read = ".*" }, cancellationToken);
        return user;
    }

    private static async Task<(string ConnectionString, Uri Management)> RabbitMqAsync(CancellationToken cancellationToken)
    {
        var rabbit = await UseAsync("rabbitmq", "rabbitmq-server", options => new RabbitMqServer(options, management: true), cancellationToken);
        var server = new RabbitMqServer(new NativeServerOptions { Directory = "", Port = rabbit.Port, Password = rabbit.Password });
        return (server.ConnectionString, new Uri($"http://127.0.0.1:{rabbit.ManagementPort}/api/"));
    }

    private static async Task<PostgresServer> PostgresAsync(CancellationToken cancellationToken)
    {
        var postgres = await UseAsync("postgres", "postgres", options => new PostgresServer(options), cancellationToken);
        return new PostgresServer(new NativeServerOptions { Directory = "", Port = postgres.Port, Password = postgres.Password });
    }

    private static async Task PutAsync((string ConnectionString, Uri Management) rabbit, string path, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(rabbit.Management, path)) { Content = JsonContent.Create(body) };
        await request.Content.LoadIntoBufferAsync(cancellationToken); // the API wants a Content-Length
        var credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes(new Uri(rabbit.ConnectionString).UserInfo));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        using var response = await Http.SendAsync(request, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.NoContent))
        {
            throw new InvalidOperationException($"RabbitMQ answered {response.StatusCode} to PUT {path}.");
        }
    }

    private static async Task<SharedServer> UseAsync(
        string name,
        string program,
        Func<NativeServerOptions, NativeServer> create,
        CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken);
        try
        {
            if (!Known.TryGetValue(name, out var server))
            {
                await Prerequisites.EnsureAsync([program], Console.Error.WriteLine, cancellationToken);
                _instance ??= await SharedInstance.AttachAsync(cancellationToken);
                Known[name] = server = await SharedServer.UseAsync(_instance, name, create, cancellationToken);
            }

            return server;
        }
        finally
        {
            Turn.Release();
        }
    }
}

/// <summary>The shared Redis.</summary>
/// <param name="ConnectionString">In StackExchange.Redis's form.</param>
/// <param name="KeyPrefix">Begin every key (and channel) with it: the server is shared.</param>
public sealed record RedisHandle(string ConnectionString, string KeyPrefix);

/// <summary>A user of the shared RabbitMQ, with a virtual host of its own.</summary>
public sealed class BrokerUser
{
    private readonly Func<string, Task> _setPassword;

    internal BrokerUser(string connectionString, Func<string, Task> setPassword)
    {
        ConnectionString = connectionString;
        _setPassword = setPassword;
    }

    /// <summary>An <c>amqp://</c> address with the user's first password.</summary>
    public string ConnectionString { get; }

    /// <summary>From now on <see cref="ConnectionString"/> is refused; connections that exist stay.</summary>
    public Task ChangePasswordAsync() => _setPassword("changed");

    /// <summary><see cref="ConnectionString"/> is let in again.</summary>
    public Task RestorePasswordAsync() => _setPassword(new Uri(ConnectionString).UserInfo.Split(':')[1]);
}
