using System.ComponentModel.DataAnnotations;

namespace MediaNest.Auth.Sessions;

/// <summary>How long sessions and their tokens last. Section <c>Sessions</c>.</summary>
internal sealed class SessionLifetimeOptions
{
    public const string SectionName = "Sessions";

    /// <summary>An access token's life, and that of a session which is not to be remembered.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00", ErrorMessage = "Sessions:AccessTokenLifetime must be between 00:01:00 and 7.00:00:00.")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a session may go unused before its access token is refused; a refresh token wakes it up again. The same as the gateway's.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00", ErrorMessage = "Sessions:IdleTimeout must be between 00:01:00 and 90.00:00:00.")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromDays(7);

    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ErrorMessage = "Sessions:PlexRefreshLifetime must be between 00:01:00 and 365.00:00:00.")]
    public TimeSpan PlexRefreshLifetime { get; set; } = TimeSpan.FromDays(90);

    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ErrorMessage = "Sessions:PasswordRefreshLifetime must be between 00:01:00 and 365.00:00:00.")]
    public TimeSpan PasswordRefreshLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long after its first use a refresh token is good for one more, for tabs that refresh at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "Sessions:RefreshGrace must be between 00:00:00 and 00:01:00.")]
    public TimeSpan RefreshGrace { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan RefreshLifetime(string provider) => provider == Users.User.PlexProvider ? PlexRefreshLifetime : PasswordRefreshLifetime;
}
