using System.Text.Json.Serialization;

namespace MediaNest.ServiceDefaults;

/// <summary>The success envelope: <c>{ "success": true, "data": …, "meta": … }</c>.</summary>
/// <typeparam name="T">Type of the data.</typeparam>
/// <param name="Data">What was asked for.</param>
/// <param name="Meta">Left out where there is nothing to say.</param>
public sealed record ApiResponse<T>(T Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ResponseMeta? Meta = null)
{
    /// <summary>Always true.</summary>
    [JsonPropertyOrder(-1)]
    public bool Success { get; } = true;
}

/// <summary>What there is to say about an answer beside its data.</summary>
/// <param name="Stale">True where a cached answer stands in for a system that does not answer.</param>
/// <param name="CachedAt">When the cached answer was fresh.</param>
public sealed record ResponseMeta(bool? Stale = null, DateTimeOffset? CachedAt = null);

/// <summary>Makes envelopes without naming the type argument.</summary>
public static class ApiResponse
{
    /// <summary>Wraps data in the success envelope.</summary>
    /// <typeparam name="T">Type of the data.</typeparam>
    /// <param name="data">What was asked for.</param>
    /// <param name="meta">What there is to say about it.</param>
    /// <returns>The envelope.</returns>
    public static ApiResponse<T> Of<T>(T data, ResponseMeta? meta = null) => new(data, meta);
}
