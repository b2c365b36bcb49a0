using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Webhooks;

/// <summary>Where outgoing webhooks may go and what becomes of those that fail. Section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    public const string SectionName = "Webhooks";

    [Range(1, 100, ErrorMessage = "Webhooks:MaxPerUser must be between 1 and 100.")]
    public int MaxPerUser { get; set; } = 10;

    /// <summary>How long a receiver may take, from the name's resolution to the answer's headers.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = "Webhooks:Timeout must be between 00:00:00.1 and 00:01:00.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how many deliveries given up in a row a webhook is switched off.</summary>
    [Range(1, 1_000, ErrorMessage = "Webhooks:DisableAfter must be between 1 and 1000.")]
    public int DisableAfter { get; set; } = 5;

    /// <summary>Whether addresses of the own machine and of private networks are allowed. Link-local addresses and those of clouds' metadata are not even then.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Networks that are allowed whatever they are, such as <c>192.168.7.0/24</c>.</summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Ports that are allowed; none for 80, 443 and all from 1024 on.</summary>
    public IList<int> AllowedPorts { get; } = [];

    public bool AllowsPort(int port) => AllowedPorts.Count > 0 ? AllowedPorts.Contains(port) : port is 80 or 443 or (>= 1024 and <= 65_535);
}

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        List<string> failures = [];
        for (var i = 0; i < options.AllowedNetworks.Count; i++)
        {
            if (!IPNetwork.TryParse(options.AllowedNetworks[i], out _))
            {
                failures.Add($"Webhooks:AllowedNetworks:{i} must be a network such as '192.168.7.0/24' or 'fd12:3456::/32'.");
            }
        }

        for (var i = 0; i < options.AllowedPorts.Count; i++)
        {
            if (options.AllowedPorts[i] is < 1 or > 65_535)
            {
                failures.Add($"Webhooks:AllowedPorts:{i} must be between 1 and 65535.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
