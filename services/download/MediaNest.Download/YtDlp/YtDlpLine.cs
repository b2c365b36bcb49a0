using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaNest.Download.YtDlp;

/// <summary>One of the lines that our templates make yt-dlp print; exactly one part is set.</summary>
internal sealed record YtDlpLine(
    [property: JsonPropertyName("p")] YtDlpTick? Tick,
    [property: JsonPropertyName("i")] YtDlpTickFormat? TickFormat,
    [property: JsonPropertyName("start")] YtDlpStart? Start,
    [property: JsonPropertyName("formats")] JsonElement? FormatList,
    [property: JsonPropertyName("post")] int? Post,
    [property: JsonPropertyName("done")] YtDlpDone? Done)
{
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [JsonIgnore]
    public IReadOnlyList<YtDlpFormat>? Formats => FormatList is { ValueKind: JsonValueKind.Array } list ? list.Deserialize<IReadOnlyList<YtDlpFormat>>(Lenient) : null;

    public static YtDlpLine? Parse(string line)
    {
        if (!line.StartsWith(YtDlpArguments.LinePrefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<YtDlpLine>(line.AsSpan(YtDlpArguments.LinePrefix.Length), Lenient);
        }
        catch (JsonException)
        {
            // another version prints a missing value as NA: the line is a courtesy, the download does not depend on it
            return null;
        }
    }
}

internal sealed record YtDlpTick(
    string? Status, double? DownloadedBytes, double? TotalBytes, double? TotalBytesEstimate, double? Speed, double? Eta, int? FragmentIndex, int? FragmentCount);

internal sealed record YtDlpTickFormat(string? Id, string? FormatId, string? Vcodec, string? Acodec);

internal sealed record YtDlpStart(string? Id, string? Title, double? Duration, string? Uploader, int? Height);

internal sealed record YtDlpFormat(string? FormatId, double? Filesize, double? FilesizeApprox, double? Tbr);

internal sealed record YtDlpDone(string? Filepath, int? Height, string? Ext);
