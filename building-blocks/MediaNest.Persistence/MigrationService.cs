using System.Diagnostics;
using MediaNest.Persistence.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaNest.Persistence;

/// <summary>
/// Applies migrations at start. The first attempt holds up the start, so that a service whose database is up serves
/// nothing before its tables are there; a database that is not up yet is waited for in the background, not ready meanwhile.
/// </summary>
internal sealed class MigrationService<TDbContext>(
    IServiceScopeFactory scopes,
    DatabaseLocks locks,
    DatabaseReadiness<TDbContext> readiness,
    IOptionsMonitor<DatabaseOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<MigrationService<TDbContext>> logger) : BackgroundService
    where TDbContext : DbContext
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (DesignTime.IsActive)
            return;
        if (!await TryMigrateAsync(cancellationToken))
            await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = TimeSpan.FromMilliseconds(250);
        var longest = TimeSpan.FromSeconds(options.Get(typeof(TDbContext).FullName).MaxStartupDelaySeconds);
        try
        {
            do
            {
                await Task.Delay(delay, time, stoppingToken);
                delay = delay * 2 < longest ? delay * 2 : longest;
            }
            while (!await TryMigrateAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops before its database came up
        }
        catch (Exception exception)
        {
            logger.MigrationFailed(exception, typeof(TDbContext).Name);
            lifetime.StopApplication();
            throw;
        }
    }

    private async Task<bool> TryMigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MigrateAsync(cancellationToken);
            readiness.SetReady();
            return true;
        }
        catch (Exception exception) when (DatabaseFailure.IsUnavailable(exception))
        {
            logger.Waiting(typeof(TDbContext).Name, exception.GetBaseException().Message);
            return false;
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        // the same name in every process, and another for two contexts in one database
        await using var held = await locks.WaitAsync("migrate:" + typeof(TDbContext).FullName, cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TDbContext>();
        // made first: EF would log its absence as an error
        await database.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
        var applied = (await database.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
        if (applied > 0)
            await database.Database.MigrateAsync(cancellationToken);
        foreach (var step in scope.ServiceProvider.GetServices<IMigrationStep<TDbContext>>())
            await step.ApplyAsync(database, cancellationToken);
        logger.Migrated(typeof(TDbContext).Name, applied, watch.ElapsedMilliseconds);
    }
}
