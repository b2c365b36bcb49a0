using MediaNest.Persistence;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Data;

/// <summary>Deletes what has no further use: old PINs and challenges, sessions, refresh tokens and API keys long over, failed sign-ins of addresses without an account.</summary>
internal sealed partial class RetentionService(
    IServiceScopeFactory scopes, DatabaseReadiness<AuthDbContext> database, TimeProvider clock, ILogger<RetentionService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>A spent refresh token has to be known for a while, or its re-use would not be seen.</summary>
    private static readonly TimeSpan KeepSessions = TimeSpan.FromDays(7);

    /// <summary>A revoked key has to be known until Redis cannot have missed it.</summary>
    private static readonly TimeSpan KeepKeys = TimeSpan.FromDays(30);

    private static readonly TimeSpan KeepAttempts = TimeSpan.FromDays(1);

    private static readonly TimeSpan KeepDevices = TimeSpan.FromDays(365);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
        {
            return;
        }

        await database.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await DeleteAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        var now = clock.GetUtcNow();
        await db.Sessions.Where(session => session.ExpiresAt < now - KeepSessions).ExecuteDeleteAsync(cancellationToken);
        await db.RefreshTokens.Where(token => token.ExpiresAt < now - KeepSessions).ExecuteDeleteAsync(cancellationToken);
        await db.PlexPins.Where(pin => pin.ExpiresAt < now - KeepAttempts).ExecuteDeleteAsync(cancellationToken);
        await db.AttemptWindows.Where(row => row.EndsAt < now).ExecuteDeleteAsync(cancellationToken);
        await db.PasswordResets.Where(reset => reset.ExpiresAt < now - KeepAttempts).ExecuteDeleteAsync(cancellationToken);
        await db.KnownDevices.Where(device => device.LastSeenAt < now - KeepDevices).ExecuteDeleteAsync(cancellationToken);
        await db.MfaChallenges.Where(challenge => challenge.ExpiresAt < now - KeepAttempts).ExecuteDeleteAsync(cancellationToken);
        await db.ApiKeys.Where(key => key.RevokedAt < now - KeepKeys || key.ExpiresAt < now - KeepKeys).ExecuteDeleteAsync(cancellationToken);
        await db.UnknownSignIns.Where(row => row.LastAt < now - KeepAttempts).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "Old rows could not be deleted; trying again in an hour")]
    private partial void LogFailed(Exception failure);
}
