using System.Text.Json;
using MediaNest.SocketIO;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Notification.Realtime.Sessions;

/// <summary>
/// Where a socket's token is: <c>auth.token</c>, else the header <c>Authorization</c>, else the cookie <c>token</c>, else <c>?token=</c>.
/// What is given in one place is not made up for by another.
/// </summary>
internal static class SocketTokens
{
    private const string Name = "token";
    private const string Scheme = "Bearer ";

    /// <summary>Finds it.</summary>
    /// <returns>The token; "" for one that can be none; null if there is none.</returns>
    public static string? Find(SocketHandshake handshake) => InAuth(handshake.Auth) ?? InHeader(handshake) ?? InCookie(handshake) ?? InQuery(handshake);

    private static string? InAuth(JsonElement auth)
    {
        try
        {
            // a page that has no token yet says null
            return auth.ValueKind != JsonValueKind.Object || !auth.TryGetProperty(Name, out var token) || token.ValueKind == JsonValueKind.Null ? null
                : token.ValueKind == JsonValueKind.String ? token.GetString()
                : "";
        }
        catch (InvalidOperationException)
        {
            // half a surrogate pair is valid JSON and no text
            return "";
        }
    }

    private static string? InHeader(SocketHandshake handshake) =>
        !handshake.Headers.TryGetValue(HeaderNames.Authorization, out var header) ? null
        : header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim()
        : "";

    private static string? InCookie(SocketHandshake handshake) =>
        handshake.Headers.TryGetValue(HeaderNames.Cookie, out var header)
        && CookieHeaderValue.TryParseList([header], out var cookies)
        && cookies.FirstOrDefault(cookie => cookie.Name.Equals(Name, StringComparison.Ordinal)) is { } found
            ? found.Value.ToString()
            : null;

    private static string? InQuery(SocketHandshake handshake) => handshake.Query.TryGetValue(Name, out var token) ? token : null;
}
