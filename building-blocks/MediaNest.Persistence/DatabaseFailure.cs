using System.Net.Sockets;
using Npgsql;

namespace MediaNest.Persistence;

/// <summary>Tells what a database exception means for whoever has to answer it.</summary>
public static class DatabaseFailure
{
    /// <summary>Whether <paramref name="exception"/>, or one inside it, says that the database cannot be used just now: unreachable, starting, shutting down, out of connections, too slow, its tables just changed by a migration.</summary>
    /// <param name="exception">What was caught.</param>
    /// <returns>True where trying again later can help.</returns>
    public static bool IsUnavailable(Exception? exception) => exception switch
    {
        null => false,
        PostgresException server => IsUnavailable(server.SqlState) || IsOutdatedPlan(server),
        NpgsqlException driver => driver.IsTransient || driver.InnerException is SocketException or IOException or TimeoutException,
        AggregateException several => several.InnerExceptions.Any(IsUnavailable),
        _ => IsUnavailable(exception.InnerException),
    };

    /// <summary>Whether <paramref name="exception"/> is the violation of a unique index or constraint.</summary>
    /// <param name="exception">What was caught, usually a <c>DbUpdateException</c>.</param>
    /// <param name="constraintName">The index or constraint, such as <c>ix_requests_active</c>; any if null.</param>
    /// <returns>True if that constraint was violated.</returns>
    public static bool IsUniqueViolation(this Exception? exception, string? constraintName = null)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation)
                return constraintName is null || violation.ConstraintName == constraintName;
        }

        return false;
    }

    /// <summary>
    /// 'cached plan must not change result type': a migration changed a table under a prepared statement. Npgsql forgets the statement, so the
    /// next attempt on that connection succeeds. The SQLSTATE alone says no more than 'not supported', and the message may be translated.
    /// </summary>
    private static bool IsOutdatedPlan(PostgresException exception) =>
        exception is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };

    private static bool IsUnavailable(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal) // connection exceptions
        || sqlState.StartsWith("53", StringComparison.Ordinal) // out of connections, memory or disk
        || sqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.InvalidCatalogName; // the database has not been created yet
}
