using System.ComponentModel.DataAnnotations;

namespace MediaNest.Notification.Realtime;

/// <summary>Section <c>Realtime</c>. The protocol's own settings are in section <c>SocketIO</c>.</summary>
internal sealed class RealtimeOptions
{
    public const string SectionName = "Realtime";

    /// <summary>Whether events are sent under their other names too.</summary>
    public bool Aliases { get; set; } = true;

    /// <summary>Requests, downloads and services in <c>state:initial</c>, of each the newest; 1–500.</summary>
    [Range(1, 500, ErrorMessage = "Realtime:StateItems must be between 1 and 500.")]
    public int StateItems { get; set; } = 50;

    /// <summary>How long <c>state:initial</c> may wait for changes that are being told, 100 ms–20 s; past it, it comes without them, and <c>state:sync</c> when they are through.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:20", ErrorMessage = "Realtime:StateTimeout must be between 00:00:00.1 and 00:00:20.")]
    public TimeSpan StateTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often Redis is asked whether the sockets' sessions are still alive, 100–500 ms: revoked ones are to be gone within a second, and an answer takes time too.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:00.5", ErrorMessage = "Realtime:SweepInterval must be between 00:00:00.1 and 00:00:00.5.")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long clients have to acknowledge what asks for it, 1 s–1 min; nobody waits for it, it is counted.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00", ErrorMessage = "Realtime:AckTimeout must be between 00:00:01 and 00:01:00.")]
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
