using MediaNest.Caching;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Gateway.RateLimiting;

/// <summary>A scope's limit, ready for use.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Name">Its name.</param>
/// <param name="Limit">Requests.</param>
/// <param name="WindowMilliseconds">In any period so long.</param>
internal sealed record ActiveLimit(RateLimitScope Scope, string Name, int Limit, long WindowMilliseconds)
{
    /// <summary>The limit as header text.</summary>
    public string LimitText { get; } = Limit.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The limit and the window as the script's arguments.</summary>
    public RedisValue LimitArgument { get; } = Limit;

    /// <inheritdoc cref="LimitArgument"/>
    public RedisValue WindowArgument { get; } = WindowMilliseconds;

    /// <summary>What the keys of this scope begin with.</summary>
    public required string KeyPrefix { get; init; }
}

/// <summary>The limits of the chosen profile.</summary>
internal sealed class RateLimits
{
    private readonly ActiveLimit[] _limits;

    public RateLimits(IOptions<RateLimitOptions> options, IOptions<RedisOptions> redis)
    {
        IsEnabled = options.Value.Enabled;
        var profile = options.Value.Profiles[options.Value.Profile];
        _limits =
        [
            .. RateLimitScopes.All.Select(scope => new ActiveLimit(
                scope, scope.Name(), profile[scope.Name()].Limit, (long)profile[scope.Name()].Window.TotalMilliseconds)
            {
                KeyPrefix = $"{redis.Value.KeyPrefix}rate:{scope.Name()}:",
            }),
        ];
    }

    public bool IsEnabled { get; }

    public ActiveLimit this[RateLimitScope scope] => _limits[(int)scope];

    /// <summary>The limits of some scopes; none where nothing is counted.</summary>
    public ActiveLimit[] For(IReadOnlyList<RateLimitScope> scopes) => IsEnabled ? [.. scopes.Select(scope => this[scope])] : [];
}
