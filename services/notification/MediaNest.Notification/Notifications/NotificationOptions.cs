using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Notifications;

/// <summary>What becomes of stored notifications. Section <c>Notifications</c>.</summary>
internal sealed class NotificationOptions
{
    public const string SectionName = "Notifications";

    /// <summary>How long one that was read stays.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Notifications:Retention must be between 1 and 3650 days.")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long one that nobody read stays.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Notifications:UnreadRetention must be between 1 and 3650 days.")]
    public TimeSpan UnreadRetention { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long, after one of a type was told of, others of that type are gathered and told of together; zero for never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "Notifications:DigestWindow must be between 00:00:00 and 1.00:00:00.")]
    public TimeSpan DigestWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often to look for what is to be told of together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00", ErrorMessage = "Notifications:DigestPollInterval must be between 00:00:00.05 and 00:05:00.")]
    public TimeSpan DigestPollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where people find MediaNest; e-mail leads there.</summary>
    public Uri PublicUrl { get; set; } = new("http://localhost:4000/");

    /// <summary>Where people say how they want to be told; e-mail names it as the way to get no more. Without one, <see cref="PublicUrl"/>.</summary>
    public Uri? PreferencesUrl { get; set; }

    /// <summary>Stands before every e-mail's subject.</summary>
    [RegularExpression(@"^\P{C}{0,50}$", ErrorMessage = "Notifications:SubjectPrefix must have at most 50 characters, none of them a control character.")]
    public string SubjectPrefix { get; set; } = "[MediaNest] ";
}

internal sealed class NotificationOptionsValidator : IValidateOptions<NotificationOptions>
{
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        List<string> failures = [];
        Check(options.PublicUrl, "Notifications:PublicUrl");
        Check(options.PreferencesUrl ?? options.PublicUrl, "Notifications:PreferencesUrl");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(Uri address, string key)
        {
            if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            {
                failures.Add($"{key} must be an absolute http or https address.");
            }
        }
    }
}
