using System.ComponentModel.DataAnnotations;
using MediaNest.Auth.SignIn;

namespace MediaNest.Auth.TwoFactor;

/// <summary>What to put into an authenticator, as text or as a QR code of the address.</summary>
/// <param name="Secret">Base32.</param>
/// <param name="OtpauthUri">The same as an <c>otpauth://</c> address.</param>
/// <param name="Algorithm">Always <c>SHA1</c>.</param>
/// <param name="Digits">Always 6.</param>
/// <param name="Period">Seconds; always 30.</param>
internal sealed record TwoFactorSetup(string Secret, string OtpauthUri, string Algorithm, int Digits, int Period);

/// <summary>Whether sign-ins ask for a second factor.</summary>
internal sealed record TwoFactorState(bool Enabled, int BackupCodesLeft);

/// <summary>A code of the authenticator.</summary>
internal sealed record EnterCode([Required, CodeText] string? Code);

/// <summary>The password, or a code of the authenticator, or a backup code.</summary>
internal sealed record DisableTwoFactor(
    [StringLength(PasswordPolicy.MaxLength, ErrorMessage = "At most 128 characters.")] string? Password = null,
    [CodeText] string? Code = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Password) && string.IsNullOrEmpty(Code))
        {
            yield return new ValidationResult("Give the password or a code.", [nameof(Code)]);
        }
    }
}

/// <summary>The second half of a sign-in.</summary>
internal sealed record VerifyChallenge(
    [Required, StringLength(128)] string? ChallengeId,
    [Required, CodeText] string? Code);

/// <summary>The backup codes; never shown again.</summary>
internal sealed record BackupCodes([property: System.Text.Json.Serialization.JsonPropertyName("backupCodes")] IReadOnlyList<string> Codes);

/// <summary>The first factor was right; the second is wanted.</summary>
/// <param name="MfaRequired">Always true.</param>
/// <param name="ChallengeId">To be sent to <c>/auth/2fa/verify</c> with a code.</param>
/// <param name="Methods">What a code may be.</param>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record SecondFactorRequest(bool MfaRequired, string ChallengeId, IReadOnlyList<string> Methods, int ExpiresIn)
{
    public static readonly IReadOnlyList<string> AllMethods = ["totp", "backup-code"];
}

/// <summary>A code of an authenticator or a backup code; people may type blanks and hyphens.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class CodeTextAttribute() : ValidationAttribute("The 6 digits of your authenticator, or a backup code.")
{
    private const int MaxLength = 32;

    public override bool IsValid(object? value) => value is null or string { Length: > 0 and <= MaxLength };
}
