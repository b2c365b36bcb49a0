using MediaNest.Auth.Data;
using MediaNest.Persistence;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Auth.Keys;

/// <summary>Has the keys loaded before the first request where the database is up, and looked at again from time to time.</summary>
internal sealed class KeyRotationService(
    IServiceScopeFactory scopes,
    DatabaseReadiness<AuthDbContext> database,
    SigningKeys keys,
    KeyWithdrawals withdrawals,
    IOptions<SigningKeyOptions> options,
    TimeProvider clock,
    ILogger<KeyRotationService> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (DesignTime.IsActive)
        {
            return;
        }

        if (database.IsReady)
        {
            await TryRefreshAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        if (!keys.IsReady)
        {
            await TryRefreshAsync(stoppingToken);
        }

        using var withdrawn = new SemaphoreSlim(0);
        await ListenAsync(withdrawn);
        while (!stoppingToken.IsCancellationRequested)
        {
            using var pause = new CancellationTokenSource(keys.IsReady ? options.Value.RefreshInterval : RetryDelay, clock);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, stoppingToken);
            try
            {
                await withdrawn.WaitAsync(end.Token);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // nobody called: it is time for a look
            }

            await TryRefreshAsync(stoppingToken);
        }
    }

    private async Task ListenAsync(SemaphoreSlim withdrawn)
    {
        try
        {
            await withdrawals.ListenAsync(() => withdrawn.Release());
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            logger.RefreshFailed(exception);
        }
    }

    private async Task TryRefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<KeyRotation>().RefreshAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.RefreshFailed(exception);
        }
    }
}
