using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.Download.Tests.Hosting;

/// <summary>
/// Pages with one real video each, at a speed a test chooses: what the simulators cannot do is to let a download be interrupted in its middle.
/// </summary>
public sealed class VideoSite : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly byte[] _video;
    private long _bytesSent;

    private VideoSite(WebApplication server, byte[] video)
    {
        _server = server;
        _video = video;
        server.MapGet("/watch/{id}", (string id) => Page(id));
        server.MapGet("/media/{id}.mp4", SendAsync);
    }

    public string Address => _server.Urls.Single();

    public int VideoBytes => _video.Length;

    /// <summary>Bytes of video sent, over all requests.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Requests that asked for a part from the middle.</summary>
    public int ResumedRequests { get; private set; }

    /// <summary>After so many bytes a request stands still until this is taken back.</summary>
    public int? HoldAfterBytes { get; set; }

    /// <summary>Answers pages with this status instead; null for none.</summary>
    public int? PageStatus { get; set; }

    /// <summary>Answers that many media requests with 503 first.</summary>
    public int MediaFailures { get; set; }

    /// <summary>The title of every page.</summary>
    public string Title { get; set; } = "A <b>test</b> of ../../everything: \"quotes\" & more";

    public static async Task<VideoSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var site = new VideoSite(builder.Build(), await MakeVideoAsync());
        await site._server.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private IResult Page(string id)
    {
        if (PageStatus is { } status)
        {
            return Results.StatusCode(status);
        }

        var json = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "VideoObject",
            ["name"] = Title,
            ["description"] = "For tests.",
            ["thumbnailUrl"] = $"{Address}/thumb.jpg",
            ["uploadDate"] = "2026-01-02T03:04:05Z",
            ["duration"] = "PT3S",
            ["author"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["@type"] = "Person", ["name"] = ".." },
            ["contentUrl"] = $"{Address}/media/{id}.mp4",
        });
        return Results.Content($"<html><head><title>x</title><script type=\"application/ld+json\">{json}</script></head><body></body></html>", "text/html");
    }

    private async Task SendAsync(HttpContext context)
    {
        if (MediaFailures > 0)
        {
            MediaFailures--;
            context.Response.StatusCode = 503;
            return;
        }

        var from = 0;
        var range = context.Request.Headers.Range.ToString();
        if (range.StartsWith("bytes=", StringComparison.Ordinal))
        {
            from = int.Parse(range.AsSpan(6, range.IndexOf('-', StringComparison.Ordinal) - 6), CultureInfo.InvariantCulture);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{_video.Length - 1}/{_video.Length}";
            ResumedRequests += from > 0 ? 1 : 0;
        }

        context.Response.ContentType = "video/mp4";
        context.Response.Headers.AcceptRanges = "bytes";
        context.Response.ContentLength = _video.Length - from;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        const int chunk = 16 * 1024;
        for (var at = from; at < _video.Length; at += chunk)
        {
            while (HoldAfterBytes <= at)
            {
                await Task.Delay(20, context.RequestAborted);
            }

            var count = Math.Min(chunk, _video.Length - at);
            await context.Response.Body.WriteAsync(_video.AsMemory(at, count), context.RequestAborted);
            Interlocked.Add(ref _bytesSent, count);
        }
    }

    private static async Task<byte[]> MakeVideoAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"medianest-{Guid.CreateVersion7():N}.mp4");
        using var process = Process.Start(new ProcessStartInfo("ffmpeg",
        [
            "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=25:duration=3", "-f", "lavfi", "-i", "sine=duration=3",
            "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "3M", "-minrate", "3M", "-bufsize", "1M", "-x264-params", "nal-hrd=cbr", "-c:a", "aac", "-movflags", "+faststart", "-y", file,
        ]))!;
        await process.WaitForExitAsync();
        var bytes = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        return bytes;
    }
}
