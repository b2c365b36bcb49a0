using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace MediaNest.Download.Addresses;

/// <summary>
/// A video at YouTube. All that is kept of what a user sent is the id: every address that is ever fetched is made from it,
/// so no text of a user's becomes an address of its own.
/// </summary>
internal sealed partial record VideoAddress(string VideoId)
{
    public const int MaxLength = 2048;

    private static readonly FrozenSet<string> Hosts =
        new[] { "youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> PathForms = new[] { "shorts", "live", "embed", "v" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The one spelling: <c>youtu.be/x</c> and <c>watch?v=x&amp;t=5</c> are the same video.</summary>
    public string Canonical => $"https://www.youtube.com/watch?v={VideoId}";

    public static bool TryParse(string? text, [NotNullWhen(true)] out VideoAddress? address, out string? complaint)
    {
        address = null;
        complaint = null;
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength
            || !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            complaint = "Must be the http or https address of a YouTube video.";
            return false;
        }

        var host = uri.IdnHost.ToLowerInvariant();
        if ((!Hosts.Contains(host) && host != "youtu.be") || !uri.IsDefaultPort || uri.UserInfo.Length > 0)
        {
            complaint = "Must be at youtube.com, www.youtube.com, m.youtube.com, music.youtube.com or youtu.be.";
            return false;
        }

        if (FindId(uri, host) is not { } id || !IdPattern().IsMatch(id))
        {
            complaint = "Must name one video, such as https://www.youtube.com/watch?v=dQw4w9WgXcQ.";
            return false;
        }

        address = new VideoAddress(id);
        return true;
    }

    private static string? FindId(Uri uri, string host)
    {
        var segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (host == "youtu.be")
        {
            return segments is [var id] ? id : null;
        }

        return segments switch
        {
            ["watch"] => QueryHelpers.ParseQuery(uri.Query).TryGetValue("v", out var ids) && ids.Count == 1 ? ids[0] : null,
            [var form, var id] when PathForms.Contains(form) => id,
            _ => null,
        };
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{11}\z", RegexOptions.NonBacktracking)]
    private static partial Regex IdPattern();
}
