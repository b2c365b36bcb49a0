using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using MediaNest.Auth.Requests;
using MediaNest.Auth.SignIn;

namespace MediaNest.Auth.Passwords;

/// <summary>A new password for somebody who knows the present one.</summary>
/// <remarks>How long a new one may be is the policy's to say, with everything else that is wrong with it.</remarks>
internal sealed record ChangePassword(
    [Required, StringLength(PasswordPolicy.MaxLength, ErrorMessage = "At most 128 characters.")] string? CurrentPassword,
    [Required] string? NewPassword);

/// <summary>Whose password is forgotten.</summary>
internal sealed record RequestReset([Required, EmailText] string? Email);

/// <summary>A token as it came by mail: <c>tokenId.token</c>, or the two apart.</summary>
internal sealed record VerifyReset([Required, StringLength(200)] string? Token, [StringLength(100)] string? TokenId = null);

/// <summary>A token and the new password.</summary>
internal sealed record ConfirmReset([Required, StringLength(200)] string? Token, [Required] string? NewPassword, [StringLength(100)] string? TokenId = null);

/// <summary>What everybody is told who asks for a new password.</summary>
internal sealed record ResetRequested(string Message, int ExpiresIn);

/// <summary>A token that would be taken.</summary>
internal sealed record ResetVerified(bool Valid, DateTimeOffset ExpiresAt);

/// <summary>The password is another one now.</summary>
internal sealed record PasswordIsChanged(string Message);

/// <summary>A token, taken apart.</summary>
/// <param name="Id">Which one it should be; null where the sender did not say.</param>
/// <param name="Secret">What opens it.</param>
internal readonly record struct ResetToken(Guid? Id, string Secret)
{
    public static bool TryRead(string token, string? tokenId, [NotNullWhen(true)] out ResetToken? read)
    {
        read = null;
        var parts = token.Split('.');
        if (parts.Length > 2 || (parts.Length == 2 && tokenId is not null && tokenId != parts[0]))
        {
            return false;
        }

        var secret = parts[^1];
        var named = tokenId ?? (parts.Length == 2 ? parts[0] : null);
        if (named is null)
        {
            read = new ResetToken(Id: null, secret);
            return true;
        }

        if (!Guid.TryParse(named, out var id))
        {
            return false;
        }

        read = new ResetToken(id, secret);
        return true;
    }
}
