using System.ComponentModel.DataAnnotations;

namespace MediaNest.Plex.MediaServer;

/// <summary>Section <c>Plex</c>: the media server, and how its library is followed.</summary>
internal sealed class PlexOptions : IValidatableObject
{
    public const string SectionName = "Plex";

    /// <summary>Address of the server, with any path before its own.</summary>
    public string BaseUrl { get; set; } = "http://localhost:32400";

    /// <summary>The owner's token; travels in a header to that server alone.</summary>
    [Required(ErrorMessage = "Plex:Token must be set to a token of the server's owner.")]
    public string Token { get; set; } = "";

    /// <summary>Seconds between two looks for what was added.</summary>
    [Range(0.2, 3600, ErrorMessage = "Plex:DeltaSeconds must lie between 0.2 and 3600.")]
    public double DeltaSeconds { get; set; } = 60;

    /// <summary>Hours between two full comparisons, which find what was removed.</summary>
    [Range(0.0001, 168, ErrorMessage = "Plex:FullSyncHours must lie between 0.0001 and 168.")]
    public double FullSyncHours { get; set; } = 6;

    /// <summary>For so long after it was compared with Plex the index is believed when somebody asks what is there; 0 to look each time.</summary>
    [Range(0.0, 60, ErrorMessage = "Plex:LiveLookSeconds must lie between 0 and 60.")]
    public double LiveLookSeconds { get; set; } = 0.25;

    /// <summary>How long a question waits for a live look before the index answers alone.</summary>
    [Range(0.1, 30, ErrorMessage = "Plex:LiveLookTimeoutSeconds must lie between 0.1 and 30.")]
    public double LiveLookTimeoutSeconds { get; set; } = 4;

    [Range(1, 1000, ErrorMessage = "Plex:PageSize must lie between 1 and 1000.")]
    public int PageSize { get; set; } = 300;

    /// <summary>GET is what servers take in practice, POST what newer documents say.</summary>
    [RegularExpression("^(GET|POST)$", ErrorMessage = "Plex:RefreshMethod must be GET or POST.")]
    public string RefreshMethod { get; set; } = "GET";

    /// <summary>Part of the webhook's address; null for no webhook.</summary>
    [MinLength(16, ErrorMessage = "Plex:WebhookSecret must have at least 16 characters.")]
    public string? WebhookSecret { get; set; }

    /// <summary>Title or key of the library that finished downloads belong to.</summary>
    public string DownloadsLibrary { get; set; } = "YouTube";

    /// <summary>Names this installation to Plex.</summary>
    [Required(ErrorMessage = "Plex:ClientIdentifier must not be empty.")]
    public string ClientIdentifier { get; set; } = "medianest";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("Plex:BaseUrl must be an absolute http or https address.", [nameof(BaseUrl)]);
        }
    }
}
