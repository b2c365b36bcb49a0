using System.Buffers;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Gateway.Caching;

/// <summary>
/// Holds an answer back until it is whole, as far as it is JSON and not too large, to tag it by its content and to send nothing where the client has it.
/// Anything else passes through.
/// </summary>
internal sealed class TaggedBody(HttpContext context, Stream inner) : Stream
{
    /// <summary>Larger answers are streamed without a tag: 100 items of a list take a quarter of it.</summary>
    public const int LargestBytes = 262_144;

    private const int FirstBytes = 16_384;

    private byte[]? _held;
    private int _length;
    private bool _isPassing;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isPassing && (_held is null && !IsTaggable(context.Response) || _length + buffer.Length > LargestBytes))
        {
            await PassOnAsync(cancellationToken);
        }

        if (_isPassing)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        Hold(buffer.Span);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _isPassing ? inner.FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Sends what is held, with its tag, or 304 where the client has it.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_isPassing || _held is null)
        {
            return;
        }

        var response = context.Response;
        var tag = ContentTag.Of(_held.AsSpan(0, _length));
        if (ContentTag.FindMatch(context.Request.Headers.IfNoneMatch, tag) is { } match)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.ContentLength = null;
            response.Headers.Remove(HeaderNames.ContentType);
            response.Headers.ETag = match;
            return;
        }

        response.Headers.ETag = $"\"{tag}\"";
        response.ContentLength = _length;
        await inner.WriteAsync(_held.AsMemory(0, _length), cancellationToken);
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _held is not null)
        {
            ArrayPool<byte>.Shared.Return(_held);
            _held = null;
        }

        base.Dispose(disposing);
    }

    private static bool IsTaggable(HttpResponse response) =>
        response.StatusCode == StatusCodes.Status200OK
        && !(response.ContentLength > LargestBytes)
        && response.Headers is { ETag.Count: 0, ContentEncoding.Count: 0 }
        && response.ContentType is { } type
        && type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
        && !response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase);

    private async ValueTask PassOnAsync(CancellationToken cancellationToken)
    {
        _isPassing = true;
        if (_length > 0)
        {
            await inner.WriteAsync(_held.AsMemory(0, _length), cancellationToken);
        }
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held is null)
        {
            _held = ArrayPool<byte>.Shared.Rent(Math.Max((int)(context.Response.ContentLength ?? FirstBytes), bytes.Length));
        }
        else if (_length + bytes.Length > _held.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _held.Length, _length + bytes.Length));
            _held.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_held);
            _held = larger;
        }

        bytes.CopyTo(_held.AsSpan(_length));
        _length += bytes.Length;
    }
}
