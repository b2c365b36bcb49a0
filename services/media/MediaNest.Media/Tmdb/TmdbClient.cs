using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MediaNest.Media.Outside;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Tmdb;

/// <summary>TMDB does not answer, or not with what it should. Answered with 503 where no cached answer can stand in.</summary>
internal sealed class TmdbUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The Movie Database, API version 3.</summary>
internal sealed class TmdbClient(HttpClient http, IOptions<TmdbOptions> options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly TmdbOptions _options = options.Value;

    /// <summary>Null where TMDB knows no such thing.</summary>
    public async Task<T?> FindAsync<T>(string path, IEnumerable<KeyValuePair<string, string?>> query, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(path, query));
        if (UsesBearer)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.ApiKey);

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.NotFound => null,
                HttpStatusCode.OK => await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
                    ?? throw new TmdbUnavailableException("TMDB answered with nothing."),
                var status => throw new TmdbUnavailableException($"TMDB answered with {(int)status}."),
            };
        }
        catch (Exception exception) when (Outage.IsOutage(exception, cancellationToken))
        {
            throw new TmdbUnavailableException("TMDB could not be reached.", exception);
        }
    }

    private bool UsesBearer => _options.ApiKey.Contains('.', StringComparison.Ordinal);

    private Uri AddressOf(string path, IEnumerable<KeyValuePair<string, string?>> query)
    {
        var all = query.Where(pair => pair.Value is not null).Append(new("language", _options.Language));
        if (!UsesBearer)
            all = all.Append(new("api_key", _options.ApiKey));
        return new Uri(_options.BaseUrl.TrimEnd('/') + path + "?" + string.Join('&', all.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!)}")));
    }
}
