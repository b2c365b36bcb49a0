using System.Buffers;
using System.Diagnostics;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.ServiceDefaults.Correlation;

/// <summary>Takes the request's correlation id or mints one, echoes it, and sets it on the span, the logs and the ambient context.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="correlation">The ambient context.</param>
/// <param name="logger">Carries the scope.</param>
public sealed class CorrelationMiddleware(RequestDelegate next, ICorrelation correlation, ILogger<CorrelationMiddleware> logger)
{
    /// <summary>The header's name.</summary>
    public const string HeaderName = "X-Correlation-ID";

    /// <summary>Longest id taken over from a client; a design decision of <c>architecture.md</c>.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly object ItemKey = new();

    /// <summary>The correlation id of a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The id; null before this middleware ran.</returns>
    public static string? IdOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(ItemKey, out var id) ? (string?)id : null;
    }

    /// <summary>Whether a text may serve as a correlation id.</summary>
    /// <param name="id">The text.</param>
    /// <returns>True for 1–64 characters of <c>[A-Za-z0-9._-]</c>.</returns>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>Runs the middleware.</summary>
    /// <param name="context">The request.</param>
    /// <returns>When the rest of the pipeline is done.</returns>
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var given = context.Request.Headers[HeaderName];
        var id = given.Count == 1 && IsValid(given[0]) ? given[0]! : Guid.CreateVersion7().ToString("N");
        context.Items[ItemKey] = id;
        context.Request.Headers[HeaderName] = id;
        context.Response.Headers[HeaderName] = id;
        Activity.Current?.SetTag("correlation.id", id);

        using var ambient = correlation.Begin(id, actorId: null);
        using var scope = logger.BeginScope(new KeyValuePair<string, object>[] { new("CorrelationId", id) });
        await next(context);
    }
}

/// <summary>After authentication: the signed-in user becomes the actor of what the request causes.</summary>
internal sealed class ActorMiddleware(RequestDelegate next, ICorrelation correlation)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var ambient = correlation.Begin(CorrelationMiddleware.IdOf(context), context.User.FindUserId());
        await next(context);
    }
}
