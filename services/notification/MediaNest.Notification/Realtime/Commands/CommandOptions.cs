using System.ComponentModel.DataAnnotations;

namespace MediaNest.Notification.Realtime.Commands;

/// <summary>Section <c>Realtime:Commands</c>.</summary>
internal sealed class CommandOptions
{
    public const string SectionName = "Realtime:Commands";

    /// <summary>How long a command may take, seconds, 1–120.</summary>
    [Range(1, 120, ErrorMessage = "Realtime:Commands:TimeoutSeconds must lie between 1 and 120.")]
    public int TimeoutSeconds { get; set; } = 15;

    /// <summary>Topics of one socket, 1–10 000.</summary>
    [Range(1, 10_000, ErrorMessage = "Realtime:Commands:MaxTopics must lie between 1 and 10000.")]
    public int MaxTopics { get; set; } = 200;

    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);
}
