using MediaNest.Persistence.Naming;
using MediaNest.Persistence.Sessions;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace MediaNest.Persistence;

/// <summary>Gives a service its database.</summary>
public static class PersistenceExtensions
{
    /// <summary>The table in which applied migrations are kept.</summary>
    public const string MigrationsTable = "__ef_migrations_history";

    /// <summary>
    /// Adds <typeparamref name="TDbContext"/> on the PostgreSQL database named by <c>ConnectionStrings:&lt;connectionName&gt;</c>:
    /// data source, pooled context (where its constructor takes nothing but its options), MediaNest's model conventions, readiness check, telemetry names.
    /// </summary>
    /// <typeparam name="TDbContext">The service's DbContext.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <param name="connectionName">The connection string's name, such as <c>media-db</c>.</param>
    /// <param name="configure">Further options of the provider.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>A missing or malformed connection string stops the start with an <see cref="OptionsValidationException"/> that names its key.</remarks>
    public static IHostApplicationBuilder AddServiceDatabase<TDbContext>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlDbContextOptionsBuilder>? configure = null)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        // a line for each SQL statement helps nobody unless asked for
        builder.Configuration["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] ??= "Warning";

        var services = builder.Services;
        var optionsName = typeof(TDbContext).FullName!;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<DatabaseOptions>(optionsName)
            .BindConfiguration(DatabaseOptions.SectionName)
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString(connectionName) ?? "")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>>(new DatabaseOptionsValidator(optionsName, connectionName));

        services.TryAddSingleton(provider => CreateDataSource(provider, optionsName, connectionName));
        services.TryAddSingleton(provider => new DatabaseSessions(ConnectionStringOf(provider, optionsName)));
        services.TryAddSingleton(provider => new DatabaseLocks(provider.GetRequiredService<DatabaseSessions>()));
        services.TryAddSingleton(new DatabaseReadiness<TDbContext>(migrationPending: false));

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExceptionMapper, DatabaseExceptionMapper>());

        void Options(IServiceProvider provider, DbContextOptionsBuilder options)
        {
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>(), npgsql =>
            {
                npgsql.MigrationsHistoryTable(MigrationsTable);
                configure?.Invoke(npgsql);
            });
            ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new ConventionsExtension());
        }

        if (TakesOnlyOptions(typeof(TDbContext)))
            services.AddDbContextPool<TDbContext>(Options);
        else
            services.AddDbContext<TDbContext>(Options);

        services.AddHealthChecks().Add(new HealthCheckRegistration(
            connectionName,
            provider => ActivatorUtilities.CreateInstance<DatabaseHealthCheck<TDbContext>>(provider),
            HealthStatus.Unhealthy,
            ["ready"],
            TimeSpan.FromSeconds(5)));
        return builder;
    }

    /// <summary>
    /// Applies the migrations of <typeparamref name="TDbContext"/> at start, under a PostgreSQL advisory lock, so that several replicas can start at once.
    /// A database that is not up yet is waited for, the service not ready meanwhile. Does nothing under dotnet ef and OpenAPI generation.
    /// </summary>
    /// <typeparam name="TDbContext">The service's DbContext, added with <see cref="AddServiceDatabase{TDbContext}"/>.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IHostApplicationBuilder MigrateOnStart<TDbContext>(this IHostApplicationBuilder builder)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton(new DatabaseReadiness<TDbContext>(migrationPending: true)));
        builder.Services.AddHostedService<MigrationService<TDbContext>>();
        return builder;
    }

    private static NpgsqlDataSource CreateDataSource(IServiceProvider provider, string optionsName, string connectionName)
    {
        var source = new NpgsqlDataSourceBuilder(ConnectionStringOf(provider, optionsName)) { Name = connectionName };
        // nothing that outlives a transaction may be left on these connections (DatabaseSessions is for that), so there is nothing to reset
        source.ConnectionStringBuilder.NoResetOnClose = true;
        return source.Build();
    }

    private static string ConnectionStringOf(IServiceProvider provider, string optionsName)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<DatabaseOptions>>().Get(optionsName);
        var builder = new NpgsqlConnectionStringBuilder(DesignTime.IsActive && options.ConnectionString.Length == 0
            ? "Host=localhost;Database=design-time"
            : options.ConnectionString)
        {
            CommandTimeout = options.CommandTimeoutSeconds,
            MaxPoolSize = options.MaxPoolSize,
            MaxAutoPrepare = options.MaxAutoPrepare,
        };
        builder.ApplicationName ??= provider.GetService<IHostEnvironment>()?.ApplicationName;
        return builder.ConnectionString;
    }

    /// <summary>A pooled context outlives its scope, so its constructor may take nothing from one.</summary>
    private static bool TakesOnlyOptions(Type context) =>
        context.GetConstructors() is [var constructor]
        && constructor.GetParameters() is [var parameter]
        && typeof(DbContextOptions).IsAssignableFrom(parameter.ParameterType);
}
