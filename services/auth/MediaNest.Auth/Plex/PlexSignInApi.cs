using MediaNest.Auth.Requests;
using MediaNest.Auth.SignIn;
using MediaNest.Auth.TwoFactor;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Plex;

/// <summary>Signing in with a Plex account: ask for a PIN, have it entered at plex.tv, verify it.</summary>
internal static class PlexSignInApi
{
    public static RouteGroupBuilder MapPlexSignIn(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth/plex").WithTags("auth").NoStore();
        group.MapPost("/pin", CreatePinAsync).WithSummary("Asks plex.tv for a PIN.");
        group.MapPost("/verify", VerifyAsync).WithSummary("Signs in if the PIN has been entered at plex.tv, or asks for the second factor.");
        return group;
    }

    private static async Task<Ok<ApiResponse<PinAnswer>>> CreatePinAsync(
        CreatePin? request, PlexSignIn signIn, IOptions<PlexTvOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (pin, clientIdentifier) = await signIn.CreatePinAsync(request?.ClientName, cancellationToken);
        var code = Uri.EscapeDataString(pin.Code);
        var product = Uri.EscapeDataString(options.Value.Product);
        return TypedResults.Ok(ApiResponse.Of(new PinAnswer(
            pin.Id.ToString(),
            pin.Code,
            $"{options.Value.LinkUrl}?pin={code}",
            $"{options.Value.AuthUrl}#?clientID={clientIdentifier}&code={code}&context%5Bdevice%5D%5Bproduct%5D={product}",
            (int)(pin.ExpiresAt - clock.GetUtcNow()).TotalSeconds)));
    }

    private static async Task<Results<Ok<ApiResponse<SignedIn>>, Ok<ApiResponse<SecondFactorRequest>>, ApiError>> VerifyAsync(
        VerifyPin request, ClientInfo client, PlexSignIn signIn, TokenCookies cookies, HttpContext context, CancellationToken cancellationToken) =>
        (await signIn.VerifyAsync(request, client, cancellationToken)).AsAnswer(cookies, context);
}
