using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Keys;

/// <summary>How far a key is in its life.</summary>
internal enum SigningKeyState
{
    /// <summary>Published, so that verifiers have it, and not yet used.</summary>
    Next,

    /// <summary>Signs.</summary>
    Current,

    /// <summary>Signs no more; verifies what it has signed until that has ended.</summary>
    Retired,
}

/// <summary>A signing key, without anything secret.</summary>
internal sealed record SigningKeyItem(
    string KeyId, TokenAlgorithm Algorithm, SigningKeyState State, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil, DateTimeOffset VerifiesUntil);

/// <summary>The signing keys, the youngest first.</summary>
internal sealed record SigningKeyList(IReadOnlyList<SigningKeyItem> Keys);

/// <summary>The keys that sign tokens, for administrators.</summary>
internal static class SigningKeysApi
{
    public static RouteGroupBuilder MapSigningKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/admin/signing-keys").WithTags("admin").NoStore().RequireLiveSession();
        group.RequireAuthorization(Policies.Admin);
        group.MapGet("", ListAsync).WithSummary("Lists the keys that sign or verify access tokens.");
        group.MapPost("/rotate", RotateAsync).WithSummary("Publishes the next key now; it signs as soon as every verifier has it, and nobody is signed out.");
        group.MapDelete("/{keyId}", RevokeAsync).WithSummary("Drops a compromised key: access tokens it signed are refused at once, refresh tokens go on.");
        return group;
    }

    private static async Task<Ok<ApiResponse<SigningKeyList>>> ListAsync(AuthDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var keys = await db.SigningKeys.AsNoTracking().Where(key => key.VerifiesUntil > now).OrderByDescending(key => key.SignsFrom).ToListAsync(cancellationToken);
        // of several that may sign, the youngest does
        var current = keys.Find(key => key.SignsAt(now));
        return TypedResults.Ok(ApiResponse.Of(new SigningKeyList(
        [
            .. keys.Select(key => new SigningKeyItem(
                key.KeyId,
                key.Algorithm,
                key == current ? SigningKeyState.Current : key.SignsFrom > now ? SigningKeyState.Next : SigningKeyState.Retired,
                key.CreatedAt,
                key.SignsFrom,
                key.SignsUntil,
                key.VerifiesUntil)),
        ])));
    }

    private static async Task<Ok<ApiResponse<SigningKeyList>>> RotateAsync(
        ClientInfo client, KeyRotation rotation, AuthDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        await rotation.RotateNowAsync(client, cancellationToken);
        return await ListAsync(db, clock, cancellationToken);
    }

    private static async Task<Results<Ok<ApiResponse<SigningKeyList>>, ApiError>> RevokeAsync(
        string keyId, ClientInfo client, KeyRotation rotation, AuthDbContext db, TimeProvider clock, CancellationToken cancellationToken) =>
        await rotation.RevokeAsync(keyId, client, cancellationToken)
            ? await ListAsync(db, clock, cancellationToken)
            : ApiError.NotFound("There is no such signing key.");
}
