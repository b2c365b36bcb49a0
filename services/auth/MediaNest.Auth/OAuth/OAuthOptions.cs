using System.ComponentModel.DataAnnotations;

namespace MediaNest.Auth.OAuth;

/// <summary>The standard endpoints. Section <c>OAuth</c>.</summary>
internal sealed class OAuthOptions
{
    public const string SectionName = "OAuth";

    /// <summary>The gateway's address as clients know it, such as <c>https://media.example.org</c>; left out, the address that was asked.</summary>
    [Url(ErrorMessage = "OAuth:PublicOrigin must be an absolute http(s) address such as https://media.example.org.")]
    public string? PublicOrigin { get; set; }

    /// <summary>How long a service's token is good.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "24:00:00", ErrorMessage = "OAuth:ServiceTokenLifetime must be between 00:05:00 and 24:00:00.")]
    public TimeSpan ServiceTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a token is good that the gateway got for an API key or for a token with an old role.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "01:00:00", ErrorMessage = "OAuth:ExchangedTokenLifetime must be between 00:00:30 and 01:00:00.")]
    public TimeSpan ExchangedTokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The services that may ask for a token of their own.</summary>
    [MinLength(1, ErrorMessage = "OAuth:Services must name the services that may ask for tokens.")]
    public string[] Services { get; set; } = ["gateway", "media", "plex", "download", "notification", "operations"];
}
