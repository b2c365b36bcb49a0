using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.RateLimiting;

/// <summary>The limits. Section <c>RateLimiting</c>; the figures of design/api.md are in appsettings.json.</summary>
internal sealed class RateLimitOptions
{
    public const string SectionName = "RateLimiting";

    /// <summary>Whether anything is counted.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Which of <see cref="Profiles"/> holds.</summary>
    public string Profile { get; set; } = "standard";

    /// <summary>By profile, then by scope.</summary>
    public Dictionary<string, Dictionary<string, RateLimit>> Profiles { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>So many requests in any period so long.</summary>
internal sealed class RateLimit
{
    public int Limit { get; set; }

    public TimeSpan Window { get; set; }
}

/// <summary>Reports everything that is wrong with the limits, in every profile.</summary>
internal sealed class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
    {
        var errors = new List<string>();
        if (!options.Profiles.ContainsKey(options.Profile))
        {
            errors.Add($"RateLimiting:Profile '{options.Profile}' is not one of: {string.Join(", ", options.Profiles.Keys.Order(StringComparer.Ordinal))}.");
        }

        foreach (var (profile, limits) in options.Profiles)
        {
            errors.AddRange(RateLimitScopes.All.Select(scope => scope.Name())
                .Where(scope => !limits.ContainsKey(scope))
                .Select(scope => $"RateLimiting:Profiles:{profile}:{scope} is missing."));
            errors.AddRange(limits.SelectMany(limit => Errors($"RateLimiting:Profiles:{profile}:{limit.Key}", limit.Key, limit.Value)));
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(string key, string scope, RateLimit limit)
    {
        if (!RateLimitScopes.All.Any(known => known.Name() == scope))
        {
            yield return $"{key}: there is no such scope; there are {string.Join(", ", RateLimitScopes.All.Select(known => known.Name()))}.";
        }

        if (limit.Limit < 1)
        {
            yield return $"{key}:Limit must be at least 1.";
        }

        if (limit.Window < TimeSpan.FromSeconds(1) || limit.Window > LongestWindow)
        {
            yield return $"{key}:Window must be between 00:00:01 and 1.00:00:00.";
        }
    }
}
