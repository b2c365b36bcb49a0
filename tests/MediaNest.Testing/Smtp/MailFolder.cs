using System.Text.RegularExpressions;

namespace MediaNest.Testing.Smtp;

/// <summary>A drop folder of <c>MediaNest.Email</c>, read as its recipients would.</summary>
public sealed partial class MailFolder(string path)
{
    private static readonly TimeSpan Timeout = Eventually.Patience;

    public string Path { get; } = path;

    /// <summary>What somebody got so far, the earliest first.</summary>
    public IReadOnlyList<ReceivedEmail> To(string address) => Directory.Exists(Path)
        ?
        [
            // named by version 7 ids, which sort by time
            .. Directory.GetFiles(Path, "*.eml").Order(StringComparer.Ordinal).Select(ReceivedEmail.Read)
                .Where(mail => address.Equals(mail.Header("To"), StringComparison.OrdinalIgnoreCase)),
        ]
        : [];

    /// <summary>Waits until somebody has got so many messages with a link to a new password; the latest one's token.</summary>
    public async Task<string> ResetTokenAsync(string address, int count = 1)
    {
        List<string> tokens = [];
        await Eventually.Async(
            () =>
            {
                tokens = [.. To(address).Select(mail => Token().Match(mail.Text!)).Where(match => match.Success).Select(match => match.Groups["token"].Value)];
                return tokens.Count >= count;
            },
            Timeout,
            $"{count} links for {address} are in {Path}");
        return tokens[count - 1];
    }

    [GeneratedRegex(@"#token=(?<token>[\w.-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
