using MediaNest.ServiceDefaults;
using Npgsql;

namespace MediaNest.Persistence;

/// <summary>
/// A database that cannot be used just now is a 503 that may be tried again, not a fault of ours; and a text that PostgreSQL cannot
/// hold (U+0000 is the only one that reaches it) is the client's.
/// </summary>
internal sealed class DatabaseExceptionMapper : IExceptionMapper
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public ApiError? Map(Exception exception)
    {
        if (DatabaseFailure.IsUnavailable(exception))
        {
            return ApiError.Unavailable(ErrorCodes.DatabaseError, "The database cannot be reached. Try again in a moment.", RetryAfter);
        }

        return exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }
            ? ApiError.BadRequest(ErrorCodes.ValidationError, "The request holds a character that cannot be stored.")
            : null;
    }
}
