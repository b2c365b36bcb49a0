using Microsoft.AspNetCore.Http;

namespace MediaNest.ServiceDefaults.Identity;

/// <summary>What a token with a <c>scope</c> claim is good for. The token of a person who signed in has none and is not limited.</summary>
public static class Scopes
{
    /// <summary>To look at things: GET and HEAD.</summary>
    public const string Read = "read";

    /// <summary>To change things: all other methods.</summary>
    public const string Write = "write";

    /// <summary>Whatever is under <c>/api/v1/admin</c>.</summary>
    public const string Admin = "admin";

    private static readonly PathString AdminPath = "/api/v1/admin";

    /// <summary>The one scope that a request needs.</summary>
    /// <param name="request">The request.</param>
    public static string NeededFor(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Path.StartsWithSegments(AdminPath, StringComparison.OrdinalIgnoreCase) ? Admin
            : HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? Read
            : Write;
    }

    /// <summary>Whether a <c>scope</c> claim covers a request.</summary>
    /// <param name="scope">The claim; null for a token without one, which covers everything.</param>
    /// <param name="request">The request.</param>
    public static bool Cover(string? scope, HttpRequest request) => scope is null || Contain(scope, NeededFor(request));

    /// <summary>Whether a <c>scope</c> claim names a scope.</summary>
    /// <param name="scope">The claim.</param>
    /// <param name="needed">The scope.</param>
    public static bool Contain(string scope, string needed)
    {
        foreach (var range in scope.AsSpan().Split(' '))
        {
            if (scope.AsSpan(range).SequenceEqual(needed))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The refusal of a request that a token's scope does not cover.</summary>
    /// <param name="request">The request.</param>
    public static ApiError Refusal(HttpRequest request) => ApiError.Forbidden($"This API key lacks the scope '{NeededFor(request)}'.");
}
