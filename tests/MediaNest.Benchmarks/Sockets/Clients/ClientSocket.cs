using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NetSocket = System.Net.Sockets.Socket;

namespace MediaNest.Benchmarks.Sockets.Clients;

/// <summary>A WebSocket in namespace <c>/</c> that does as little as a client can, since it shares the processors with the server: no copies, no JSON.</summary>
internal sealed class ClientSocket : IDisposable
{
    private const int BufferBytes = 1024;
    private const int IpLevel = 0;
    private const int IpBindAddressNoPort = 24; // linux/in.h
    private static readonly byte[] Join = Masked("40");
    private static readonly byte[] Pong = Masked("3");
    private readonly NetSocket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _filled;

    /// <summary>Gets round and time of sending of a broadcast.</summary>
    public required Action<int, long> OnTick { get; init; }

    /// <summary>Gets to know that an acknowledgement came.</summary>
    public Action? OnAck { get; set; }

    public async Task OpenAsync(IPAddress source, int port)
    {
        // the port is chosen with the connection, among those that are free for this very server: otherwise the search takes longer than all the rest
        _socket.SetRawSocketOption(IpLevel, IpBindAddressNoPort, [1, 0, 0, 0]);
        _socket.Bind(new IPEndPoint(source, 0));
        await _socket.ConnectAsync(IPAddress.Loopback, port);
        await SendAsync(RequestOf(port));
        _ = ReceiveAsync();
        await _joined.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async Task SendAsync(ReadOnlyMemory<byte> frame) => await _socket.SendAsync(frame);

    public void Dispose() => _socket.Dispose();

    /// <summary>A text frame of a client. Its mask is zero, which changes nothing for the server.</summary>
    public static byte[] Masked(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        return payload.Length < 126
            ? [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload]
            : [0x81, 0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0, .. payload];
    }

    // with the headers that a browser sends: servers keep them
    private static byte[] RequestOf(int port) => Encoding.ASCII.GetBytes(
        $"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n"
        + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n");

    private async Task ReceiveAsync()
    {
        try
        {
            var taken = 0;
            while (taken <= 0)
            {
                taken = await FillAsync() ? _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8) + 4 : throw Closed();
                taken = taken == 3 ? 0 : taken;
            }

            do
            {
                taken += Take(_buffer.AsSpan(taken, _filled - taken));
                _buffer.AsSpan(taken, _filled - taken).CopyTo(_buffer);
                (_filled, taken) = (_filled - taken, 0);
            }
            while (await FillAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            _joined.TrySetException(e);
        }
    }

    private async ValueTask<bool> FillAsync()
    {
        var count = await _socket.ReceiveAsync(_buffer.AsMemory(_filled));
        _filled += count;
        return count > 0;
    }

    private InvalidOperationException Closed() => new("The server refused: " + Encoding.ASCII.GetString(_buffer, 0, _filled));

    /// <summary>Acts on the whole frames and returns how many bytes they were.</summary>
    private int Take(ReadOnlySpan<byte> data)
    {
        var taken = 0;
        while (data.Length - taken >= 2)
        {
            var frame = data[taken..];
            var (start, length) = frame[1] == 126 ? (4, frame.Length < 4 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(frame[2..])) : (2, frame[1]);
            if (frame.Length - start < length)
            {
                break;
            }

            On(frame.Slice(start, length));
            taken += start + length;
        }

        return taken;
    }

    private void On(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("42[\"tick\","u8))
        {
            Tick(message["42[\"tick\","u8.Length..]);
        }
        else if (message.StartsWith("43"u8))
        {
            OnAck?.Invoke();
        }
        else if (message.StartsWith("0{"u8))
        {
            _ = SendAsync(Join);
        }
        else if (message.StartsWith("40{"u8))
        {
            _joined.TrySetResult();
        }
        else if (message.SequenceEqual("2"u8))
        {
            _ = SendAsync(Pong);
        }
        else
        {
            throw new InvalidOperationException("What is this? " + Encoding.UTF8.GetString(message));
        }
    }

    private void Tick(ReadOnlySpan<byte> numbers)
    {
        var now = Stopwatch.GetTimestamp();
        if (!Utf8Parser.TryParse(numbers, out int round, out var digits) || !Utf8Parser.TryParse(numbers[(digits + 1)..], out long sent, out _))
        {
            throw new InvalidOperationException("No tick: " + Encoding.UTF8.GetString(numbers));
        }

        OnTick(round, now - sent);
    }
}
