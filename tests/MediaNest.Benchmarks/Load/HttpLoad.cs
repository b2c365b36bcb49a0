using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MediaNest.Benchmarks.Load;

/// <summary>
/// A client that costs as little as it can, since it shares the processors with what it measures: each connection sends a request that was made
/// beforehand, reads the answer, and sends the next. Every answer must be 200 with a Content-Length.
/// </summary>
internal static class HttpLoad
{
    private const int BufferBytes = 16 * 1024;
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] Ok = "HTTP/1.1 200 "u8.ToArray();
    private static readonly byte[] ContentLength = "\r\ncontent-length: "u8.ToArray();

    /// <summary>Loads a server.</summary>
    /// <param name="port">Its port on the loopback address.</param>
    /// <param name="tokens">One connection for each, which sends it as bearer token.</param>
    /// <param name="path">What is asked for.</param>
    /// <param name="duration">For how long.</param>
    public static async Task<LoadResult> RunAsync(int port, IReadOnlyList<string> tokens, string path, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(tokens.Select(token => Task.Run(() => ConnectionAsync(port, RequestOf(port, path, token), started, duration))));
        return LoadResult.Of(latencies, Stopwatch.GetElapsedTime(started));
    }

    private static byte[] RequestOf(int port, string path, string token) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\nAccept-Encoding: gzip, br\r\n"
        + $"User-Agent: MediaNest.Benchmarks\r\nAuthorization: Bearer {token}\r\n\r\n");

    private static async Task<List<long>> ConnectionAsync(int port, byte[] request, long started, TimeSpan duration)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var buffer = new byte[BufferBytes];
        var latencies = new List<long>(100_000);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            await ReadAnswerAsync(socket, buffer);
            latencies.Add(Stopwatch.GetElapsedTime(sent).Ticks);
        }

        return latencies;
    }

    private static async ValueTask ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var read = 0;
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (count == 0)
            {
                throw new InvalidOperationException("The server closed the connection: " + Encoding.ASCII.GetString(buffer, 0, read));
            }

            read += count;
            var headers = buffer.AsSpan(0, read).IndexOf(EndOfHeaders);
            if (headers >= 0 && read >= headers + EndOfHeaders.Length + BodyLength(buffer.AsSpan(0, headers + 2)))
            {
                return;
            }
        }
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith(Ok))
        {
            throw new InvalidOperationException("The server refused: " + Encoding.ASCII.GetString(head));
        }

        // the length stands after the name, whatever its case
        for (var start = head.IndexOf("\r\n"u8); start >= 0 && start + ContentLength.Length < head.Length;)
        {
            var line = head[start..];
            if (Ascii.EqualsIgnoreCase(line[..ContentLength.Length], ContentLength))
            {
                var value = line[ContentLength.Length..];
                return System.Buffers.Text.Utf8Parser.TryParse(value, out int length, out _) ? length : throw new InvalidOperationException("No length.");
            }

            var next = line[2..].IndexOf("\r\n"u8);
            start = next < 0 ? -1 : start + 2 + next;
        }

        throw new InvalidOperationException("The answer has no Content-Length: " + Encoding.ASCII.GetString(head));
    }
}
