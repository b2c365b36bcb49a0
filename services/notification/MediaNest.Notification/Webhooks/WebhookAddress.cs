using System.Net;
using MediaNest.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Webhooks;

/// <summary>Reads the addresses that users give. What a name leads to is looked at later, at every connection.</summary>
internal sealed class WebhookAddress(AddressGuard guard, IOptions<WebhookOptions> options)
{
    /// <summary>The address as it is kept; or what is wrong with it.</summary>
    public (string? Url, ApiError? Error) Read(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0
            || text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
        {
            return Wrong("An absolute http or https address.");
        }

        if (address.UserInfo.Length > 0)
        {
            return Wrong("No user name or password: the signature tells that it is us.");
        }

        if (!options.Value.AllowsPort(address.Port))
        {
            return Wrong("This port is not allowed.");
        }

        // 'localhost' is resolved like other names and refused then; saying so now is kinder
        var isForbidden = IPAddress.TryParse(address.IdnHost, out var ip) && !guard.Allows(ip);
        if (isForbidden || (IsLocalName(address.IdnHost) && !guard.Allows(IPAddress.Loopback)))
        {
            return Wrong("This address is not reachable from here: private and local networks are not allowed.");
        }

        var url = new UriBuilder(address) { Fragment = "" }.Uri.AbsoluteUri;
        return url.Length > Webhook.LongestUrl ? Wrong($"At most {Webhook.LongestUrl} characters.") : (url, null);
    }

    private static bool IsLocalName(string host)
    {
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    private static (string? Url, ApiError? Error) Wrong(string message) => (null, ApiError.Validation("url", message));
}
