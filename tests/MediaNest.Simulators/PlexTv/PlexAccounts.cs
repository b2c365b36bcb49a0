using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace MediaNest.Simulators.PlexTv;

internal enum TokenState
{
    Valid,
    Expired,
    Revoked,
}

/// <summary>A plex.tv account.</summary>
internal sealed class PlexUser
{
    public required int Id { get; init; }

    public required string Uuid { get; init; }

    public required string Username { get; set; }

    public required string Email { get; set; }

    /// <summary>The token of the account, as signing in gives it.</summary>
    public required string Token { get; init; }

    /// <summary>The token this account has for the server.</summary>
    public required string ServerToken { get; init; }

    public TokenState TokenState { get; set; }

    public bool ServerAccess { get; set; } = true;
}

/// <summary>A sign-in by PIN that is under way.</summary>
internal sealed class PlexPin
{
    public required int Id { get; init; }

    public required string Code { get; init; }

    public required bool Strong { get; init; }

    public required string ClientIdentifier { get; init; }

    public required string Product { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int ExpiresIn { get; init; }

    public DateTimeOffset ExpiresAt => CreatedAt.AddSeconds(ExpiresIn);

    public string? AuthToken { get; set; }
}

/// <summary>The accounts and PINs of the simulated plex.tv.</summary>
internal sealed class PlexAccounts
{
    private const string CodeAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly string _serverToken;
    private readonly List<PlexUser> _users = [];
    private readonly Dictionary<int, PlexPin> _pins = [];
    private int _lastUser;
    private int _lastPin;

    public PlexAccounts(TimeProvider time, IOptions<SimulatorOptions> options)
    {
        _time = time;
        _serverToken = options.Value.Plex.Token;
        Owner = Reset();
    }

    /// <summary>Whose server it is.</summary>
    public PlexUser Owner { get; private set; }

    public PlexUser Reset()
    {
        lock (_lock)
        {
            _users.Clear();
            _pins.Clear();
            _lastUser = 100_000;
            _lastPin = 700_000;
            return Owner = Add("plexowner", "owner@example.test", _serverToken, _serverToken);
        }
    }

    public IReadOnlyList<PlexUser> Users()
    {
        lock (_lock)
        {
            return [.. _users];
        }
    }

    public PlexUser? FindByToken(string? token)
    {
        lock (_lock)
        {
            return _users.Find(user => user.Token == token);
        }
    }

    /// <summary>Whether the media server takes this token.</summary>
    public bool MayUseServer(string? token)
    {
        lock (_lock)
        {
            return _users.Exists(user =>
                user is { ServerAccess: true, TokenState: TokenState.Valid } && token is not null && (user.ServerToken == token || user.Token == token));
        }
    }

    public PlexPin CreatePin(bool strong, string clientIdentifier, string product)
    {
        lock (_lock)
        {
            var pin = new PlexPin
            {
                Id = ++_lastPin,
                Code = strong ? RandomNumberGenerator.GetHexString(25, lowercase: true) : NewCode(),
                Strong = strong,
                ClientIdentifier = clientIdentifier,
                Product = product,
                CreatedAt = _time.GetUtcNow(),
                ExpiresIn = strong ? 1800 : 900,
            };
            _pins[pin.Id] = pin;
            return pin;
        }
    }

    /// <summary>The PIN, while it lives and only for the client that asked for it.</summary>
    public PlexPin? FindPin(int id, string clientIdentifier)
    {
        lock (_lock)
        {
            return _pins.TryGetValue(id, out var pin) && pin.ClientIdentifier == clientIdentifier && pin.ExpiresAt > _time.GetUtcNow()
                ? pin
                : null;
        }
    }

    /// <summary>Does what a person does at plex.tv/link; makes the account if there is none of that name.</summary>
    public PlexUser? Link(string code, string username, string email, bool owner, bool serverAccess)
    {
        lock (_lock)
        {
            var pin = _pins.Values.FirstOrDefault(pin => string.Equals(pin.Code, code, StringComparison.OrdinalIgnoreCase) && pin.ExpiresAt > _time.GetUtcNow());
            if (pin is null)
            {
                return null;
            }

            var user = owner ? Owner : _users.Find(user => string.Equals(user.Username, username, StringComparison.OrdinalIgnoreCase));
            user ??= Add(username, email, NewToken(), NewToken());
            user.Username = username;
            user.Email = email;
            user.ServerAccess = serverAccess || owner;
            user.TokenState = TokenState.Valid;
            pin.AuthToken = user.Token;
            return user;
        }
    }

    public bool Expire(string code)
    {
        lock (_lock)
        {
            var pin = _pins.Values.FirstOrDefault(pin => string.Equals(pin.Code, code, StringComparison.OrdinalIgnoreCase));
            return pin is not null && _pins.Remove(pin.Id);
        }
    }

    public PlexUser? Change(string username, TokenState? tokenState, bool? serverAccess)
    {
        lock (_lock)
        {
            var user = _users.Find(user => string.Equals(user.Username, username, StringComparison.OrdinalIgnoreCase));
            if (user is not null)
            {
                user.TokenState = tokenState ?? user.TokenState;
                user.ServerAccess = serverAccess ?? user.ServerAccess;
            }

            return user;
        }
    }

    private PlexUser Add(string username, string email, string token, string serverToken)
    {
        var id = ++_lastUser;
        var user = new PlexUser
        {
            Id = id,
            Uuid = id.ToString("x16", CultureInfo.InvariantCulture),
            Username = username,
            Email = email,
            Token = token,
            ServerToken = serverToken,
        };
        _users.Add(user);
        return user;
    }

    private string NewCode()
    {
        string code;
        do
        {
            code = RandomNumberGenerator.GetString(CodeAlphabet, 4);
        }
        while (_pins.Values.Any(pin => pin.Code == code));
        return code;
    }

    private static string NewToken() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 20);
}
