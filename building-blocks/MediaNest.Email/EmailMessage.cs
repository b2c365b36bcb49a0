namespace MediaNest.Email;

/// <summary>A message to one person.</summary>
public sealed record EmailMessage
{
    /// <summary>RFC 5322 allows a line of 998; no mail program shows as much of a subject as this.</summary>
    public const int MaxSubjectLength = 200;

    /// <summary>Creates a message.</summary>
    /// <param name="id">Becomes the Message-ID: a message that is sent twice is recognised by it.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="subject">1–200 characters, none of them a control character.</param>
    /// <param name="text">The plain text; always there.</param>
    /// <param name="html">The same as HTML, for programs that show it.</param>
    /// <exception cref="ArgumentException">The subject is blank, too long or has a control character (a line break would start a header); the text is blank.</exception>
    public EmailMessage(Guid id, EmailAddress to, string subject, string text, string? html = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(subject);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (to.Value is null)
        {
            throw new ArgumentException("A message needs somebody to go to.", nameof(to));
        }

        if (subject.Length > MaxSubjectLength || subject.Any(char.IsControl))
        {
            throw new ArgumentException($"A subject has at most {MaxSubjectLength} characters, none of them a control character.", nameof(subject));
        }

        Id = id;
        To = to;
        Subject = subject;
        Text = text;
        Html = html;
    }

    /// <summary>Becomes the Message-ID.</summary>
    public Guid Id { get; }

    /// <summary>Who gets it.</summary>
    public EmailAddress To { get; }

    /// <summary>The subject.</summary>
    public string Subject { get; }

    /// <summary>The plain text.</summary>
    public string Text { get; }

    /// <summary>The same as HTML.</summary>
    public string? Html { get; }

    /// <summary>
    /// Where the recipient can say that they want no such mail any more (RFC 2369, <c>List-Unsubscribe</c>); null for mail that one cannot decline. An absolute
    /// http or https address.
    /// </summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public Uri? Unsubscribe
    {
        get;
        init => field = value is null or { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? value
            : throw new ArgumentException("Unsubscribe must be an absolute http or https address.", nameof(value));
    }

    /// <summary>Names the message without what it says or whom it goes to: what it says may be a secret, and a log keeps it long.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => $"e-mail {Id}";
}
