using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.Media.Tests.Hosting;

/// <summary>The plex service's availability endpoint, on a loopback port.</summary>
public sealed class FakePlexService : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<(string Type, int TmdbId), int[]> _library = new();

    private FakePlexService(WebApplication server)
    {
        _server = server;
        server.MapGet("/api/v1/plex/availability", Answer);
    }

    public string Address => _server.Urls.Single();

    /// <summary>Answers 503 while true.</summary>
    public bool IsDown { get; set; }

    public static async Task<FakePlexService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var plex = new FakePlexService(builder.Build());
        await plex._server.StartAsync();
        return plex;
    }

    public void Add(string type, int tmdbId, params int[] seasons) => _library[(type, tmdbId)] = seasons;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private IResult Answer(string ids, string type, HttpRequest request)
    {
        if (IsDown)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        if (!request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal))
            return Results.StatusCode(StatusCodes.Status401Unauthorized);

        var items = ids.Split(',').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Select(id => new
        {
            tmdbId = id,
            available = _library.ContainsKey((type, id)),
            seasons = type == "tv" ? _library.GetValueOrDefault((type, id)) : null,
        });
        return Results.Json(new { success = true, data = new { items } });
    }
}
