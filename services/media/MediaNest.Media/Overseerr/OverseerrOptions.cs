using System.ComponentModel.DataAnnotations;

namespace MediaNest.Media.Overseerr;

/// <summary>Section <c>Overseerr</c>. Jellyseerr speaks the same.</summary>
internal sealed class OverseerrOptions
{
    [Required(ErrorMessage = "Overseerr:BaseUrl must be the address of Overseerr or Jellyseerr, without /api/v1."), Url(ErrorMessage = "Overseerr:BaseUrl must be an absolute http or https address.")]
    public string BaseUrl { get; set; } = "";

    [Required(ErrorMessage = "Overseerr:ApiKey must be set; Overseerr shows it under Settings > General.")]
    public string ApiKey { get; set; } = "";

    /// <summary>What Overseerr sends as <c>Authorization</c> with its webhooks, or the key of their HMAC. Without it no webhook is accepted.</summary>
    [MinLength(8, ErrorMessage = "Overseerr:WebhookSecret must have at least 8 characters.")]
    public string? WebhookSecret { get; set; }
}
