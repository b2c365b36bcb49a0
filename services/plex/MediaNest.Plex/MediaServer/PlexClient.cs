using System.Globalization;
using System.Net;
using System.Text.Json;
using MediaNest.Resilience.Dependencies;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.MediaServer;

/// <summary>Asks the media server. Every way it can fail to answer is a <see cref="PlexUnavailableException"/>; what it does not have is null.</summary>
internal sealed class PlexClient
{
    private const int MaxPictureBytes = 4 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly PlexOptions _options;

    public PlexClient(HttpClient http, IOptions<PlexOptions> options)
    {
        _http = http;
        _options = options.Value;
        http.BaseAddress = new Uri(_options.BaseUrl.TrimEnd('/') + "/");
        http.DefaultRequestHeaders.Add("Accept", "application/json");
        http.DefaultRequestHeaders.Add("X-Plex-Token", _options.Token);
        http.DefaultRequestHeaders.Add("X-Plex-Client-Identifier", _options.ClientIdentifier);
        http.DefaultRequestHeaders.Add("X-Plex-Product", "MediaNest");
    }

    public async Task<PlexContainer> GetServerAsync(CancellationToken cancellationToken) => await RequireAsync("", cancellationToken);

    public async Task<IReadOnlyList<PlexDirectory>> GetSectionsAsync(CancellationToken cancellationToken) =>
        (await RequireAsync("library/sections", cancellationToken)).Directory ?? [];

    /// <summary>A page of a section's films, shows, seasons or episodes, the latest first; null where there is no such section.</summary>
    public async Task<PlexPage?> ListAsync(string section, int type, int start, int size, long? addedSince, CancellationToken cancellationToken)
    {
        // the filter '>>=' means 'after': one second earlier makes it 'at or after'
        var since = addedSince is { } epoch ? string.Create(CultureInfo.InvariantCulture, $"&addedAt%3E%3E={epoch - 1}") : "";
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"library/sections/{Uri.EscapeDataString(section)}/all?type={type}&includeGuids=1&sort=addedAt:desc{since}&X-Plex-Container-Start={start}&X-Plex-Container-Size={size}");
        return await FindAsync(path, cancellationToken) is { } container
            ? new PlexPage(container.Metadata ?? [], container.TotalSize ?? container.Size ?? container.Metadata?.Count ?? 0)
            : null;
    }

    public async Task<PlexMetadata?> FindItemAsync(string ratingKey, CancellationToken cancellationToken) =>
        (await FindAsync($"library/metadata/{Uri.EscapeDataString(ratingKey)}?includeGuids=1", cancellationToken))?.Metadata is [var item, ..] ? item : null;

    public async Task<IReadOnlyList<PlexMetadata>> GetChildrenAsync(string ratingKey, CancellationToken cancellationToken) =>
        (await FindAsync($"library/metadata/{Uri.EscapeDataString(ratingKey)}/children", cancellationToken))?.Metadata ?? [];

    public async Task<IReadOnlyList<PlexHub>> SearchAsync(string query, int limit, CancellationToken cancellationToken) =>
        (await RequireAsync(string.Create(CultureInfo.InvariantCulture, $"hubs/search?query={Uri.EscapeDataString(query)}&limit={limit}&includeGuids=1"), cancellationToken)).Hub ?? [];

    public async Task<IReadOnlyList<PlexMetadata>?> FindCollectionsAsync(string section, CancellationToken cancellationToken) =>
        await FindAsync($"library/sections/{Uri.EscapeDataString(section)}/collections", cancellationToken) is { } found ? found.Metadata ?? [] : null;

    public async Task<PlexMetadata?> FindCollectionAsync(string id, CancellationToken cancellationToken) =>
        (await FindAsync($"library/collections/{Uri.EscapeDataString(id)}", cancellationToken))?.Metadata is [var collection, ..] ? collection : null;

    public async Task<IReadOnlyList<PlexMetadata>> GetCollectionItemsAsync(string id, CancellationToken cancellationToken) =>
        (await FindAsync($"library/collections/{Uri.EscapeDataString(id)}/items?includeGuids=1", cancellationToken))?.Metadata ?? [];

    /// <summary>Makes the server look for new files; false where there is no such section.</summary>
    public async Task<bool> RefreshAsync(string section, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(_options.RefreshMethod), Relative($"library/sections/{Uri.EscapeDataString(section)}/refresh"));
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }

        EnsureSuccess(response);
        return true;
    }

    /// <summary>A picture by the path that the server gave for it; null where it has none.</summary>
    public async Task<(byte[] Bytes, string ContentType)?> FindPictureAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Relative(path.TrimStart('/')));
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        EnsureSuccess(response);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        if (!type.StartsWith("image/", StringComparison.Ordinal) || type.Contains("svg", StringComparison.Ordinal) || response.Content.Headers.ContentLength > MaxPictureBytes)
        {
            return null;
        }

        var bytes = await ReadAsync(response, cancellationToken);
        return bytes.Length <= MaxPictureBytes ? (bytes, type) : null;
    }

    private async Task<PlexContainer> RequireAsync(string path, CancellationToken cancellationToken) =>
        await FindAsync(path, cancellationToken) ?? throw new PlexUnavailableException("Plex does not know an address that every Plex knows.");

    private async Task<PlexContainer?> FindAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Relative(path));
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        EnsureSuccess(response);
        try
        {
            return JsonSerializer.Deserialize<PlexAnswer>(await ReadAsync(response, cancellationToken), PlexAnswer.Json)?.MediaContainer
                ?? throw new PlexUnavailableException("Plex answered with something else than a MediaContainer.");
        }
        catch (JsonException exception)
        {
            throw new PlexUnavailableException("Plex answered with something that is not JSON.", null, exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (DependencyUnavailableException exception)
        {
            throw PlexUnavailableException.From(exception);
        }
        catch (HttpRequestException exception)
        {
            throw new PlexUnavailableException("Plex cannot be reached.", null, exception);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new PlexUnavailableException("Plex broke off its answer.", null, exception);
        }
    }

    private static void EnsureSuccess(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new PlexUnavailableException(
                response.StatusCode == HttpStatusCode.Unauthorized ? "Plex refuses the token (Plex:Token)." : $"Plex answered with status {(int)response.StatusCode}.",
                response.Headers.RetryAfter?.Delta);
        }
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);
}
