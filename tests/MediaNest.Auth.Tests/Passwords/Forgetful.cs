using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Passwords;

/// <summary>Somebody who forgot their password.</summary>
internal static class Forgetful
{
    public const string NewPassword = "Another-Mule-8-Stable";

    public static Task<Answer> RequestResetAsync(this AuthApp app, string email = Household.AdminEmail) =>
        app.Anonymous.PostAsync("/api/v1/auth/password-reset/request", new { email });

    public static async Task<string> ResetTokenAsync(this AuthApp app, string email = Household.AdminEmail, int count = 1)
    {
        (await app.RequestResetAsync(email)).Status.ShouldBe(200);
        return await app.Mail.ResetTokenAsync(email, count);
    }

    public static Task<Answer> VerifyResetAsync(this AuthApp app, string token, string? tokenId = null) =>
        app.Anonymous.PostAsync("/api/v1/auth/password-reset/verify", new { token, tokenId });

    public static Task<Answer> ConfirmResetAsync(this AuthApp app, string token, string newPassword = NewPassword, string? tokenId = null) =>
        app.Anonymous.PostAsync("/api/v1/auth/password-reset/confirm", new { token, tokenId, newPassword });
}
