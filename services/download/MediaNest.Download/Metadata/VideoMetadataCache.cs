using System.ComponentModel;
using System.Text.Json;
using MediaNest.Caching;
using MediaNest.Download.Addresses;
using MediaNest.Download.YtDlp;
using Microsoft.Extensions.Options;

namespace MediaNest.Download.Metadata;

/// <summary>Asks yt-dlp about videos, and remembers for an hour what it said.</summary>
internal sealed class VideoMetadataCache(IOptions<YouTubeOptions> options, JsonCache cache, ILogger<VideoMetadataCache> logger) : IDisposable
{
    private const int ConcurrentLookups = 2;

    private static readonly CacheLifetime Lifetime = new(TimeSpan.FromHours(1), TimeSpan.FromDays(1));

    private readonly SemaphoreSlim _turns = new(ConcurrentLookups);

    /// <summary>What is remembered, else what YouTube says.</summary>
    /// <exception cref="VideoLookupException">YouTube, or yt-dlp, did not say, and nothing is remembered.</exception>
    public Task<Cached<VideoMetadata>> GetAsync(VideoAddress address, CancellationToken cancellationToken) =>
        cache.GetOrCreateAsync(
            KeyOf(address),
            Lifetime,
            token => LookUpAsync(address, token),
            exception => exception is VideoLookupException { Failure.Kind: not (FailureKind.Permanent or FailureKind.NeedsCookies) },
            cancellationToken);

    /// <summary>What is remembered; nobody is asked.</summary>
    public async Task<VideoMetadata?> FindAsync(VideoAddress address)
    {
        try
        {
            return (await cache.GetOrCreateAsync<VideoMetadata>(KeyOf(address), Lifetime, _ => throw new KeyNotFoundException(), _ => true, CancellationToken.None)).Value;
        }
        catch (KeyNotFoundException)
        {
            return null;
        }
    }

    public void Dispose() => _turns.Dispose();

    private static string KeyOf(VideoAddress address) => "youtube:metadata:" + address.VideoId;

    private async Task<VideoMetadata> LookUpAsync(VideoAddress address, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            var (code, output, errors) = await ToolOutput.ReadBothAsync(
                new ChildCommand(options.Value.YtDlpPath, YtDlpArguments.ForMetadata(options.Value, options.Value.PageOf(address)), Path.GetTempPath(), "metadata-" + Guid.CreateVersion7()),
                TimeSpan.FromSeconds(options.Value.MetadataTimeoutSeconds),
                cancellationToken);
            if (code == 0 && JsonSerializer.Deserialize<YtDlpInfo>(output, JsonSerializerOptions.Web) is { } info)
            {
                return info.AsMetadata(address.VideoId);
            }

            var failure = code is 126 or 127 ? YtDlpFailure.Missing : YtDlpFailure.Classify(errors.Split('\n'));
            logger.LookupFailed(address.VideoId, failure.Code, errors.Trim());
            throw new VideoLookupException(failure);
        }
        catch (TimeoutException exception)
        {
            throw new VideoLookupException(YtDlpFailure.TimedOut, exception);
        }
        catch (Win32Exception exception)
        {
            throw new VideoLookupException(YtDlpFailure.Missing, exception);
        }
        catch (JsonException exception)
        {
            logger.LookupFailed(address.VideoId, "unreadable", exception.Message);
            throw new VideoLookupException(YtDlpFailure.Classify([]), exception);
        }
        finally
        {
            _turns.Release();
        }
    }
}

/// <summary>Nothing could be found out about a video.</summary>
internal sealed class VideoLookupException(YtDlpFailure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    public YtDlpFailure Failure { get; } = failure;
}

internal static partial class MetadataLog
{
    [LoggerMessage(30, LogLevel.Warning, "Nothing could be found out about video {VideoId}: {Code}; {Complaint}")]
    public static partial void LookupFailed(this ILogger logger, string videoId, string code, string complaint);
}
