using System.Security.Claims;
using System.Text.Json;
using MediaNest.Auth.Data;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Users;

/// <summary>One's own preferences.</summary>
internal static class PreferencesApi
{
    public static void MapPreferences(this RouteGroupBuilder me)
    {
        me.MapGet("/preferences", GetAsync).WithSummary("Tells one's preferences.");
        me.MapPut("/preferences", SetAsync).WithSummary("Sets one's preferences; what is left out goes back to its default.");
        me.MapPatch("/preferences", ChangeAsync)
            .Accepts<Preferences>("application/json", "application/merge-patch+json")
            .WithSummary("Changes some of one's preferences (a JSON merge patch, RFC 7396): what is left out stays, null is the default again.");
    }

    private static async Task<Results<Ok<ApiResponse<Preferences>>, ApiError>> GetAsync(
        ClaimsPrincipal principal, AuthDbContext db, CancellationToken cancellationToken)
    {
        var id = principal.UserId();
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken) is { } user
            ? TypedResults.Ok(ApiResponse.Of(user.Preferences))
            : AuthErrors.UserNotFound;
    }

    private static async Task<Results<Ok<ApiResponse<Preferences>>, ApiError>> SetAsync(
        Preferences request, ClaimsPrincipal principal, AuthDbContext db, IEventPublisher events, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(principal, db, cancellationToken) is not { } user)
        {
            return AuthErrors.UserNotFound;
        }

        await KeepAsync(user, request, db, events, clock, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(request));
    }

    private static async Task<Results<Ok<ApiResponse<Preferences>>, ApiError>> ChangeAsync(
        JsonElement patch,
        ClaimsPrincipal principal,
        AuthDbContext db,
        IEventPublisher events,
        TimeProvider clock,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            return ApiError.Validation("body", "The body is not the JSON object that is expected here.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(principal, db, cancellationToken) is not { } user)
        {
            return AuthErrors.UserNotFound;
        }

        var changed = Merged(user.Preferences, patch);
        if (await services.FindErrorAsync(changed, cancellationToken) is { } error)
        {
            return error;
        }

        await KeepAsync(user, changed, db, events, clock, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(changed));
    }

    /// <summary>The user, whose preferences nobody else changes until the transaction's end.</summary>
    private static async Task<User?> LockAsync(ClaimsPrincipal principal, AuthDbContext db, CancellationToken cancellationToken)
    {
        var id = principal.UserId();
        return (await db.Users.FromSql($"SELECT * FROM users WHERE id = {id} FOR NO KEY UPDATE").ToListAsync(cancellationToken)).SingleOrDefault();
    }

    /// <summary>The time is taken while nobody else can change them: the newest event tells of what is kept.</summary>
    private static async Task KeepAsync(
        User user, Preferences preferences, AuthDbContext db, IEventPublisher events, TimeProvider clock, CancellationToken cancellationToken)
    {
        user.Preferences = preferences;
        await events.Publish(
            new UserPreferencesChanged(user.Id, JsonSerializer.Serialize(preferences, JsonDefaults.Options), clock.GetUtcNow(), user.Id), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static Preferences Merged(Preferences preferences, JsonElement patch)
    {
        try
        {
            return MergePatch.Apply(preferences, patch);
        }
        catch (JsonException exception)
        {
            // as where a body cannot be read
            throw new BadHttpRequestException("The preferences cannot be read.", StatusCodes.Status400BadRequest, exception);
        }
    }
}
