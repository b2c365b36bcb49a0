using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace MediaNest.SocketIO.Engine;

/// <summary>What is kept of the request that opened a session.</summary>
internal sealed class EngineHandshake
{
    private ClaimsPrincipal? _user;

    private EngineHandshake(HttpContext context, DateTimeOffset now)
    {
        Headers = new FewStrings(
            [.. context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))], StringComparison.OrdinalIgnoreCase);
        Query = new FewStrings([.. context.Request.Query.Select(value => KeyValuePair.Create(value.Key, value.Value.ToString()))], StringComparison.Ordinal);
        Address = context.Connection.RemoteIpAddress;
        // the context would make a nobody and keep it
        _user = context.Features.Get<IHttpAuthenticationFeature>()?.User;
        IssuedAt = now;
        IsSecure = context.Request.IsHttps;
    }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public IReadOnlyDictionary<string, string> Query { get; }

    public IPAddress? Address { get; }

    public ClaimsPrincipal User => LazyInitializer.EnsureInitialized(ref _user, static () => new ClaimsPrincipal(new ClaimsIdentity()));

    public DateTimeOffset IssuedAt { get; }

    public bool IsSecure { get; }

    /// <summary>Copies what is kept.</summary>
    public static EngineHandshake Of(HttpContext context, DateTimeOffset now) => new(context, now);
}
