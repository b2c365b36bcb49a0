using System.Security.Claims;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.SignIn;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.TwoFactor;

/// <summary>Two-factor sign-in with an authenticator (TOTP) and backup codes.</summary>
internal static class TwoFactorApi
{
    private const string Issuer = "MediaNest";

    public static RouteGroupBuilder MapTwoFactor(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/auth/2fa").WithTags("auth").NoStore()
            .MapPost("/verify", VerifyAsync).WithSummary("Completes a sign-in with a code of the authenticator or a backup code.");

        var group = routes.MapGroup("/api/v1/auth/2fa").WithTags("auth").NoStore().RequireLiveSession();
        group.MapGet("", GetAsync).WithSummary("Tells whether two-factor sign-in is on, and how many backup codes are left.");
        group.MapPost("/setup", SetUpAsync).WithSummary("Makes a new secret for an authenticator; it counts once it is enabled.");
        group.MapPost("/enable", EnableAsync).WithSummary("Turns two-factor sign-in on, ends all other sessions and shows the backup codes, once.");
        group.MapPost("/disable", DisableAsync).WithSummary("Turns two-factor sign-in off, by password or code, and ends all other sessions.");
        group.MapPost("/backup-codes", RenewBackupCodesAsync).WithSummary("Replaces the backup codes and shows them, once; needs a code.");
        return group;
    }

    private static async Task<Results<Ok<ApiResponse<SignedIn>>, Ok<ApiResponse<SecondFactorRequest>>, ApiError>> VerifyAsync(
        VerifyChallenge request, ClientInfo client, SecondFactor secondFactor, TokenCookies cookies, HttpContext context, CancellationToken cancellationToken) =>
        (await secondFactor.VerifyAsync(request.ChallengeId!, request.Code!, client, cancellationToken)).AsAnswer(cookies, context);

    private static async Task<Ok<ApiResponse<TwoFactorState>>> GetAsync(ClaimsPrincipal principal, AuthDbContext db, CancellationToken cancellationToken)
    {
        var id = principal.UserId();
        var state = await db.Users.Where(user => user.Id == id)
            .Select(user => new TwoFactorState(user.TwoFactorEnabled, db.BackupCodes.Count(code => code.UserId == id && code.UsedAt == null)))
            .SingleAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(state));
    }

    private static async Task<Results<Ok<ApiResponse<TwoFactorSetup>>, ApiError>> SetUpAsync(
        ClaimsPrincipal principal, TwoFactorService twoFactor, CancellationToken cancellationToken)
    {
        var (secret, user, error) = await twoFactor.SetUpAsync(principal.UserId(), cancellationToken);
        if (secret is null || user is null)
        {
            return error ?? AuthErrors.TwoFactorIsOn;
        }

        var label = Uri.EscapeDataString($"{Issuer}:{user.Email ?? user.Name}");
        var address = $"otpauth://totp/{label}?secret={secret}&issuer={Issuer}&algorithm=SHA1&digits={TotpProvider.Digits}&period={TotpProvider.PeriodSeconds}";
        return TypedResults.Ok(ApiResponse.Of(new TwoFactorSetup(secret, address, "SHA1", TotpProvider.Digits, TotpProvider.PeriodSeconds)));
    }

    private static async Task<Results<Ok<ApiResponse<BackupCodes>>, ApiError>> EnableAsync(
        EnterCode request, ClaimsPrincipal principal, ClientInfo client, TwoFactorService twoFactor, CancellationToken cancellationToken)
    {
        var (codes, error) = await twoFactor.EnableAsync(principal.UserId(), principal.FindSessionId(), request.Code!, client, cancellationToken);
        return codes is null ? error ?? AuthErrors.InvalidCode : TypedResults.Ok(ApiResponse.Of(new BackupCodes(codes)));
    }

    private static async Task<Results<Ok<ApiResponse<TwoFactorState>>, ApiError>> DisableAsync(
        DisableTwoFactor request, ClaimsPrincipal principal, ClientInfo client, TwoFactorService twoFactor, CancellationToken cancellationToken) =>
        await twoFactor.DisableAsync(principal.UserId(), principal.FindSessionId(), request, client, cancellationToken) is { } error
            ? error
            : TypedResults.Ok(ApiResponse.Of(new TwoFactorState(Enabled: false, BackupCodesLeft: 0)));

    private static async Task<Results<Ok<ApiResponse<BackupCodes>>, ApiError>> RenewBackupCodesAsync(
        EnterCode request, ClaimsPrincipal principal, ClientInfo client, TwoFactorService twoFactor, CancellationToken cancellationToken)
    {
        var (codes, error) = await twoFactor.RenewBackupCodesAsync(principal.UserId(), request.Code!, client, cancellationToken);
        return codes is null ? error ?? AuthErrors.InvalidCode : TypedResults.Ok(ApiResponse.Of(new BackupCodes(codes)));
    }
}
