using System.ComponentModel.DataAnnotations;

namespace MediaNest.Caching;

/// <summary>Section <c>Redis</c>. The address is <c>ConnectionStrings:redis</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>Starts every key, so that several installations, or tests, can share a server. Letters, digits, <c>- _ :</c>.</summary>
    [Required, RegularExpression("^[A-Za-z0-9:_-]{1,64}$", ErrorMessage = "Redis:KeyPrefix must have 1–64 letters, digits, '-', '_' or ':'.")]
    public string KeyPrefix { get; set; } = "medianest:";

    /// <summary>How long a command may take, milliseconds, 50–30 000. Past it the caller goes on without Redis.</summary>
    [Range(50, 30_000, ErrorMessage = "Redis:TimeoutMilliseconds must lie between 50 and 30000.")]
    public int TimeoutMilliseconds { get; set; } = 1_000;
}
