using System.Collections.Concurrent;
using MediaNest.Tokens.Signing;
using Microsoft.AspNetCore.Http;

namespace MediaNest.Gateway.Tests;

/// <summary>The token endpoint of the auth behind a gateway: exchanges the keys it was told of, and tokens for the role it was told of.</summary>
internal sealed class FakeAuth
{
    public const string Secret = "a-secret-that-all-services-share-0123456789";

    private readonly TestGateway _gateway;
    private readonly ConcurrentDictionary<string, Key> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _roles = new(StringComparer.Ordinal);
    private int _exchanges;

    public FakeAuth(TestGateway gateway)
    {
        _gateway = gateway;
        gateway.Services["auth"].Answer = AnswerAsync;
    }

    public int Exchanges => Volatile.Read(ref _exchanges);

    public bool IsDown { get; set; }

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A new key of a user, as auth would make it.</summary>
    public string AddKey(Guid user, string scope, string role = "user")
    {
        var text = "mnk_" + Convert.ToBase64String(Guid.CreateVersion7().ToByteArray().Concat(Guid.CreateVersion7().ToByteArray()).ToArray())
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        _keys[text] = new Key(Guid.CreateVersion7().ToString(), user, role, scope);
        return text;
    }

    /// <summary>Ends a key, as auth would: the row first, then Redis.</summary>
    public async Task RevokeAsync(string key)
    {
        _keys.TryRemove(key, out var gone).ShouldBeTrue();
        await _gateway.Redis.KeyDeleteAsync(_gateway.SessionKey(gone.Id));
    }

    /// <summary>Changes a user's role, as auth would.</summary>
    public async Task ChangeRoleAsync(Guid user, string role)
    {
        _roles[user.ToString()] = role;
        foreach (var (text, key) in _keys.Where(entry => entry.Value.User == user))
        {
            _keys[text] = key with { Role = role };
        }

        await _gateway.SetUserAsync(user, "active", role);
    }

    public string SessionOf(string key) => _keys[key].Id;

    private async Task<bool> AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/connect/token")
        {
            return false;
        }

        Interlocked.Increment(ref _exchanges);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (IsDown)
        {
            context.Response.StatusCode = 500;
        }
        else if (form["client_id"] != "gateway" || form["client_secret"] != Secret || form["grant_type"] != "urn:ietf:params:oauth:grant-type:token-exchange")
        {
            context.Response.StatusCode = 401;
        }
        else if (await ClaimsForAsync(form["subject_token"].ToString(), form["subject_token_type"].ToString()) is { } claims)
        {
            await context.Response.WriteAsJsonAsync(new { access_token = _gateway.Issuer.Sign(claims), token_type = "Bearer", expires_in = (int)Lifetime.TotalSeconds }, context.RequestAborted);
        }
        else
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new { error = "invalid_request" }, context.RequestAborted);
        }

        return true;
    }

    private async Task<TokenClaims?> ClaimsForAsync(string subject, string type)
    {
        if (type == "urn:medianest:params:oauth:token-type:api-key")
        {
            if (!_keys.TryGetValue(subject, out var key))
            {
                return null;
            }

            await _gateway.Redis.HashSetAsync(_gateway.SessionKey(key.Id), "uid", key.User.ToString());
            return TokenClaims.ForUser(key.User, key.Id, key.Role, "alice", Lifetime) with { Scope = key.Scope };
        }

        var payload = System.Text.Json.JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(subject.Split('.')[1])).RootElement;
        var user = payload.GetProperty("sub").GetGuid();
        return _roles.TryGetValue(user.ToString(), out var role)
            ? TokenClaims.ForUser(user, payload.GetProperty("sid").GetString()!, role, "alice", Lifetime)
            : null;
    }

    private sealed record Key(string Id, Guid User, string Role, string Scope);
}
