using System.ComponentModel.DataAnnotations;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.TwoFactor;
using MediaNest.Auth.Users;

namespace MediaNest.Auth.SignIn;

/// <summary>The first administrator.</summary>
internal sealed record CreateAdmin(
    [Required, EmailText] string? Email,
    [Required, StringLength(PasswordPolicy.MaxLength, ErrorMessage = "At most 128 characters.")] string? Password,
    [Required, NameText] string? Name,
    string? ConfirmPassword) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConfirmPassword is not null && !string.Equals(ConfirmPassword, Password, StringComparison.Ordinal))
        {
            yield return new ValidationResult("Is not the same as the password.", [nameof(ConfirmPassword)]);
        }
    }
}

/// <summary>A sign-in with a password.</summary>
internal sealed record Login(
    [Required, EmailText] string? Email,
    [Required, StringLength(PasswordPolicy.MaxLength, ErrorMessage = "At most 128 characters.")] string? Password,
    bool RememberMe = false,
    [CodeText] string? MfaToken = null);

/// <summary>A user as the sign-in endpoints tell of them.</summary>
internal sealed record UserAnswer(Guid Id, string Username, string? Email, UserRole Role);

/// <summary>What a client gets for signing in.</summary>
internal sealed record SignedIn(UserAnswer User, string Token, string? RememberToken, string CsrfToken, DateTimeOffset ExpiresAt);

internal static class SignInMapping
{
    public static UserAnswer AsUserAnswer(this User user) => new(user.Id, user.Name, user.Email, user.Role);

    public static SignedIn AsSignedIn(this IssuedTokens tokens) =>
        new(tokens.User.AsUserAnswer(), tokens.Access.Value, tokens.RefreshToken, tokens.CsrfToken, tokens.Access.ExpiresAt);
}
