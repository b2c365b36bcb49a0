using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Webhooks;

/// <summary>
/// Says which addresses users may have us post to: the public ones. What leads to the own machine, the networks behind it or a cloud's
/// metadata would lend them our place in the network (server-side request forgery).
/// </summary>
/// <remarks>Networks: the IANA special-purpose registries for IPv4 and IPv6 (RFC 6890 and its updates).</remarks>
internal sealed class AddressGuard
{
    /// <summary>Allowed by <c>Webhooks:AllowPrivateAddresses</c>.</summary>
    private static readonly IPNetwork[] Private = Networks(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7");

    /// <summary>Nobody's receiver: this network, link-local, protocol assignments, documentation, benchmarks, multicast, reserved.</summary>
    private static readonly IPNetwork[] Never = Networks(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "3fff::/20", "5f00::/16", "fe80::/10", "fec0::/10", "ff00::/8",
        // what clouds tell their machines about themselves, outside the link-local network: Azure, Alibaba, Amazon
        "168.63.129.16/32", "100.100.100.200/32", "fd00:ec2::254/128");

    private static readonly IPNetwork Ipv4Compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork Translated = IPNetwork.Parse("::ffff:0:0:0/96");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    private readonly bool _allowPrivate;
    private readonly IPNetwork[] _allowed;

    public AddressGuard(IOptions<WebhookOptions> options)
    {
        _allowPrivate = options.Value.AllowPrivateAddresses;
        _allowed = [.. options.Value.AllowedNetworks.Select(IPNetwork.Parse)];
    }

    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        // a zone is this machine's business; without one the networks below compare
        if (plain.AddressFamily == AddressFamily.InterNetworkV6 && plain.ScopeId != 0)
        {
            plain = new IPAddress(plain.GetAddressBytes());
        }

        if (IsIn(_allowed, plain))
        {
            return true;
        }

        return !IsIn(Never, plain) && (_allowPrivate || !IsIn(Private, plain)) && Embedded(plain).All(Allows);
    }

    /// <summary>The IPv4 addresses that an IPv6 address leads to through a translator or tunnel.</summary>
    private static IEnumerable<IPAddress> Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return [];
        }

        var bytes = address.GetAddressBytes();
        return address switch
        {
            _ when Ipv4Compatible.Contains(address) || Translated.Contains(address) || Nat64.Contains(address) => [new IPAddress(bytes.AsSpan(12, 4))],
            _ when SixToFour.Contains(address) => [new IPAddress(bytes.AsSpan(2, 4))],
            // the relay, and the client behind it, whose bits are inverted (RFC 4380, 4)
            _ when Teredo.Contains(address) => [new IPAddress(bytes.AsSpan(4, 4)), new IPAddress(bytes.AsSpan(12, 4).ToArray().Select(part => (byte)~part).ToArray())],
            // ISATAP (RFC 5214, 6.1): in whatever network, the interface's id ends in an IPv4 address
            _ when (bytes[8] | 2) == 2 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE => [new IPAddress(bytes.AsSpan(12, 4))],
            _ => [],
        };
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(IPNetwork.Parse)];
}
