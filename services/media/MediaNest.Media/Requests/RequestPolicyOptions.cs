using System.ComponentModel.DataAnnotations;

namespace MediaNest.Media.Requests;

/// <summary>Section <c>Requests</c>: what each role may do without being asked, and how much.</summary>
internal sealed class RequestPolicyOptions : IValidatableObject
{
    /// <summary>By role, <c>user</c> or <c>admin</c>.</summary>
    public Dictionary<string, RolePolicy> Roles { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How long an <c>Idempotency-Key</c> is remembered, hours.</summary>
    [Range(1, 720, ErrorMessage = "Requests:IdempotencyHours must be between 1 and 720.")]
    public int IdempotencyHours { get; set; } = 24;

    public RolePolicy For(string role) => Roles.GetValueOrDefault(role) ?? RolePolicy.Strict;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (role, policy) in Roles)
        {
            if (role is not ("user" or "admin"))
                yield return new ValidationResult($"Requests:Roles:{role} is no role; there are user and admin.");
            if (policy.MovieLimit is < 0 or > 100_000)
                yield return new ValidationResult($"Requests:Roles:{role}:MovieLimit must be between 0 (no limit) and 100000.");
            if (policy.SeasonLimit is < 0 or > 100_000)
                yield return new ValidationResult($"Requests:Roles:{role}:SeasonLimit must be between 0 (no limit) and 100000.");
            if (policy.WindowDays is < 1 or > 366)
                yield return new ValidationResult($"Requests:Roles:{role}:WindowDays must be between 1 and 366.");
        }
    }
}

internal sealed class RolePolicy
{
    public static readonly RolePolicy Strict = new();

    /// <summary>Whether a request is approved as soon as it is made.</summary>
    public bool AutoApprove { get; set; }

    /// <summary>Films within the window; 0 for no limit.</summary>
    public int MovieLimit { get; set; }

    /// <summary>Seasons within the window; 0 for no limit.</summary>
    public int SeasonLimit { get; set; }

    /// <summary>Length of the rolling window, days.</summary>
    public int WindowDays { get; set; } = 7;
}
