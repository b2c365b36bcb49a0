namespace MediaNest.Simulators.Images;

/// <summary>
/// Writes small baseline JPEG pictures without an image library: one colour a block of 8 by 8 pixels,
/// so that only the DC coefficient of each block has to be coded (ITU-T T.81, annex F).
/// </summary>
internal static class FlatJpeg
{
    // With a quantisation step of 8 the DC value of a flat block is its sample value.
    private const int Step = 8;

    public static byte[] Write(int width, int height, int seed)
    {
        using var stream = new MemoryStream();
        WriteHeaders(stream, width, height);

        var bits = new BitWriter(stream);
        int columns = (width + 7) / 8, rows = (height + 7) / 8;
        var previous = new int[3];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (y, cb, cr) = Colour(seed, (double)row / rows, (double)column / columns);
                WriteBlock(bits, y, ref previous[0]);
                WriteBlock(bits, cb, ref previous[1]);
                WriteBlock(bits, cr, ref previous[2]);
            }
        }

        bits.Flush();
        stream.Write([0xFF, 0xD9]);
        return stream.ToArray();
    }

    /// <summary>A gradient in the hue of the seed, with a darker frame: enough to tell titles apart.</summary>
    private static (int Y, int Cb, int Cr) Colour(int seed, double down, double across)
    {
        var angle = seed % 360 * Math.PI / 180;
        var frame = down is < 0.06 or > 0.94 || across is < 0.06 or > 0.94;
        var light = frame ? -70 : (int)(50 - (90 * down));
        return (light, (int)(45 * Math.Cos(angle)), (int)(45 * Math.Sin(angle)));
    }

    private static void WriteBlock(BitWriter bits, int value, ref int previous)
    {
        var difference = value - previous;
        previous = value;
        var size = 0;
        for (var rest = Math.Abs(difference); rest > 0; rest >>= 1)
        {
            size++;
        }

        bits.Write(size, 4);
        bits.Write(difference < 0 ? difference + (1 << size) - 1 : difference, size);
        bits.Write(0, 1); // the only AC code: end of block
    }

    private static void WriteHeaders(MemoryStream stream, int width, int height)
    {
        stream.Write([0xFF, 0xD8]);
        stream.Write([0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        stream.Write([0xFF, 0xDB, 0, 67, 0]);
        stream.Write([.. Enumerable.Repeat((byte)Step, 64)]);
        stream.Write([0xFF, 0xC0, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3]);
        stream.Write([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);

        // DC: twelve sizes, each with a code of four bits. AC: one code of one bit.
        stream.Write([0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        stream.Write([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        stream.Write([0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        stream.Write([0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
    }

    private sealed class BitWriter(Stream stream)
    {
        private int _pending;
        private int _count;

        public void Write(int value, int bits)
        {
            for (var bit = bits - 1; bit >= 0; bit--)
            {
                _pending = (_pending << 1) | ((value >> bit) & 1);
                if (++_count == 8)
                {
                    WriteByte();
                }
            }
        }

        public void Flush()
        {
            while (_count != 0)
            {
                Write(1, 1);
            }
        }

        private void WriteByte()
        {
            stream.WriteByte((byte)_pending);
            if (_pending == 0xFF)
            {
                stream.WriteByte(0);
            }

            _pending = 0;
            _count = 0;
        }
    }
}
