using System.ComponentModel.DataAnnotations;
using MediaNest.Auth.Requests;
using MediaNest.ServiceDefaults.Paging;

namespace MediaNest.Auth.ApiKeys;

/// <summary>A wish for a key.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Scopes"><c>read</c>, <c>write</c>, <c>admin</c>; none includes another.</param>
/// <param name="ExpiresAt">When it ends by itself; never, if left out.</param>
internal sealed record CreateApiKey(
    [Required, NameText] string? Name,
    [Required, MinLength(1, ErrorMessage = "At least one of read, write, admin.")] IReadOnlyList<ApiScope>? Scopes,
    DateTimeOffset? ExpiresAt = null);

/// <summary>A key as its owner sees it later.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Hint">What it begins with.</param>
/// <param name="Scopes">What it is good for.</param>
/// <param name="CreatedAt">Since when it exists.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="LastUsedAt">When it was used last, give or take the life of an access token (5 min).</param>
internal sealed record ApiKeyAnswer(
    Guid Id, string Name, string Hint, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>A new key, with the key itself; it is never shown again.</summary>
internal sealed record CreatedApiKey(Guid Id, string Key, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>One's keys, the latest first.</summary>
internal sealed record ApiKeyList(IReadOnlyList<ApiKeyAnswer> Items, Pagination Pagination);

internal static class ApiKeyMapping
{
    public static ApiKeyAnswer AsAnswer(this ApiKey key) =>
        new(key.Id, key.Name, key.Hint, key.Scopes.Split(' '), key.CreatedAt, key.ExpiresAt, key.LastUsedAt);

    public static CreatedApiKey AsCreated(this ApiKey key, string secret) =>
        new(key.Id, secret, key.Name, key.Scopes.Split(' '), key.CreatedAt, key.ExpiresAt);
}
