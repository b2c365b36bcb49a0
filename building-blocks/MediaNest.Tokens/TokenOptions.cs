using System.ComponentModel.DataAnnotations;

namespace MediaNest.Tokens;

/// <summary>What every MediaNest token says of itself, and how strictly it is held to it. Section <c>Tokens</c>.</summary>
public sealed class TokenOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Tokens";

    /// <summary>The <c>iss</c> claim. Default <c>medianest</c>.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Tokens:Issuer must name the issuer.")]
    public string Issuer { get; set; } = "medianest";

    /// <summary>The <c>aud</c> claim. Default <c>medianest-api</c>.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Tokens:Audience must name the audience.")]
    public string Audience { get; set; } = "medianest-api";

    /// <summary>How far clocks may differ when <c>exp</c>, <c>nbf</c> and <c>iat</c> are judged. 0 to 5 minutes, default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Tokens:ClockSkew must be between 00:00:00 and 00:05:00.")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many verified tokens are remembered so that they need no second signature check. 0 (none) to 1,000,000, default 10,000.</summary>
    [Range(0, 1_000_000, ErrorMessage = "Tokens:CacheSize must be between 0 and 1000000.")]
    public int CacheSize { get; set; } = 10_000;
}
