using System.Text;
using MediaNest.Tokens;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.Testing.Identity;

/// <summary>
/// Stands in for auth: a loopback server that publishes its keys and hands out service tokens, and mints tokens of every sort.
/// Set <see cref="Address"/> as <c>services:auth:http:0</c>.
/// </summary>
public sealed class TestIssuer : IAsyncDisposable
{
    public static readonly Guid AliceId = Guid.Parse("0199aa00-0000-7000-8000-00000000a11c");
    public static readonly Guid AdminId = Guid.Parse("0199aa00-0000-7000-8000-00000000ad31");

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly WebApplication _server;
    private readonly TimeProvider _time;
    private readonly KeyRing _published;
    private int _keyRequests;

    private TestIssuer(WebApplication server, TimeProvider time)
    {
        _server = server;
        _time = time;
        Signer = new TokenSigner(Options, time);
        _published = new KeyRing(Key.VerificationKey);
        server.MapGet("/.well-known/jwks.json", () =>
        {
            Interlocked.Increment(ref _keyRequests);
            return IsDown
                ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
                : Results.Bytes(JsonWebKeySet.Of(_published.Keys).ToUtf8Json(), "application/json");
        });
        server.MapGet("/.well-known/openid-configuration", () => new
        {
            issuer = Options.Issuer,
            jwks_uri = $"{Address}/.well-known/jwks.json",
            token_endpoint = $"{Address}/connect/token",
        });
        server.MapPost("/connect/token", IssueServiceTokenAsync);
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address => _server.Urls.Single();

    /// <summary>Issuer and audience as the services expect them.</summary>
    public TokenOptions Options { get; } = new();

    /// <summary>The key that signs now.</summary>
    public SigningKey Key { get; private set; } = SigningKey.Create();

    public TokenSigner Signer { get; }

    /// <summary>Answers 503 for its keys while true.</summary>
    public bool IsDown { get; set; }

    /// <summary>How often the keys were asked for.</summary>
    public int KeyRequests => Volatile.Read(ref _keyRequests);

    public static async Task<TestIssuer> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var issuer = new TestIssuer(builder.Build(), time ?? TimeProvider.System);
        await issuer._server.StartAsync();
        return issuer;
    }

    /// <summary>A good token. Without an id it is Alice's; without a session id it names <see cref="SessionOf"/>.</summary>
    public string UserToken(Guid? id = null, string name = "alice", string role = "user", string? sessionId = null, TimeSpan? lifetime = null)
    {
        var user = id ?? AliceId;
        return Sign(TokenClaims.ForUser(user, sessionId ?? SessionOf(user), role, name, lifetime ?? Lifetime));
    }

    public string AdminToken(Guid? id = null, string name = "admin", string? sessionId = null) =>
        UserToken(id ?? AdminId, name, "admin", sessionId);

    public string ServiceToken(string service) => Sign(TokenClaims.ForService(service, TimeSpan.FromHours(1)));

    /// <summary>A token whose hour is long past.</summary>
    public string ExpiredToken(Guid? id = null) =>
        new TokenSigner(Options, new ShiftedTime(_time, -2 * Lifetime)).Sign(Key, UserClaims(id)).Value;

    /// <summary>A token from tomorrow.</summary>
    public string NotYetValidToken(Guid? id = null) =>
        new TokenSigner(Options, new ShiftedTime(_time, Lifetime)).Sign(Key, UserClaims(id)).Value;

    /// <summary>A token that says all the right things under a key that nobody published; its <c>kid</c> is that key's.</summary>
    public string ForeignToken(Guid? id = null)
    {
        using var foreign = SigningKey.Create();
        return Signer.Sign(foreign, UserClaims(id)).Value;
    }

    /// <summary>A token with a published <c>kid</c> whose signature is another token's.</summary>
    public string ForgedToken(Guid? id = null)
    {
        var honest = UserToken(id);
        var other = UserToken(Guid.CreateVersion7(), "mallory");
        return honest[..honest.LastIndexOf('.')] + other[other.LastIndexOf('.')..];
    }

    /// <summary>A token for another audience.</summary>
    public string TokenForAnotherAudience(Guid? id = null) =>
        new TokenSigner(new TokenOptions { Audience = "somebody-else" }, _time).Sign(Key, UserClaims(id)).Value;

    public string Sign(TokenClaims claims) => Signer.Sign(Key, claims).Value;

    /// <summary>The session that <see cref="UserToken"/> names when it is given none: for simplicity the one with the user's own id.</summary>
    public static string SessionOf(Guid user) => user.ToString();

    /// <summary>Publishes another key, which signs nothing here.</summary>
    public void Publish(SigningKey other) => _published.Replace(_published.Keys.Append(other.VerificationKey).DistinctBy(key => key.KeyId));

    /// <summary>Signs with a new key from now on; the old one stays published unless it is to be withdrawn.</summary>
    public void RotateKey(bool withdrawOld = false)
    {
        Key = SigningKey.Create();
        _published.Replace(withdrawOld ? [Key.VerificationKey] : [.. _published.Keys, Key.VerificationKey]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Key.Dispose();
    }

    private static TokenClaims UserClaims(Guid? id) =>
        TokenClaims.ForUser(id ?? AliceId, SessionOf(id ?? AliceId), "user", "alice", Lifetime);

    private async Task<IResult> IssueServiceTokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        var client = ClientFromBasic(request.Headers.Authorization.ToString()) ?? form["client_id"].ToString();
        return form["grant_type"] == "client_credentials" && client.Length > 0
            ? Results.Json(new { access_token = ServiceToken(client), token_type = "Bearer", expires_in = 3600 })
            : Results.Json(new { error = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
    }

    private static string? ClientFromBasic(string authorization) =>
        authorization.StartsWith("Basic ", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(authorization["Basic ".Length..])).Split(':')[0]
            : null;

    private sealed class ShiftedTime(TimeProvider time, TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + shift;
    }
}
