using MediaNest.Media.Tmdb;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Requests;

/// <summary>The codes that this service alone answers with.</summary>
internal static class RequestCodes
{
    public const string AlreadyRequested = "ALREADY_REQUESTED";
    public const string AlreadyAvailable = "ALREADY_AVAILABLE";
    public const string TmdbUnreachable = "TMDB_UNREACHABLE";
}

/// <summary>What this service's exceptions mean to a client.</summary>
internal sealed class RequestExceptionMapper : IExceptionMapper
{
    public ApiError? Map(Exception exception) => exception switch
    {
        MoveRefusedException refused => Refused(refused),
        DbUpdateConcurrencyException => Raced,
        TmdbUnavailableException => ApiError.Unavailable(RequestCodes.TmdbUnreachable, "TMDB does not answer right now.", TimeSpan.FromSeconds(30)),
        _ => null,
    };

    public static ApiError Raced =>
        ApiError.Conflict(ErrorCodes.Conflict, "Somebody else changed the request at the same moment; look at it again.");

    public static ApiError Refused(MoveRefusedException refused) =>
        ApiError.Conflict(ErrorCodes.Conflict, refused.Message, new { status = refused.From.AsText() });
}
