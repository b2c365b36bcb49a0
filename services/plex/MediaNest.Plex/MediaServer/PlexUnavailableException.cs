using MediaNest.Resilience.Dependencies;
using MediaNest.ServiceDefaults;

namespace MediaNest.Plex.MediaServer;

/// <summary>The media server did not answer, or not with anything that makes sense.</summary>
internal sealed class PlexUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;

    public static PlexUnavailableException From(DependencyUnavailableException exception) => new(exception.Message, exception.RetryAfter, exception);
}

internal sealed class PlexErrorMapper : IExceptionMapper
{
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(15);

    public ApiError? Map(Exception exception) => exception is PlexUnavailableException unavailable
        ? ApiError.Unavailable("PLEX_UNREACHABLE", "The Plex server cannot be reached right now.", unavailable.RetryAfter ?? DefaultRetry)
        : null;
}
