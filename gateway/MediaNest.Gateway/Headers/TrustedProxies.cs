using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.Headers;

/// <summary>X-Forwarded-* is believed of the proxies in <c>TrustedProxies</c> (addresses or networks), and of nobody else.</summary>
internal sealed class TrustedProxies(IConfiguration configuration) : IConfigureOptions<ForwardedHeadersOptions>, IValidateOptions<ForwardedHeadersOptions>
{
    private const string SectionName = "TrustedProxies";

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<ForwardedHeadersOptions>, TrustedProxies>();
        services.AddSingleton<IValidateOptions<ForwardedHeadersOptions>, TrustedProxies>();
        services.AddOptions<ForwardedHeadersOptions>().ValidateOnStart();
    }

    public void Configure(ForwardedHeadersOptions options)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        // the chain is walked back for as long as each hop is a known proxy
        options.ForwardLimit = null;
        foreach (var (_, value) in Entries())
        {
            if (IPAddress.TryParse(value, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(value, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
        }

        options.ForwardedHeaders = options.KnownProxies.Count + options.KnownIPNetworks.Count > 0
            ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
            : ForwardedHeaders.None;
    }

    public ValidateOptionsResult Validate(string? name, ForwardedHeadersOptions options)
    {
        var errors = Entries().Select(Error).OfType<string>().ToList();
        if (configuration[SectionName] is { Length: > 0 })
        {
            errors.Add("TrustedProxies must be a list: TrustedProxies:0, TrustedProxies:1 and so on.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string? Error((string Key, string Value) entry)
    {
        if (IPAddress.TryParse(entry.Value, out _))
        {
            return null;
        }

        if (!System.Net.IPNetwork.TryParse(entry.Value, out var network))
        {
            return $"{entry.Key} '{entry.Value}' must be an address such as 10.0.0.7 or a network such as 10.0.0.0/8.";
        }

        return network.PrefixLength == 0 ? $"{entry.Key} '{entry.Value}' would believe everybody." : null;
    }

    private IEnumerable<(string Key, string Value)> Entries() =>
        configuration.GetSection(SectionName).GetChildren().Select(child => (child.Path, child.Value ?? ""));
}
