using MediaNest.Auth.Requests;
using MediaNest.Auth.TwoFactor;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaNest.Auth.SignIn;

/// <summary>Signing in with a password.</summary>
internal static class SignInApi
{
    public static RouteGroupBuilder MapSignIn(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth").WithTags("auth").NoStore();
        group.MapPost("/admin", CreateAdminAsync).WithSummary("Makes the first administrator; only while there is none.");
        group.MapPost("/login", LoginAsync).WithSummary("Signs in with e-mail address and password, or asks for the second factor.");
        return group;
    }

    private static async Task<Results<Ok<ApiResponse<SignedIn>>, ApiError>> CreateAdminAsync(
        CreateAdmin request, ClientInfo client, PasswordSignIn signIn, TokenCookies cookies, HttpContext context, CancellationToken cancellationToken)
    {
        var (tokens, error) = await signIn.CreateAdminAsync(request, client, cancellationToken);
        if (tokens is null)
        {
            return error ?? AuthErrors.Suspended;
        }

        cookies.Set(context, tokens);
        return TypedResults.Ok(ApiResponse.Of(tokens.AsSignedIn()));
    }

    private static async Task<Results<Ok<ApiResponse<SignedIn>>, Ok<ApiResponse<SecondFactorRequest>>, ApiError>> LoginAsync(
        Login request, ClientInfo client, PasswordSignIn signIn, TokenCookies cookies, HttpContext context, CancellationToken cancellationToken) =>
        (await signIn.SignInAsync(request, client, cancellationToken)).AsAnswer(cookies, context);
}
