using System.Globalization;
using System.Text;

namespace MediaNest.Download.Addresses;

/// <summary>The folder a user chose below the download root: plain names only, whatever alphabet they are written in.</summary>
internal static class DownloadFolder
{
    private const int MaxLength = 200;
    private const int MaxDepth = 8;
    private const string Punctuation = " -_.,()[]&'+!#";

    /// <summary>The folder relative to the root, with <c>/</c> between its parts; null where it is refused.</summary>
    /// <param name="text">What the user sent: relative, or an absolute path that lies under the root.</param>
    /// <param name="root">The absolute download root.</param>
    public static string? Normalise(string text, string root)
    {
        if (text.Length > MaxLength + root.Length)
        {
            return null;
        }

        var path = text;
        if (path.StartsWith('/'))
        {
            var prefix = root.TrimEnd('/');
            if (path != prefix && !path.StartsWith(prefix + "/", StringComparison.Ordinal))
            {
                return null;
            }

            path = path[prefix.Length..];
        }

        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length <= MaxDepth && parts.All(IsPlainName) && path.Length <= MaxLength ? string.Join('/', parts) : null;
    }

    /// <summary>Whether nothing on the way from the root to the folder is a link: a link could lead anywhere.</summary>
    public static bool HasNoLinks(string root, string relative)
    {
        var current = root;
        foreach (var part in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current = Path.Combine(current, part);
            var info = new DirectoryInfo(current);
            if (info.LinkTarget is not null || File.Exists(current))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlainName(string part) =>
        !part.StartsWith('.') && !part.EndsWith('.') && part.Trim() == part
        && part.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            || (rune.IsAscii && Punctuation.Contains((char)rune.Value)));
}
