using System.Net.Http.Headers;
using System.Text.Json;
using MediaNest.ServiceDefaults;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MediaNest.Notification.Realtime.Commands.Services;

/// <summary>Calls another service on behalf of a user, with the user's token: what the user may do is that service's business.</summary>
internal static class UserCalls
{
    /// <summary>What the service's envelope says; its failures stay what they are.</summary>
    public static async Task<CommandResult> SendAsync(
        this HttpClient http, HttpMethod method, string path, SocketCaller caller, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller.Token);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: JsonDefaults.Options);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<Envelope>(JsonDefaults.Options, cancellationToken);
            return Read(response, answer);
        }
        catch (Exception exception) when (ErrorOf(exception, cancellationToken) is { } error)
        {
            return error;
        }
    }

    public static Task<CommandResult> SendAsync(
        this HttpClient http, HttpMethod method, string path, SocketCaller caller, CancellationToken cancellationToken) =>
        http.SendAsync(method, path, caller, body: null, cancellationToken);

    private static CommandResult Read(HttpResponseMessage response, Envelope? answer)
    {
        if (response.IsSuccessStatusCode && answer is { Success: true })
        {
            return CommandResult.Of(answer.Data);
        }

        var status = (int)response.StatusCode;
        return status >= 400 && answer?.Error is { Code: { Length: > 0 } code, Message: { Length: > 0 } message } error
            ? new ApiError(status, code, message)
            {
                // of a failure of ours, details are for developers
                Details = status < 500 ? error.Details : null,
                RetryAfter = error.RetryAfter is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null,
            }
            : Garbage();
    }

    /// <summary>What it means that no answer came; null where it is not the service's doing.</summary>
    private static ApiError? ErrorOf(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        TimeoutRejectedException => Timeout(),
        OperationCanceledException => cancellationToken.IsCancellationRequested ? null : Timeout(),
        HttpRequestException or ExecutionRejectedException or IOException => ApiError.Unavailable(
            ErrorCodes.ServiceUnavailable, ErrorCodes.MessageForStatus(503), (exception as BrokenCircuitException)?.RetryAfter),
        JsonException or NotSupportedException => Garbage(),
        _ => null,
    };

    private static ApiError Timeout() => new(StatusCodes.Status504GatewayTimeout, ErrorCodes.UpstreamTimeout, ErrorCodes.MessageForStatus(504));

    private static ApiError Garbage() => new(StatusCodes.Status502BadGateway, ErrorCodes.UpstreamError, ErrorCodes.MessageForStatus(502));

    private sealed record Envelope(bool Success, JsonElement? Data, Failure? Error);

    private sealed record Failure(string? Code, string? Message, JsonElement? Details, int? RetryAfter);
}
