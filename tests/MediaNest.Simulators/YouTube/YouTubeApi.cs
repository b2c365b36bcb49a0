using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using MediaNest.Simulators.Images;

namespace MediaNest.Simulators.YouTube;

/// <summary>Pages that give the real yt-dlp titles, durations, chapters, subtitles and several qualities.</summary>
internal static class YouTubeApi
{
    private const string Playlist = "application/vnd.apple.mpegurl";

    private const string Subtitles =
        "WEBVTT\n\n00:00:00.000 --> 00:00:03.000\nThis is a test card.\n\n00:00:03.000 --> 00:00:06.000\nAnd this is its second half.\n";

    public static void MapYouTube(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup($"/{Systems.YouTube}");
        group.MapGet("/", Index);
        group.MapMethods("/watch/{id}", ["GET", "HEAD"], Watch);
        group.MapMethods("/watch", ["GET", "HEAD"], (HttpContext context) => Watch(context.Request.Query["v"].ToString(), context));
        group.MapMethods("/playlist/{id}", ["GET", "HEAD"], ListPlaylist);
        group.MapGet("/vi/{id}/{picture}.jpg", (string id) => Results.Bytes(FlatJpeg.Write(480, 360, id.Sum(c => c)), "image/jpeg"));
        group.MapGet("/media/{id}/master.m3u8", Master);
        group.MapGet("/media/{id}/subtitles.m3u8", () => Results.Text(SubtitlePlaylist(), Playlist));
        group.MapGet("/media/{id}/subtitles.vtt", () => Results.Text(Subtitles, "text/vtt; charset=utf-8"));
        group.MapGet("/media/{id}/{file}", MediaAsync);
        group.MapFallback("{**path}", () => Results.NotFound());
    }

    private static IResult Index(HttpRequest request)
    {
        var html = new StringBuilder("<!DOCTYPE html><title>Simulated videos</title><ul>");
        foreach (var video in Videos.All)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{Base(request)}/watch/{video.Id}\">{video.Id}</a> {Pages.Escape(video.Refusal?.Reason ?? video.Title)}</li>");
        }

        return Results.Content(html.Append("</ul>").ToString(), "text/html; charset=utf-8");
    }

    private static IResult Watch(string id, HttpContext context)
    {
        var video = Videos.Find(id);
        if (video.Refusal is { } refusal)
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = refusal.Reason;
            return Results.Content($"<!DOCTYPE html><title>{Pages.Escape(refusal.Reason)}</title>", "text/html; charset=utf-8", statusCode: refusal.Status);
        }

        return Results.Content(Pages.Watch(video, Base(context.Request)), "text/html; charset=utf-8");
    }

    private static IResult ListPlaylist(string id, HttpRequest request) => Videos.Playlists.TryGetValue(id, out var playlist)
        ? Results.Content(Pages.Playlist(playlist.Title, playlist.VideoIds.Select(Videos.Find), Base(request)), "application/rss+xml; charset=utf-8")
        : Results.NotFound();

    private static IResult Master(string id)
    {
        if (Videos.Find(id).Refusal is not null)
        {
            return Results.NotFound();
        }

        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n");
        text.Append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"English\",DEFAULT=YES,AUTOSELECT=YES,LANGUAGE=\"en\",URI=\"audio.m3u8\"\n");
        text.Append("#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subs\",NAME=\"English\",DEFAULT=NO,AUTOSELECT=YES,LANGUAGE=\"en\",URI=\"subtitles.m3u8\"\n");
        foreach (var (name, width, height, bandwidth) in MediaFiles.Qualities)
        {
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-STREAM-INF:BANDWIDTH={bandwidth},RESOLUTION={width}x{height},FRAME-RATE=12.000,CODECS=\"avc1.42c01f,mp4a.40.2\",AUDIO=\"audio\",SUBTITLES=\"subs\"\n{name}.m3u8\n");
        }

        return Results.Text(text.ToString(), Playlist);
    }

    private static async Task<IResult> MediaAsync(string id, string file, MediaFiles files, TimeProvider time, CancellationToken cancellationToken)
    {
        var video = Videos.Find(id);
        if (video.Refusal is not null || await files.FindAsync(file, cancellationToken) is not { } path)
        {
            return Results.NotFound();
        }

        if (!path.EndsWith(".ts", StringComparison.Ordinal))
        {
            return Results.File(path, Playlist);
        }

        if (video.SegmentDelayMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(video.SegmentDelayMs), time, cancellationToken);
        }

        return Results.File(path, "video/mp2t", enableRangeProcessing: true);
    }

    private static string SubtitlePlaylist() =>
        $"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{MediaFiles.Seconds}\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:{MediaFiles.Seconds}.0,\nsubtitles.vtt\n#EXT-X-ENDLIST\n";

    private static string Base(HttpRequest request) => $"{request.Scheme}://{request.Host}/{Systems.YouTube}";
}
