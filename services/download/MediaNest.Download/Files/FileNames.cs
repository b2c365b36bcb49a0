using System.Globalization;
using System.Text;

namespace MediaNest.Download.Files;

/// <summary>Makes names for files and folders out of what strangers call their videos.</summary>
internal static class FileNames
{
    /// <summary>File systems allow 255 bytes; the id, the quality, the extension and a counter need some.</summary>
    private const int MaxBytes = 160;

    private const string Forbidden = "/\\:*?\"<>|";

    /// <summary>A name that is one plain component everywhere: no separators, no control or direction characters, no dots at its ends.</summary>
    public static string Sanitise(string? text, string fallback)
    {
        var name = new StringBuilder();
        var bytes = 0;
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var clean = Clean(rune);
            if (clean is null || (clean.Value.Value == ' ' && (name.Length == 0 || name[^1] == ' ')))
            {
                continue;
            }

            bytes += clean.Value.Utf8SequenceLength;
            if (bytes > MaxBytes)
            {
                break;
            }

            name.Append(clean.Value.ToString());
        }

        var result = name.ToString().Trim(' ', '.');
        return result.Length == 0 ? fallback : result;
    }

    private static Rune? Clean(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator => new Rune(' '),
        UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => null,
        _ when rune.Value == 0xFFFD => null,
        _ when rune.IsAscii && Forbidden.Contains((char)rune.Value) => new Rune('_'),
        _ => rune,
    };
}
