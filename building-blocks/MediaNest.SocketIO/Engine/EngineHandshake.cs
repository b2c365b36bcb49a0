using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace MediaNest.SocketIO.Engine;

/// <summary>What is kept of the request that opened a session.</summary>
internal sealed record EngineHandshake(
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Query,
    IPAddress? Address,
    ClaimsPrincipal User,
    DateTimeOffset IssuedAt,
    bool IsSecure)
{
    /// <summary>Copies what is kept.</summary>
    public static EngineHandshake Of(HttpContext context, DateTimeOffset now) => new(
        context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        context.Request.Query.ToDictionary(value => value.Key, value => value.Value.ToString(), StringComparer.Ordinal),
        context.Connection.RemoteIpAddress,
        context.User,
        now,
        context.Request.IsHttps);
}
