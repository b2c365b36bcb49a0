namespace MediaNest.Notification.Realtime;

/// <summary>Section <c>Realtime</c>. The protocol's own settings are in section <c>SocketIO</c>.</summary>
internal sealed class RealtimeOptions
{
    public const string SectionName = "Realtime";

    /// <summary>Whether events are sent under their other names too.</summary>
    public bool Aliases { get; set; } = true;
}
