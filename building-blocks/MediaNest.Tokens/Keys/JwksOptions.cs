using System.ComponentModel.DataAnnotations;

namespace MediaNest.Tokens.Keys;

/// <summary>Where the published keys are and how often they are asked for. Section <c>Tokens:Jwks</c>.</summary>
public sealed class JwksOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Tokens:Jwks";

    /// <summary>The key set's address. Default: auth, found by service discovery.</summary>
    [Required(ErrorMessage = "Tokens:Jwks:Address must be the absolute address of a key set.")]
    public Uri Address { get; set; } = new("http://auth/.well-known/jwks.json");

    /// <summary>How old the keys may be before they are fetched anew, beside what a new key id causes. 10 seconds to a day, default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00", ErrorMessage = "Tokens:Jwks:RefreshInterval must be between 00:00:10 and 1.00:00:00.")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two fetches, however many unknown key ids come in. 0.1 s to 5 minutes, default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ErrorMessage = "Tokens:Jwks:MinimumInterval must be between 00:00:00.1 and 00:05:00.")]
    public TimeSpan MinimumInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one fetch may take. 0.1 s to a minute, default 3 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = "Tokens:Jwks:Timeout must be between 00:00:00.1 and 00:01:00.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);
}
