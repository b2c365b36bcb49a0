using System.Net;
using System.Security.Claims;
using System.Text.Json;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO;

/// <summary>How a socket came: the first request of its connection, and what the client sent for this namespace.</summary>
public sealed class SocketHandshake
{
    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}"u8);
    private readonly EngineHandshake _handshake;

    internal SocketHandshake(EngineHandshake handshake, JsonElement? auth)
    {
        _handshake = handshake;
        Auth = auth ?? EmptyObject;
    }

    /// <summary>The client's <c>auth</c> object; empty if it sent none.</summary>
    public JsonElement Auth { get; }

    /// <summary>The request's headers, names without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Headers => _handshake.Headers;

    /// <summary>The request's query.</summary>
    public IReadOnlyDictionary<string, string> Query => _handshake.Query;

    /// <summary>The client's address, as forwarded-headers middleware left it.</summary>
    public IPAddress? Address => _handshake.Address;

    /// <summary>The request's user, as authentication middleware left it.</summary>
    public ClaimsPrincipal User => _handshake.User;

    /// <summary>When the request came, UTC.</summary>
    public DateTimeOffset IssuedAt => _handshake.IssuedAt;

    /// <summary>Whether the request came over HTTPS.</summary>
    public bool Secure => _handshake.IsSecure;
}
