using System.Security.Claims;
using MediaNest.Auth.Requests;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.ApiKeys;

/// <summary>One's own API keys.</summary>
internal static class ApiKeysApi
{
    public static RouteGroupBuilder MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth/api-keys").WithTags("auth").NoStore().RequireLiveSession();
        group.MapGet("", ListAsync).WithSummary("Lists one's API keys.");
        group.MapPost("", CreateAsync).WithSummary("Makes an API key and shows it, once. It is sent as X-API-Key.");
        group.MapDelete("/{id:guid}", RevokeAsync).WithSummary("Revokes an API key at once.");
        return group;
    }

    private static async Task<Ok<ApiResponse<ApiKeyList>>> ListAsync(
        [AsParameters] PageQuery page, ClaimsPrincipal principal, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var alive = keys.Alive(principal.UserId());
        var total = await alive.CountAsync(cancellationToken);
        var items = await alive.Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(new ApiKeyList([.. items.Select(key => key.AsAnswer())], page.Of(total))));
    }

    private static async Task<Results<Created<ApiResponse<CreatedApiKey>>, ApiError>> CreateAsync(
        CreateApiKey request, ClaimsPrincipal principal, ClientInfo client, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var (key, secret, error) = await keys.CreateAsync(principal.UserId(), request, client, cancellationToken);
        return key is null || secret is null
            ? error ?? ApiError.Forbidden()
            : TypedResults.Created($"/api/v1/auth/api-keys/{key.Id}", ApiResponse.Of(key.AsCreated(secret)));
    }

    private static async Task<Results<NoContent, ApiError>> RevokeAsync(
        Guid id, ClaimsPrincipal principal, ClientInfo client, ApiKeyService keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(principal.UserId(), id, client, cancellationToken)
            ? TypedResults.NoContent()
            : ApiError.NotFound("There is no such key, or it has ended.");
}
