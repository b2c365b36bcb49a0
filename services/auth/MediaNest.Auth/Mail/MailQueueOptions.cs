using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Mail;

/// <summary>How stored messages are sent. Section <c>MailQueue</c>; the mail server is section <c>Email</c>.</summary>
internal sealed class MailQueueOptions
{
    public const string SectionName = "MailQueue";

    /// <summary>How often to look for messages that another replica stored or that are due again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = "MailQueue:PollInterval must be between 00:00:00.1 and 00:10:00.")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait after the first failure; it doubles with each.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00", ErrorMessage = "MailQueue:RetryMinDelay must be between 00:00:00.01 and 00:10:00.")]
    public TimeSpan RetryMinDelay { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00", ErrorMessage = "MailQueue:RetryMaxDelay must be between 00:00:00.01 and 01:00:00.")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait after a number of failures, with up to a fifth more, so that replicas do not all come at once.</summary>
    public TimeSpan DelayAfter(int attempts)
    {
        var doubled = RetryMinDelay * Math.Pow(2, Math.Min(attempts - 1, 20));
        return (doubled < RetryMaxDelay ? doubled : RetryMaxDelay) * (1 + (Random.Shared.NextDouble() / 5));
    }
}

internal sealed class MailQueueOptionsValidator : IValidateOptions<MailQueueOptions>
{
    public ValidateOptionsResult Validate(string? name, MailQueueOptions options) => options.RetryMaxDelay >= options.RetryMinDelay
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("MailQueue:RetryMaxDelay must not be shorter than MailQueue:RetryMinDelay.");
}
