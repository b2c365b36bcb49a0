using System.Net.Sockets;
using MediaNest.Gateway.Guarding;
using MediaNest.ServiceDefaults;
using Yarp.ReverseProxy.Forwarder;

namespace MediaNest.Gateway.Proxy;

/// <summary>Answers in the envelope when a request could not be forwarded, or the service refused it without a word.</summary>
internal static class ProxyErrors
{
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.GetForwarderErrorFeature() is not null)
        {
            // YARP 2.1 sets the affinity cookie on failures too, and gives up doing so with the token of the request that has just timed out
        }

        var response = context.Response;
        if (response.StatusCode < StatusCodes.Status400BadRequest || response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (context.GetForwarderErrorFeature() is { } failure)
        {
            response.ContentLength = null;
            await EnvelopeWriter.WriteAsync(context, ErrorFor(failure));
        }
        else if (response.ContentLength is null or 0 && string.IsNullOrEmpty(response.ContentType))
        {
            response.ContentLength = null;
            await EnvelopeWriter.WriteAsync(context, new ApiError(
                response.StatusCode, ErrorCodes.ForStatus(response.StatusCode), ErrorCodes.MessageForStatus(response.StatusCode)));
        }
    }

    private static ApiError ErrorFor(IForwarderErrorFeature failure) => failure.Error switch
    {
        ForwarderError.NoAvailableDestinations => Rejections.ServiceUnavailable,
        ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout => Rejections.UpstreamTimeout,
        ForwarderError.RequestBodyClient => ErrorForBody(failure.Exception),
        // nobody is there, or somebody was and has just gone: either way it is a matter of coming back later
        ForwarderError.Request when IsConnectionFailure(failure.Exception) => Rejections.ServiceUnavailable,
        _ => Rejections.UpstreamError,
    };

    private static ApiError ErrorForBody(Exception? exception) =>
        Find<BadHttpRequestException>(exception)?.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => Rejections.PayloadTooLarge,
            StatusCodes.Status408RequestTimeout => Rejections.RequestTimeout,
            _ => ApiError.BadRequest(ErrorCodes.ValidationError, "The body broke off."),
        };

    private static bool IsConnectionFailure(Exception? exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
        || Find<SocketException>(exception) is not null
        || exception is OperationCanceledException { InnerException: TimeoutException };

    private static T? Find<T>(Exception? exception)
        where T : Exception => exception switch
        {
            null => null,
            T found => found,
            AggregateException several => several.InnerExceptions.Select(Find<T>).FirstOrDefault(found => found is not null),
            _ => Find<T>(exception.InnerException),
        };
}
