using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MediaNest.SocketIO.Engine;

/// <summary>HTTP long-polling: a GET waits for packets, a POST brings them.</summary>
internal static class PollingTransport
{
    private const byte Separator = 0x1e;
    private const byte BinaryPrefix = (byte)'b';
    private static readonly TimeSpan UpgradeGrace = TimeSpan.FromMilliseconds(50);
    private static readonly byte[] Ok = "ok"u8.ToArray();

    public static async Task GetAsync(EngineSession session, HttpContext context, TimeProvider time)
    {
        if (session.BeginPoll(out var error) is not { } poll)
        {
            await error!.WriteAsync(context);
            return;
        }

        try
        {
            if (poll.InGrace)
            {
                await Task.WhenAny(poll.Task, Task.Delay(UpgradeGrace, time, context.RequestAborted));
                session.EndGrace(poll);
            }

            var outcome = await poll.Task.WaitAsync(context.RequestAborted);
            var batch = outcome switch
            {
                PollOutcome.Noop => [Frame.Noop],
                PollOutcome.Packets => session.TakeBatch(poll),
                _ => null,
            };

            if (batch is null)
                await EngineError.BadRequest.WriteAsync(context);
            else
                await WriteAsync(context, batch);

            context.RequestAborted.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException)
        {
            session.PollLost(poll);
        }
    }

    public static async Task PostAsync(EngineSession session, HttpContext context, int maxPayload)
    {
        var error = session.BeginPost();
        if (error is null)
        {
            try
            {
                error = await ReceiveAsync(session, context, maxPayload);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                session.End(CloseReason.TransportError, CloseMode.AtOnce);
                throw;
            }
            finally
            {
                session.EndPost();
            }
        }

        if (error is null)
            await WriteTextAsync(context, Ok);
        else
            await error.WriteAsync(context);
    }

    /// <summary>Answers with one packet that is not a message.</summary>
    public static Task WriteTextAsync(HttpContext context, ReadOnlyMemory<byte> text)
    {
        PrepareAnswer(context, text.Length);
        return context.Response.Body.WriteAsync(text, context.RequestAborted).AsTask();
    }

    private static void PrepareAnswer(HttpContext context, long length)
    {
        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.ContentLength = length;
        context.Response.Headers.CacheControl = "no-store";
    }

    private static async Task WriteAsync(HttpContext context, List<Frame> batch)
    {
        var length = batch.Sum(frame => (long)frame.PollingLength) + batch.Count - 1;
        PrepareAnswer(context, length);
        var writer = context.Response.BodyWriter;
        for (var i = 0; i < batch.Count; i++)
        {
            if (i > 0)
                writer.Write([Separator]);

            Write(writer, batch[i]);
        }

        await writer.FlushAsync(context.RequestAborted);
        EngineMetrics.Sent(batch.Count, length, webSocket: false);
    }

    private static void Write(PipeWriter writer, Frame frame)
    {
        if (!frame.IsBinary)
        {
            writer.Write(frame.Encoded.Span);
            return;
        }

        var target = writer.GetSpan(frame.PollingLength);
        target[0] = BinaryPrefix;
        Base64.EncodeToUtf8(frame.Payload.Span, target[1..], out _, out var written);
        writer.Advance(written + 1);
    }

    private static async Task<EngineError?> ReceiveAsync(EngineSession session, HttpContext context, int maxPayload)
    {
        var body = new PooledBuffer();
        try
        {
            return await ReceiveAsync(session, context, body, maxPayload);
        }
        finally
        {
            body.Release();
        }
    }

    private static async Task<EngineError?> ReceiveAsync(EngineSession session, HttpContext context, PooledBuffer body, int maxPayload)
    {
        if (context.Request.ContentLength > maxPayload || !await ReadAsync(context, body, maxPayload))
        {
            session.End(CloseReason.TransportError, CloseMode.AtOnce);
            return EngineError.PayloadTooLarge;
        }

        if (session.OwesPong() && !HasPong(body.Written))
        {
            session.End(CloseReason.PingTimeout, CloseMode.AtOnce);
            return EngineError.SessionUnknown;
        }

        if (Deliver(session, body.Written))
            return null;

        session.End(CloseReason.ParseError, CloseMode.AtOnce);
        return EngineError.BadRequest;
    }

    /// <summary>False if the body is larger than allowed. Memory grows with what has arrived, not with what was announced.</summary>
    private static async Task<bool> ReadAsync(HttpContext context, PooledBuffer body, int maxPayload)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (body.Length + read.Buffer.Length > maxPayload)
            {
                reader.AdvanceTo(read.Buffer.End);
                return false;
            }

            body.Append(read.Buffer);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return true;
        }
    }

    private static bool Deliver(EngineSession session, ReadOnlySpan<byte> payload)
    {
        if (!Utf8.IsValid(payload))
            return false;

        foreach (var range in payload.Split(Separator))
        {
            var packet = payload[range];
            if (session.IsClosed)
                return true;

            var valid = !packet.IsEmpty && packet[0] == BinaryPrefix
                ? DeliverBinary(session, packet[1..])
                : session.ReceiveText(packet, webSocket: false);
            if (!valid)
                return false;
        }

        return true;
    }

    private static bool HasPong(ReadOnlySpan<byte> payload)
    {
        foreach (var range in payload.Split(Separator))
        {
            if (payload[range].StartsWith("3"u8))
                return true;
        }

        return false;
    }

    private static bool DeliverBinary(EngineSession session, ReadOnlySpan<byte> base64)
    {
        var data = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        try
        {
            if (Base64.DecodeFromUtf8(base64, data, out _, out var written) != OperationStatus.Done)
                return false;

            session.ReceiveBinary(data.AsSpan(0, written), webSocket: false);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(data);
        }
    }
}
