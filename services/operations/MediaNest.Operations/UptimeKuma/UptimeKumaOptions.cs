using System.ComponentModel.DataAnnotations;

namespace MediaNest.Operations.UptimeKuma;

/// <summary>Where Uptime Kuma is. Section <c>UptimeKuma</c>.</summary>
internal sealed class UptimeKumaOptions
{
    public const string SectionName = "UptimeKuma";

    /// <summary>Without a slash at the end; absent where there is none: MediaNest then watches the services itself.</summary>
    [Url(ErrorMessage = "UptimeKuma:BaseUrl must be an absolute http or https address.")]
    public string? BaseUrl { get; set; }

    /// <summary>An API key of Uptime Kuma.</summary>
    public string? ApiKey { get; set; }

    /// <summary>What its webhook must carry as <c>Authorization</c>; absent: no webhook is taken.</summary>
    [MinLength(16, ErrorMessage = "UptimeKuma:WebhookSecret must have at least 16 characters.")]
    public string? WebhookSecret { get; set; }

    public bool IsConfigured => !string.IsNullOrEmpty(BaseUrl);
}
