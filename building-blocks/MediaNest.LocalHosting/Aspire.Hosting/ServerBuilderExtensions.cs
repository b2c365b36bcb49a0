using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Adds a PostgreSQL server.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null) =>
        builder.AddResource(new PostgresServerResource(name, password.OrGenerated(builder, name))
        {
            ConfiguredConnectionString = builder.Configuration.GetConnectionString(name),
            RequestedPort = port,
        });

    /// <summary>Adds a database of a server.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null) =>
        builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource)
        {
            ConfiguredConnectionString = builder.ApplicationBuilder.Configuration.GetConnectionString(name),
        });

    /// <summary>Keeps the data from one start to the next.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => builder.KeepData(name);
}

/// <summary>Redis.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>Adds a Redis server.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null) =>
        builder.AddResource(new RedisResource(name, password.OrGenerated(builder, name))
        {
            ConfiguredConnectionString = builder.Configuration.GetConnectionString(name),
            RequestedPort = port,
        });

    /// <summary>Keeps the data from one start to the next.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(
        this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) => builder.KeepData(name);
}

/// <summary>RabbitMQ.</summary>
public static class RabbitMQBuilderExtensions
{
    /// <summary>Adds a RabbitMQ server.</summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null) =>
        builder.AddResource(new RabbitMQServerResource(name, password.OrGenerated(builder, name))
        {
            ConfiguredConnectionString = builder.Configuration.GetConnectionString(name),
            RequestedPort = port,
        });

    /// <summary>Keeps the data from one start to the next.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) => builder.KeepData(name);
}

internal static class ServerBuilderExtensions
{
    internal static ParameterResource OrGenerated(this IResourceBuilder<ParameterResource>? password, IDistributedApplicationBuilder builder, string server) =>
        password?.Resource ?? ParameterResourceBuilderExtensions.Generated(builder, $"{server}-password", new GenerateParameterDefault(), secret: true, persist: true);

    internal static IResourceBuilder<T> KeepData<T>(this IResourceBuilder<T> builder, string? name)
        where T : ServerResource
    {
        builder.Resource.DataVolume = name ?? builder.Resource.Name;
        return builder;
    }
}
