using System.Net;
using System.Net.Sockets;

namespace MediaNest.Gateway.Guarding;

/// <summary>Whom to count when nobody has signed in.</summary>
internal static class ClientAddress
{
    private const int Ipv6NetworkBytes = 8;

    /// <summary>The address; of IPv6 the /64 network, all of which one subscriber has to himself.</summary>
    public static string Subject(IPAddress? address)
    {
        if (address is null)
        {
            return "a:unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return "a:" + address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[Ipv6NetworkBytes..].Clear();
        return "a:" + new IPAddress(bytes);
    }
}
