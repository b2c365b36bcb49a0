using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MediaNest.Persistence;

internal sealed class DatabaseHealthCheck<TDbContext>(NpgsqlDataSource dataSource, DatabaseReadiness<TDbContext> readiness) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!readiness.IsReady)
            return new HealthCheckResult(context.Registration.FailureStatus, "Migrations have not been applied yet.");

        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (DatabaseFailure.IsUnavailable(exception))
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The database cannot be reached.", exception);
        }
    }
}
