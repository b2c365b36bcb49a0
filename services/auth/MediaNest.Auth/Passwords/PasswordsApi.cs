using System.Security.Claims;
using MediaNest.Auth.Requests;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Passwords;

/// <summary>New passwords, for those who know the old one and for those who do not.</summary>
internal static class PasswordsApi
{
    public static void MapPasswords(this IEndpointRouteBuilder routes)
    {
        var reset = routes.MapGroup("/api/v1/auth/password-reset").WithTags("auth").NoStore();
        reset.MapPost("/request", RequestAsync).WithSummary("Sends a link for a new password by e-mail; the answer is the same for every address.");
        reset.MapPost("/verify", VerifyAsync).WithSummary("Tells whether a link is still good.");
        reset.MapPost("/confirm", ConfirmAsync).WithSummary("Sets a new password with a link, once, and signs out everywhere.");

        routes.MapGroup("/api/v1/auth").WithTags("auth").NoStore().RequireLiveSession()
            .MapPost("/change-password", ChangeAsync).WithSummary("Changes one's own password and signs out all other devices.");
    }

    private static async Task<Results<Ok<ApiResponse<ResetRequested>>, ApiError>> RequestAsync(
        RequestReset request, ClientInfo client, PasswordResets resets, IOptions<PasswordResetOptions> options, CancellationToken cancellationToken) =>
        await resets.RequestAsync(request.Email!, client, cancellationToken) is { } error
            ? error
            : TypedResults.Ok(ApiResponse.Of(new ResetRequested(
                "If there is an account with this address, a link is on its way to it.", (int)options.Value.Lifetime.TotalSeconds)));

    private static async Task<Results<Ok<ApiResponse<ResetVerified>>, ApiError>> VerifyAsync(
        VerifyReset request, PasswordResets resets, CancellationToken cancellationToken)
    {
        if (!ResetToken.TryRead(request.Token!, request.TokenId, out var token))
        {
            return AuthErrors.InvalidResetToken;
        }

        var (reset, error) = await resets.VerifyAsync(token.Value, cancellationToken);
        return reset is null ? error ?? AuthErrors.InvalidResetToken : TypedResults.Ok(ApiResponse.Of(new ResetVerified(Valid: true, reset.ExpiresAt)));
    }

    private static async Task<Results<Ok<ApiResponse<PasswordIsChanged>>, ApiError>> ConfirmAsync(
        ConfirmReset request, ClientInfo client, PasswordResets resets, CancellationToken cancellationToken)
    {
        if (!ResetToken.TryRead(request.Token!, request.TokenId, out var token))
        {
            return AuthErrors.InvalidResetToken;
        }

        return await resets.ConfirmAsync(token.Value, request.NewPassword!, client, cancellationToken) is { } error
            ? error
            : TypedResults.Ok(ApiResponse.Of(new PasswordIsChanged("The password was changed; sign in with it.")));
    }

    private static async Task<Results<Ok<ApiResponse<PasswordIsChanged>>, ApiError>> ChangeAsync(
        ChangePassword request, ClaimsPrincipal principal, ClientInfo client, PasswordChanges changes, CancellationToken cancellationToken) =>
        await changes.ChangeAsync(principal.UserId(), principal.FindSessionId(), request, client, cancellationToken) is { } error
            ? error
            : TypedResults.Ok(ApiResponse.Of(new PasswordIsChanged("The password was changed; other devices were signed out.")));
}
