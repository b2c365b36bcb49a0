using System.Buffers;

namespace MediaNest.SocketIO.Engine;

/// <summary>A rented array that grows with what has really arrived, up to a limit.</summary>
internal sealed class PooledBuffer
{
    private const int FirstSize = 4096;
    private byte[]? _array;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _array.AsSpan(0, Length);

    /// <summary>Room for at least one more byte.</summary>
    public Memory<byte> Free()
    {
        if (_array is null)
            _array = ArrayPool<byte>.Shared.Rent(FirstSize);
        else if (Length == _array.Length)
            Grow(Length * 2);

        return _array.AsMemory(Length);
    }

    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySequence<byte> data)
    {
        var length = (int)data.Length;
        if (_array is null || _array.Length - Length < length)
            Grow(Math.Max(Length + length, Length * 2));

        data.CopyTo(_array.AsSpan(Length));
        Length += length;
    }

    /// <summary>Gives the array back; the buffer may be used anew.</summary>
    public void Release()
    {
        if (_array is not null)
            ArrayPool<byte>.Shared.Return(_array);

        _array = null;
        Length = 0;
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, FirstSize));
        Written.CopyTo(larger);
        if (_array is not null)
            ArrayPool<byte>.Shared.Return(_array);

        _array = larger;
    }
}
