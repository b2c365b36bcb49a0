using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.Persistence.StartUp;

/// <summary>Does a service's <typeparamref name="TWork"/> when the tables are there, again and again until it succeeds.</summary>
internal sealed class StartUpWorker<TDbContext, TWork>(
    IServiceScopeFactory scopes, DatabaseReadiness<TDbContext> database, TimeProvider time, ILogger<StartUpWorker<TDbContext, TWork>> logger) : BackgroundService
    where TDbContext : DbContext
    where TWork : class, IStartUpWork
{
    private readonly TimeSpan _retryDelay = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
            return;
        try
        {
            await database.WaitAsync(stoppingToken);
            while (!await TryAsync(stoppingToken))
                await Task.Delay(_retryDelay, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<TWork>().RunAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // what it needs may start later than this service
            logger.StartUpWorkFailed(typeof(TWork).Name, exception.GetBaseException().Message, _retryDelay);
            return false;
        }
    }
}
