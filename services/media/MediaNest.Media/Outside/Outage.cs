using System.Text.Json;
using Polly;

namespace MediaNest.Media.Outside;

internal static class Outage
{
    /// <summary>
    /// Whether a call to another system failed through that system or the way to it: unreachable, too slow, broken off, garbage,
    /// or held back by its pipeline (open circuit, too many calls at once). Our own caller giving up is none.
    /// </summary>
    public static bool IsOutage(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        HttpRequestException or ExecutionRejectedException or JsonException or IOException or NotSupportedException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };
}
