using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace MediaNest.Email;

/// <summary>How e-mail leaves. Section <c>Email</c>.</summary>
public sealed class EmailOptions
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "Email";

    /// <summary>The SMTP server. Without one, messages are written into <see cref="DropFolder"/>.</summary>
    public string? Host { get; set; }

    /// <summary>1–65535; 587 is the port for submission (RFC 6409).</summary>
    [Range(1, 65_535, ErrorMessage = "Email:Port must lie between 1 and 65535.")]
    public int Port { get; set; } = 587;

    /// <summary>Whether the conversation is encrypted by STARTTLS; a server that does not offer it is then refused. TLS from the first byte (port 465) is not supported.</summary>
    public bool UseTls { get; set; } = true;

    /// <summary>Whom to sign in as; empty for none.</summary>
    public string? User { get; set; }

    /// <summary>The password of <see cref="User"/>. Never logged.</summary>
    public string? Password { get; set; }

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "medianest@localhost.localdomain";

    /// <summary>The sender's name.</summary>
    [Required(ErrorMessage = "Email:FromName must have 1–100 characters, no quotes, brackets or control characters."), RegularExpression(@"^[^\p{C}""<>]{1,100}$", ErrorMessage = "Email:FromName must have 1–100 characters, no quotes, brackets or control characters.")]
    public string FromName { get; set; } = "MediaNest";

    /// <summary>Where messages are written as <c>.eml</c> while there is no server; relative to the content root.</summary>
    [Required(ErrorMessage = "Email:DropFolder must name a folder.")]
    public string DropFolder { get; set; } = "mail-drop";

    /// <summary>How long sending one message may take, 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Email:Timeout must be between 00:00:01 and 00:05:00.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether there is a server.</summary>
    internal bool HasServer => !string.IsNullOrWhiteSpace(Host);
}

internal sealed class EmailOptionsValidator : IValidateOptions<EmailOptions>
{
    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        List<string> failures = [];
        if (!EmailAddress.TryParse(options.From, out _))
        {
            failures.Add("Email:From must be an e-mail address such as 'medianest@example.org'.");
        }

        if (options.HasServer && Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
        {
            failures.Add("Email:Host must be a host name or an IP address, without a port.");
        }

        if (string.IsNullOrEmpty(options.User) != string.IsNullOrEmpty(options.Password))
        {
            failures.Add("Email:User and Email:Password must be set both or not at all.");
        }

        if (options.HasServer && !string.IsNullOrEmpty(options.User) && !options.UseTls && !IsLoopback(options.Host!))
        {
            failures.Add("Email:UseTls must be true where Email:User is set: a password is not sent in the clear to another machine.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
