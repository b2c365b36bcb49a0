using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MediaNest.LocalHosting;

/// <summary>Finds TCP ports nobody listens on.</summary>
public static class FreePorts
{
    // below 32768, where Linux takes the ports of outgoing connections from: what is free now stays free until it is used
    private const int First = 15000;
    private const int Last = 32000;

    // a port is free until whoever asked for it listens: two services that were given the same one would answer for each other
    private static readonly HashSet<int> Given = [];
    private static readonly Lock Gate = new();

    /// <summary>One free port on 127.0.0.1, which this process was not given before.</summary>
    public static int Next() => Next(1)[0];

    /// <summary>Several different free ports on 127.0.0.1, which this process was not given before.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="InvalidOperationException">There are none left.</exception>
    public static IReadOnlyList<int> Next(int count)
    {
        var found = new HashSet<int>();
        for (var attempt = 0; attempt < 1000 && found.Count < count; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (IsFree(port) && Give(port))
            {
                found.Add(port);
            }
        }

        return found.Count == count ? [.. found] : throw new InvalidOperationException($"No {count} free ports between {First} and {Last}.");
    }

    /// <summary>Whether nobody listens on a port, at any address.</summary>
    /// <param name="port">The port.</param>
    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Has a port given to nobody.</summary>
    internal static void Reserve(int port) => Give(port);

    private static bool Give(int port)
    {
        lock (Gate)
        {
            return Given.Add(port);
        }
    }
}
