using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.ServiceClients;
using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.Exchange;

/// <summary>What auth gave for a subject token.</summary>
/// <param name="Status">Whether it gave one.</param>
/// <param name="Token">The access token, where it did.</param>
/// <param name="Ends">Until when it may be used.</param>
internal sealed record ExchangeResult(ExchangeStatus Status, string? Token, DateTimeOffset Ends)
{
    public static readonly ExchangeResult Refused = new(ExchangeStatus.Refused, null, default);
    public static readonly ExchangeResult Suspended = new(ExchangeStatus.Suspended, null, default);
    public static readonly ExchangeResult Unavailable = new(ExchangeStatus.Unavailable, null, default);
}

internal enum ExchangeStatus
{
    Granted,

    /// <summary>The subject token is no good.</summary>
    Refused,

    /// <summary>It is, but its owner may do nothing.</summary>
    Suspended,

    /// <summary>Auth does not answer, or not as it should.</summary>
    Unavailable,
}

/// <summary>Asks auth for an access token in exchange for something else (RFC 8693). Requests for the same at the same time share one call.</summary>
internal sealed class TokenExchangeClient(
    IHttpClientFactory clients, IOptions<ServiceAuthOptions> credentials, IOptions<ExchangeOptions> options, TimeProvider time, ILogger<TokenExchangeClient> logger)
{
    public const string ClientName = "token-exchange";

    private static readonly Uri Endpoint = new("http://auth/connect/token");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<ExchangeResult>> _underWay = new(StringComparer.Ordinal);

    /// <summary>Exchanges.</summary>
    /// <param name="id">Names the subject token: its hash.</param>
    /// <param name="subjectToken">The subject token.</param>
    /// <param name="subjectTokenType">Its type.</param>
    /// <param name="cancellationToken">Ends the caller's wait, not the call: others may share it.</param>
    public Task<ExchangeResult> ExchangeAsync(string id, string subjectToken, string subjectTokenType, CancellationToken cancellationToken)
    {
        Task<ExchangeResult>? call;
        lock (_lock)
        {
            if (!_underWay.TryGetValue(id, out call))
            {
                _underWay[id] = call = CallAsync(id, subjectToken, subjectTokenType);
            }
        }

        return call.WaitAsync(cancellationToken);
    }

    private async Task<ExchangeResult> CallAsync(string id, string subjectToken, string subjectTokenType)
    {
        // nothing of it under the lock
        await Task.Yield();
        try
        {
            try
            {
                return await PostAsync(subjectToken, subjectTokenType);
            }
            catch (HttpRequestException)
            {
                // the next call goes to the next instance
                return await PostAsync(subjectToken, subjectTokenType);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            ExchangeLog.Failed(logger, failure);
            return ExchangeResult.Unavailable;
        }
        finally
        {
            lock (_lock)
            {
                _underWay.Remove(id);
            }
        }
    }

    private async Task<ExchangeResult> PostAsync(string subjectToken, string subjectTokenType)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", TokenExchange.GrantType),
            new("client_id", credentials.Value.ClientId),
            new("client_secret", credentials.Value.ClientSecret ?? throw new InvalidOperationException("ServiceAuth:ClientSecret is not set.")),
            new("subject_token", subjectToken),
            new("subject_token_type", subjectTokenType),
        ]);
        using var http = clients.CreateClient(ClientName);
        using var response = await http.PostAsync(Endpoint, form);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                var granted = await response.Content.ReadFromJsonAsync<Granted>();
                return granted is null
                    ? ExchangeResult.Unavailable
                    : new ExchangeResult(ExchangeStatus.Granted, granted.AccessToken, time.GetUtcNow().AddSeconds(granted.ExpiresIn) - options.Value.Margin);
            case HttpStatusCode.BadRequest:
                return await response.Content.ReadFromJsonAsync<Failed>() switch
                {
                    { Error: "invalid_request" } => ExchangeResult.Refused,
                    { Error: "access_denied" } => ExchangeResult.Suspended,
                    _ => ExchangeResult.Unavailable,
                };
            default:
                ExchangeLog.Unexpected(logger, (int)response.StatusCode);
                return ExchangeResult.Unavailable;
        }
    }

    private sealed record Granted(
        [property: JsonPropertyName("access_token"), JsonRequired] string AccessToken,
        [property: JsonPropertyName("expires_in"), JsonRequired] int ExpiresIn);

    private sealed record Failed([property: JsonPropertyName("error")] string? Error);
}

internal static partial class ExchangeLog
{
    [LoggerMessage(20, LogLevel.Warning, "Auth could not be asked for a token")]
    public static partial void Failed(ILogger logger, Exception failure);

    [LoggerMessage(21, LogLevel.Warning, "Auth answered {Status} when asked for a token; ServiceAuth:ClientSecret has to be the services'")]
    public static partial void Unexpected(ILogger logger, int status);
}
