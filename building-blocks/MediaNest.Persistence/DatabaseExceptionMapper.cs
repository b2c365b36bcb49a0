using MediaNest.ServiceDefaults;

namespace MediaNest.Persistence;

/// <summary>A database that cannot be used just now is a 503 that may be tried again, not a fault of ours.</summary>
internal sealed class DatabaseExceptionMapper : IExceptionMapper
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public ApiError? Map(Exception exception) => DatabaseFailure.IsUnavailable(exception)
        ? ApiError.Unavailable(ErrorCodes.DatabaseError, "The database cannot be reached. Try again in a moment.", RetryAfter)
        : null;
}
