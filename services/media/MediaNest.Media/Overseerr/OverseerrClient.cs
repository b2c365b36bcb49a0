using System.Globalization;
using System.Net;
using System.Text.Json;
using MediaNest.Media.Outside;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Overseerr;

/// <summary>Overseerr does not answer, or its answer cannot be made out: whatever was asked may or may not have happened.</summary>
internal sealed class OverseerrUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Overseerr and Jellyseerr, API version 1.</summary>
internal sealed class OverseerrClient(HttpClient http, IOptions<OverseerrOptions> options)
{
    /// <summary>How far back the list of requests is searched where the title itself says nothing: 10 pages of 100.</summary>
    private const int PagesSearched = 10;
    private const int PageSize = 100;

    private readonly string _api = options.Value.BaseUrl.TrimEnd('/') + "/api/v1";

    /// <summary>Sends an order. Look first whether it has been taken already: see <see cref="FindRequestsAsync"/>.</summary>
    public Task<OrderOutcome> OrderAsync(OverseerrOrder order, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "/request", JsonContent.Create(order), ReadOutcomeAsync, cancellationToken);

    /// <summary>The open requests for a title, and what Overseerr knows of the title itself.</summary>
    public async Task<(IReadOnlyList<OverseerrRequest> Open, OverseerrMedia? Media)> FindRequestsAsync(string mediaType, int tmdbId, CancellationToken cancellationToken)
    {
        var title = await GetAsync<OverseerrTitle>($"/{mediaType}/{Text(tmdbId)}", cancellationToken);
        // the title answers, and has no trace of a request: there is none
        if (title is { MediaInfo: null })
            return ([], null);

        var requests = title?.MediaInfo?.Requests ?? await ListAsync(mediaType, tmdbId, cancellationToken);
        return ([.. requests.Where(request =>
            request.IsFor(mediaType, tmdbId) && request.IsOpen(request.Media?.Status ?? title?.MediaInfo?.Status))], title?.MediaInfo);
    }

    /// <summary>Null where there is no such request.</summary>
    public Task<OverseerrRequest?> FindRequestAsync(int id, CancellationToken cancellationToken) =>
        GetAsync<OverseerrRequest>($"/request/{Text(id)}", cancellationToken);

    public Task<bool> ApproveAsync(int id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"/request/{Text(id)}/approve", content: null, (response, _) => Task.FromResult(response.IsSuccessStatusCode), cancellationToken);

    private async Task<IReadOnlyList<OverseerrRequest>> ListAsync(string mediaType, int tmdbId, CancellationToken cancellationToken)
    {
        var found = new List<OverseerrRequest>();
        for (var page = 0; page < PagesSearched; page++)
        {
            var list = await GetAsync<OverseerrPage>($"/request?take={PageSize}&skip={Text(page * PageSize)}&filter=all&sort=added", cancellationToken);
            var results = list?.Results ?? throw new OverseerrUnavailableException("Overseerr does not list its requests.");
            found.AddRange(results.Where(request => request.Media?.TmdbId == tmdbId && request.IsFor(mediaType, tmdbId)));
            if (results.Count < PageSize)
                break;
        }

        return found;
    }

    /// <summary>Null where Overseerr has no such thing; it answers 500 for a title that TMDB does not know.</summary>
    private Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class =>
        SendAsync<T?>(HttpMethod.Get, path, content: null, async (response, token) => response.StatusCode switch
        {
            HttpStatusCode.NotFound => null,
            HttpStatusCode.InternalServerError when path.StartsWith("/movie/", StringComparison.Ordinal) || path.StartsWith("/tv/", StringComparison.Ordinal) => null,
            HttpStatusCode.OK => await ReadAsync<T>(response, token),
            var status => throw new OverseerrUnavailableException($"Overseerr answered with {(int)status} to {path}."),
        }, cancellationToken);

    private static async Task<OrderOutcome> ReadOutcomeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.Created or HttpStatusCode.OK:
                return new OrderOutcome.Taken(await ReadAsync<OverseerrRequest>(response, cancellationToken));
            case HttpStatusCode.Accepted or HttpStatusCode.Conflict:
                return new OrderOutcome.NothingLeft(await MessageAsync(response, cancellationToken));
            case HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity:
                return new OrderOutcome.Refused(await MessageAsync(response, cancellationToken));
            case HttpStatusCode.InternalServerError:
                return new OrderOutcome.Broke(await MessageAsync(response, cancellationToken));
            default:
                throw new OverseerrUnavailableException($"Overseerr answered with {(int)response.StatusCode} to a request.");
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken)
        ?? throw new OverseerrUnavailableException("Overseerr answered with nothing.");

    private static async Task<string> MessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await response.Content.ReadFromJsonAsync<OverseerrMessage>(JsonSerializerOptions.Web, cancellationToken);
            return answer?.Message is { Length: > 0 } message ? message[..Math.Min(message.Length, 300)] : $"status {(int)response.StatusCode}";
        }
        catch (JsonException)
        {
            return $"status {(int)response.StatusCode}";
        }
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_api + path)) { Content = content };
        request.Headers.Add("X-Api-Key", options.Value.ApiKey);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return await read(response, cancellationToken);
        }
        catch (Exception exception) when (Outage.IsOutage(exception, cancellationToken))
        {
            throw new OverseerrUnavailableException($"Overseerr could not be reached ({exception.GetType().Name}).", exception);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
