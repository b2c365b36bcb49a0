using MediaNest.Media.Data;
using MediaNest.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Requests;

/// <summary>Forgets idempotent answers that are too old.</summary>
internal sealed class AnswerCleanup(
    IServiceScopeFactory scopes,
    DatabaseReadiness<MediaDbContext> readiness,
    IOptions<RequestPolicyOptions> options,
    TimeProvider clock,
    ILogger<AnswerCleanup> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var before = clock.GetUtcNow().AddHours(-options.Value.IdempotencyHours);
                var forgotten = await scope.ServiceProvider.GetRequiredService<MediaDbContext>().IdempotentAnswers
                    .Where(answer => answer.CreatedAt < before)
                    .ExecuteDeleteAsync(stoppingToken);
                if (forgotten > 0)
                    logger.AnswersForgotten(forgotten);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.AnswersKept(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
