using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediaNest.Resilience.Dependencies;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Plex;

/// <summary>A PIN as plex.tv tells of it.</summary>
internal sealed record PlexTvPin(
    [property: JsonRequired] long Id,
    [property: JsonRequired] string Code,
    int ExpiresIn,
    string? AuthToken);

/// <summary>A person as plex.tv tells of them.</summary>
internal sealed record PlexTvUser([property: JsonRequired] long Id, string? Username, string? Title, string? Email, bool? Confirmed = null)
{
    /// <summary>Whether plex.tv has seen that the address is the person's; it always said so before it had a word for it.</summary>
    public bool EmailVerified => Confirmed is not false;

    public string DisplayName => string.IsNullOrWhiteSpace(Username) ? Title ?? "Plex user" : Username;
}

/// <summary>A device that a person may use.</summary>
internal sealed record PlexTvResource(string? ClientIdentifier, string? Provides)
{
    public bool IsServer(string identifier) =>
        ClientIdentifier == identifier && (Provides ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("server", StringComparer.Ordinal);
}

/// <summary>What plex.tv did wrong.</summary>
internal enum PlexTvFailure
{
    Unreachable,
    TooSlow,
    Error,
    TooManyRequests,
}

/// <summary>plex.tv could not be asked, or did not answer as it should.</summary>
internal sealed class PlexTvException(PlexTvFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public PlexTvFailure Failure { get; } = failure;

    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>plex.tv's part in a sign-in. Retries, time limits and the circuit breaker are in the pipeline around its HTTP client.</summary>
internal sealed class PlexTvClient(HttpClient http, IOptions<PlexTvOptions> options)
{
    private const int MaxAnswerBytes = 256 * 1024;

    // plex.tv writes camelCase and, here and there, numbers as strings
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowReadingFromString };

    public async Task<PlexTvPin> CreatePinAsync(Guid clientIdentifier, string? deviceName, CancellationToken cancellationToken)
    {
        var strong = options.Value.StrongPins ? "true" : "false";
        return await SendAsync<PlexTvPin>(HttpMethod.Post, $"/api/v2/pins?strong={strong}", clientIdentifier, deviceName, token: null, cancellationToken)
            ?? throw new PlexTvException(PlexTvFailure.Error, "plex.tv gave no PIN.");
    }

    /// <summary>Null where plex.tv no longer knows the PIN.</summary>
    public Task<PlexTvPin?> FindPinAsync(long id, Guid clientIdentifier, CancellationToken cancellationToken) =>
        SendAsync<PlexTvPin>(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/api/v2/pins/{id}"), clientIdentifier, deviceName: null, token: null, cancellationToken);

    public async Task<PlexTvUser> GetUserAsync(string token, Guid clientIdentifier, CancellationToken cancellationToken) =>
        await SendAsync<PlexTvUser>(HttpMethod.Get, "/api/v2/user", clientIdentifier, deviceName: null, token, cancellationToken)
            ?? throw new PlexTvException(PlexTvFailure.Error, "plex.tv does not know the person who entered the PIN.");

    /// <summary>Whether the person may use the server that is configured; true where none is.</summary>
    public async Task<bool> MayUseServerAsync(string token, Guid clientIdentifier, CancellationToken cancellationToken)
    {
        if (options.Value.ServerIdentifier is not { Length: > 0 } server)
        {
            return true;
        }

        var resources = await SendAsync<List<PlexTvResource>>(
            HttpMethod.Get, "/api/v2/resources?includeHttps=1&includeRelay=1", clientIdentifier, deviceName: null, token, cancellationToken);
        return resources?.Exists(resource => resource.IsServer(server)) == true;
    }

    private async Task<T?> SendAsync<T>(
        HttpMethod method, string path, Guid clientIdentifier, string? deviceName, string? token, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(method, options.Value.BaseUrl.AbsoluteUri.TrimEnd('/') + path);
        request.Headers.Accept.Add(new("application/json"));
        request.Headers.Add("X-Plex-Product", options.Value.Product);
        request.Headers.Add("X-Plex-Client-Identifier", clientIdentifier.ToString());
        request.Headers.Add("X-Plex-Platform", "Web");
        request.Headers.Add("X-Plex-Device", "MediaNest");
        request.Headers.Add("X-Plex-Device-Name", deviceName ?? options.Value.Product);
        if (token is not null)
        {
            request.Headers.Add("X-Plex-Token", token);
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            ThrowIfFailed(response);
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new PlexTvException(PlexTvFailure.Error, "plex.tv's answer could not be read.", exception);
        }
        catch (DependencyUnavailableException exception)
        {
            var failure = exception.Reason == UnavailableReason.TimedOut ? PlexTvFailure.TooSlow : PlexTvFailure.Unreachable;
            throw new PlexTvException(failure, "plex.tv gave no answer.", exception) { RetryAfter = exception.RetryAfter };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new PlexTvException(PlexTvFailure.Unreachable, "plex.tv could not be reached.", exception);
        }
    }

    private static void ThrowIfFailed(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new PlexTvException(PlexTvFailure.TooManyRequests, "plex.tv asks to slow down.") { RetryAfter = response.Headers.RetryAfter?.Delta };
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new PlexTvException(PlexTvFailure.Error, string.Create(CultureInfo.InvariantCulture, $"plex.tv answered {(int)response.StatusCode}."));
        }
    }
}
