using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Passwords;

/// <summary>Password reset by e-mail. Section <c>PasswordReset</c>.</summary>
internal sealed class PasswordResetOptions
{
    public const string SectionName = "PasswordReset";

    /// <summary>The page that the message links to; <c>#token=…</c> is added. Never taken from the request: its Host header is the sender's to choose.</summary>
    public string Link { get; set; } = "http://localhost:4000/reset-password";

    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "PasswordReset:Lifetime must be between 00:01:00 and 1.00:00:00.")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many messages an address may ask for within <see cref="Window"/>.</summary>
    [Range(1, 1_000, ErrorMessage = "PasswordReset:Limit must lie between 1 and 1000.")]
    public int Limit { get; set; } = 3;

    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "PasswordReset:Window must be between 00:01:00 and 1.00:00:00.")]
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether somebody who signs in with Plex may give themselves a password this way, for the day plex.tv is down.</summary>
    public bool PlexAccounts { get; set; } = true;
}

internal sealed class PasswordResetOptionsValidator : IValidateOptions<PasswordResetOptions>
{
    public ValidateOptionsResult Validate(string? name, PasswordResetOptions options) =>
        Uri.TryCreate(options.Link, UriKind.Absolute, out var link) && (link.Scheme is "http" or "https") && link.Fragment.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("PasswordReset:Link must be an http(s) address without a fragment, such as 'https://media.example.org/reset-password'.");
}
