using System.ComponentModel.DataAnnotations;

namespace MediaNest.Operations.Probes;

/// <summary>Where an outside system is. A section for each: <c>Plex</c>, <c>Overseerr</c>, <c>Tmdb</c>, <c>UptimeKuma</c>.</summary>
internal sealed class OutsideSystemOptions
{
    /// <summary>Without a slash at the end; absent where there is no such system.</summary>
    [Url(ErrorMessage = "BaseUrl must be an absolute http or https address.")]
    public string? BaseUrl { get; set; }

    /// <summary>The key to use it, where the check needs one.</summary>
    public string? ApiKey { get; set; }
}
