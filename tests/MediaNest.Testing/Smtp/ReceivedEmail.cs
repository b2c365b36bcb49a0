using System.Text;
using System.Text.RegularExpressions;

namespace MediaNest.Testing.Smtp;

/// <summary>A message as a mail program would read it.</summary>
public sealed partial class ReceivedEmail
{
    private readonly IReadOnlyList<(string Name, string Value)> _headers;

    private ReceivedEmail(string raw, string? sender, IReadOnlyList<string> recipients, bool encrypted)
    {
        Raw = raw;
        Sender = sender;
        Recipients = recipients;
        WasEncrypted = encrypted;
        (_headers, var body) = Split(raw);
        foreach (var (type, text) in PartsOf(_headers, body))
        {
            if (type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
            {
                Html ??= text;
            }
            else
            {
                Text ??= text;
            }
        }
    }

    /// <summary>As it came, headers and all.</summary>
    public string Raw { get; }

    /// <summary>What <c>MAIL FROM</c> said; null for a file.</summary>
    public string? Sender { get; }

    /// <summary>What <c>RCPT TO</c> said; none for a file.</summary>
    public IReadOnlyList<string> Recipients { get; }

    /// <summary>Whether it came by TLS.</summary>
    public bool WasEncrypted { get; }

    public string? Text { get; }

    public string? Html { get; }

    public IEnumerable<string> HeaderNames => _headers.Select(header => header.Name);

    /// <summary>Reads an <c>.eml</c> file.</summary>
    public static ReceivedEmail Read(string path) => Parse(File.ReadAllText(path, Encoding.Latin1), sender: null, [], encrypted: false);

    /// <summary>A header's value, unfolded and with its encoded words read; null where there is none.</summary>
    public string? Header(string name) =>
        _headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => DecodeWords(header.Value)).FirstOrDefault();

    internal static ReceivedEmail Parse(string raw, string? sender, IReadOnlyList<string> recipients, bool encrypted) => new(raw, sender, recipients, encrypted);

    private static (IReadOnlyList<(string Name, string Value)> Headers, string Body) Split(string raw)
    {
        var end = raw.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = (end < 0 ? raw : raw[..end]).Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal);
        var headers = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 2))
            .Select(parts => (parts[0].Trim(), parts.Length == 2 ? parts[1].Trim() : ""));
        return ([.. headers], end < 0 ? "" : raw[(end + 4)..]);
    }

    private static IEnumerable<(string Type, string Text)> PartsOf(IReadOnlyList<(string Name, string Value)> headers, string body)
    {
        var type = Find(headers, "Content-Type") ?? "text/plain";
        if (!type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return [(type, Decode(Find(headers, "Content-Transfer-Encoding"), body))];
        }

        var boundary = type.Split("boundary=", 2)[1].Split(';')[0].Trim('"', ' ');
        return body.Split("--" + boundary).Skip(1).Where(part => !part.StartsWith("--", StringComparison.Ordinal))
            .Select(part => Split(part.StartsWith("\r\n", StringComparison.Ordinal) ? part[2..] : part))
            .SelectMany(part => PartsOf(part.Headers, part.Body));
    }

    private static string? Find(IEnumerable<(string Name, string Value)> headers, string name) =>
        headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();

    private static string Decode(string? encoding, string body) => encoding?.ToLowerInvariant() switch
    {
        "quoted-printable" => Encoding.UTF8.GetString(Unquote(body.Replace("=\r\n", "", StringComparison.Ordinal))),
        "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(body.Trim())),
        _ => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)),
    };

    /// <summary><c>=?utf-8?B?…?=</c> and <c>=?utf-8?Q?…?=</c>; blanks between two of them belong to neither.</summary>
    private static string DecodeWords(string value) => EncodedWord().Replace(value, word => Encoding.UTF8.GetString(
        word.Groups["kind"].Value is "B" or "b" ? Convert.FromBase64String(word.Groups["text"].Value) : Unquote(word.Groups["text"].Value.Replace('_', ' '))));

    private static byte[] Unquote(string text)
    {
        var bytes = new List<byte>(text.Length);
        var i = 0;
        while (i < text.Length)
        {
            var isQuoted = text[i] == '=' && i + 2 < text.Length && Uri.IsHexDigit(text[i + 1]) && Uri.IsHexDigit(text[i + 2]);
            bytes.Add(isQuoted ? Convert.ToByte(text.Substring(i + 1, 2), 16) : (byte)text[i]);
            i += isQuoted ? 3 : 1;
        }

        return [.. bytes];
    }

    [GeneratedRegex(@"=\?[^?]+\?(?<kind>[BbQq])\?(?<text>[^?]*)\?=(\s+(?==\?))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EncodedWord();
}
