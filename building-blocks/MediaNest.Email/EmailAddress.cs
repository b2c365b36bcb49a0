using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Mail;

namespace MediaNest.Email;

/// <summary>An address that may stand in an SMTP command and a header: one mailbox, nothing around it, nothing that ends a line.</summary>
public readonly record struct EmailAddress
{
    /// <summary>RFC 5321, 4.5.3.1: a path has at most 256 characters, two of which are its brackets.</summary>
    public const int MaxLength = 254;

    private const int MaxLocalPartLength = 64;

    private EmailAddress(string value) => Value = value;

    /// <summary>The address, its domain in ASCII (<c>xn--</c>) form.</summary>
    public string Value { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">What somebody typed.</param>
    /// <param name="address">The address, where there is one.</param>
    /// <returns>False for anything but a single mailbox: lists, display names, comments, line breaks, non-ASCII local parts, domains without a letter.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out EmailAddress address)
    {
        address = default;
        if (text is not { Length: > 0 and <= MaxLength } || text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
        {
            return false;
        }

        var at = text.LastIndexOf('@');
        if (at is < 1 or > MaxLocalPartLength || !IsLocalPart(text.AsSpan(0, at)) || !TryGetDomain(text[(at + 1)..], out var domain))
        {
            return false;
        }

        var value = text[..(at + 1)] + domain;
        // the runtime's own parser has the last word: it is the one that writes the address into the conversation
        if (value.Length > MaxLength || !MailAddress.TryCreate(value, out var parsed) || parsed.Address != value || parsed.DisplayName.Length > 0)
        {
            return false;
        }

        address = new EmailAddress(value);
        return true;
    }

    /// <summary>Reads an address that is known to be one.</summary>
    /// <param name="text">The address.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">It is none. The message does not repeat it.</exception>
    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException("This is no e-mail address that mail can be sent to.");

    /// <inheritdoc />
    public override string ToString() => Value;

    /// <summary>RFC 5321's Dot-string; quoted local parts are legal, but nobody has one and some servers misread them.</summary>
    private static bool IsLocalPart(ReadOnlySpan<char> text)
    {
        if (text[0] == '.' || text[^1] == '.' || text.IndexOf("..") >= 0)
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && !"!#$%&'*+-/=?^_`{|}~.".Contains(character))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryGetDomain(string text, [NotNullWhen(true)] out string? domain)
    {
        domain = null;
        try
        {
            domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(text);
        }
        catch (ArgumentException)
        {
            return false;
        }

        return domain.Any(char.IsAsciiLetter) && !domain.EndsWith('.') && domain.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-');
    }
}
