using MediaNest.ServiceDefaults;

namespace MediaNest.Auth.Plex;

internal sealed class PlexTvExceptionMapper : IExceptionMapper
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    public ApiError? Map(Exception exception) => exception is not PlexTvException plex ? null : plex.Failure switch
    {
        PlexTvFailure.TooSlow => new ApiError(StatusCodes.Status504GatewayTimeout, ErrorCodes.UpstreamTimeout, "plex.tv did not answer in time; try again."),
        PlexTvFailure.Error => new ApiError(StatusCodes.Status502BadGateway, ErrorCodes.UpstreamError, "plex.tv answered with an error; try again later."),
        _ => ApiError.Unavailable("PLEX_UNREACHABLE", "plex.tv cannot be reached right now; try again later.", plex.RetryAfter ?? Pause),
    };
}
