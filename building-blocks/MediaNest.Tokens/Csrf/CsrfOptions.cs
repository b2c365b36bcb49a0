using System.ComponentModel.DataAnnotations;

namespace MediaNest.Tokens.Csrf;

/// <summary>The key that auth and gateway share for CSRF tokens. Section <c>Csrf</c>.</summary>
public sealed class CsrfOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Csrf";

    /// <summary>A secret of at least 32 characters, the same for auth and gateway.</summary>
    [Required(ErrorMessage = "Csrf:Key must be a secret of at least 32 characters, the same for auth and gateway.")]
    [MinLength(32, ErrorMessage = "Csrf:Key must be a secret of at least 32 characters, the same for auth and gateway.")]
    public string Key { get; set; } = "";

    /// <summary>How long a token is good. 1 minute to 24 hours, default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "Csrf:Lifetime must be between 00:01:00 and 1.00:00:00.")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);
}
