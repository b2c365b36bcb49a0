using System.Buffers;
using System.Net;
using MediaNest.Gateway.Guarding;
using Microsoft.AspNetCore.Http.Features;

namespace MediaNest.Gateway.Sockets;

/// <summary>
/// Takes <c>?token=</c> out of the addresses of Socket.IO requests and, where neither header nor cookie brings a token, puts it into
/// <c>Authorization</c>. A middleware would be too late: the host logs and traces the address before the first of them runs. Here, neither this
/// gateway nor the service behind it ever sees a token in an address, whatever they are told to log.
/// </summary>
internal sealed class QueryTokenContextFactory(IServiceProvider services) : IHttpContextFactory
{
    private const string TransportPath = "/socket.io";
    private const string Parameter = "token";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    private readonly DefaultHttpContextFactory _factory = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        var token = Take(featureCollection.GetRequiredFeature<IHttpRequestFeature>());
        var context = _factory.Create(featureCollection);
        var request = context.Request;
        if (token is not null && request.Headers.Authorization.Count == 0 && !request.Cookies.ContainsKey(TokenFinder.CookieName))
        {
            request.Headers.Authorization = token.Length > 0 ? "Bearer " + token : "Bearer";
        }

        return context;
    }

    public void Dispose(HttpContext httpContext) => _factory.Dispose(httpContext);

    /// <summary>Removes every parameter of that name, however it is written.</summary>
    /// <returns>The first that is not empty, "" for one that can be no token (it is to be refused, not overlooked); null if there is none.</returns>
    private static string? Take(IHttpRequestFeature request)
    {
        if (request.QueryString.Length < 2 || !request.Path.StartsWith(TransportPath, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string? token = null;
        var kept = new List<string>();
        foreach (var part in request.QueryString[1..].Split('&'))
        {
            var (name, value) = part.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? (part[..at], part[(at + 1)..]) : (part, "");
            if (!Parameter.Equals(WebUtility.UrlDecode(name), StringComparison.OrdinalIgnoreCase))
            {
                kept.Add(part);
                continue;
            }

            if (value.Length > 0)
            {
                var decoded = Uri.UnescapeDataString(value);
                token ??= decoded.AsSpan().ContainsAnyExcept(TokenCharacters) ? "" : decoded;
            }
        }

        request.QueryString = kept.Count == 0 ? "" : "?" + string.Join('&', kept);
        if (request.RawTarget.IndexOf('?', StringComparison.Ordinal) is var query and >= 0)
        {
            request.RawTarget = request.RawTarget[..query] + request.QueryString;
        }

        return token;
    }
}
