using System.ComponentModel.DataAnnotations;
using MediaNest.Tokens;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Keys;

/// <summary>When signing keys rotate. Section <c>SigningKeys</c>.</summary>
internal sealed class SigningKeyOptions
{
    public const string SectionName = "SigningKeys";

    [EnumDataType(typeof(TokenAlgorithm), ErrorMessage = "SigningKeys:Algorithm must be ES256 or RS256.")]
    public TokenAlgorithm Algorithm { get; set; } = TokenAlgorithm.ES256;

    /// <summary>How long a key signs.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00", ErrorMessage = "SigningKeys:RotateEvery must be between 01:00:00 and 365.00:00:00.")]
    public TimeSpan RotateEvery { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long before its first signature the next key is published, so that every verifier has it by then.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00", ErrorMessage = "SigningKeys:PublishAhead must be between 00:01:00 and 7.00:00:00.")]
    public TimeSpan PublishAhead { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often a replica looks at the table for keys that another has made.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "SigningKeys:RefreshInterval must be between 00:00:01 and 01:00:00.")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(1);
}

internal sealed class SigningKeyOptionsValidator : IValidateOptions<SigningKeyOptions>
{
    public ValidateOptionsResult Validate(string? name, SigningKeyOptions options) =>
        options.RefreshInterval * 2 <= options.PublishAhead && options.PublishAhead < options.RotateEvery
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("SigningKeys:PublishAhead must be at least twice SigningKeys:RefreshInterval and shorter than SigningKeys:RotateEvery.");
}
