using System.Buffers.Binary;
using System.IO.Compression;

namespace Graph.Datasets;

/// <summary>
/// The format of the MNIST files: two zero bytes, a byte for the type of the elements, one for the number of axes, a big-endian size of 32
/// bits for each, then the elements, big-endian. Plain, or compressed by gzip.
/// </summary>
public static class Idx
{
    private const int HeaderBytes = 4, SizeBytes = 4;
    private const int BlockBytes = 1 << 16;

    // Deflate makes of one byte at most 1032.
    private const long MostExpansion = 1032;

    /// <summary>Reads a file, plain or gzipped.</summary>
    /// <returns>A tensor of u8, i32 (from signed bytes, 16 or 32 bits), f32 or f64.</returns>
    /// <exception cref="DatasetException">It cannot be read, is no IDX file, is cut off or damaged.</exception>
    public static Tensor Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(stream, $"'{path}'");
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new DatasetException($"'{path}' cannot be read: {FileFailure.Reason(failure)}", failure);
        }
    }

    /// <summary>Reads from where a stream stands to its end, plain or gzipped.</summary>
    /// <param name="stream">A stream that can seek.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <returns>A tensor of u8, i32 (from signed bytes, 16 or 32 bits), f32 or f64.</returns>
    /// <exception cref="DatasetException">It is no IDX file, is cut off or damaged.</exception>
    public static Tensor Read(Stream stream, string source = "the stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        long available = stream.Length - stream.Position;
        long start = stream.Position;
        bool isZipped = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = start;
        if (!isZipped)
        {
            return ReadPlain(stream, available, source, out _);
        }
        try
        {
            using GZipStream plain = new(stream, CompressionMode.Decompress, leaveOpen: true);
            Tensor tensor = ReadPlain(plain, available * MostExpansion, source, out long length);
            return IsWhole(stream, length) ? tensor : throw CutOff(source, tensor.Shape);
        }
        catch (InvalidDataException broken)
        {
            throw new DatasetException($"{source} is damaged: it is no whole gzip file", broken);
        }
    }

    /// <summary>Writes a file; one whose name ends with <c>.gz</c> is gzipped.</summary>
    /// <param name="path">The file; replaced where it is there.</param>
    /// <param name="tensor">A tensor of u8, i32, f32 or f64, with at most 255 axes.</param>
    /// <exception cref="DatasetException">The format has no such elements, or it cannot be written.</exception>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensor);
        byte[] header = Header(tensor.Type);
        try
        {
            using FileStream file = File.Create(path);
            using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Optimal) : file;
            stream.Write(header);
            WriteElements(stream, tensor);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new DatasetException($"'{path}' cannot be written: {FileFailure.Reason(failure)}", failure);
        }
    }

    // The last four bytes say how many there are unpacked. The stream compares them, and the checksum before them, only where nothing is
    // cut off.
    private static bool IsWhole(Stream zipped, long plainLength)
    {
        byte[] end = new byte[SizeBytes];
        zipped.Seek(-end.Length, SeekOrigin.End);
        zipped.ReadExactly(end);
        return BinaryPrimitives.ReadUInt32LittleEndian(end) == unchecked((uint)plainLength);
    }

    private static Tensor ReadPlain(Stream stream, long available, string source, out long length)
    {
        byte[] header = ReadWhole(stream, HeaderBytes, source);
        if (header[0] != 0 || header[1] != 0 || StoredSize(header[2]) is not { } stored)
        {
            throw new DatasetException(
                $"{source} is no IDX file: it begins with the bytes {Convert.ToHexString(header)}, not with 0000, a type and a " +
                "number of axes");
        }
        byte[] sizes = ReadWhole(stream, header[3] * SizeBytes, source);
        Shape shape =
            [.. Enumerable.Range(0, header[3]).Select(axis => (long)BinaryPrimitives.ReadUInt32BigEndian(sizes.AsSpan(axis * SizeBytes)))];
        TensorType type;
        try
        {
            type = new TensorType(ElementOf(header[2]), shape);
        }
        catch (ShapeException impossible)
        {
            throw new DatasetException($"{source} is damaged: its shape would be {shape}", impossible);
        }
        long needed = type.ElementCount * stored;
        length = HeaderBytes + sizes.Length + needed;
        if (length > available)
        {
            throw CutOff(source, shape);
        }
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        ReadElements(stream, buffer, header[2], stored, needed, () => CutOff(source, shape));
        return stream.ReadByte() < 0
            ? new Tensor(new Literal(type, buffer))
            : throw new DatasetException($"{source} is damaged: behind its {type.ElementCount} elements of shape {shape} there are more");
    }

    private static void ReadElements(Stream stream, Buffer buffer, byte code, int stored, long needed, Func<DatasetException> cutOff)
    {
        byte[] block = new byte[(int)Math.Min(BlockBytes, needed)];
        byte[] widened = new byte[block.Length * 4];
        long written = 0;
        for (long start = 0; start < needed; start += block.Length)
        {
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(block.Length, needed - start));
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                throw cutOff();
            }
            ReadOnlySpan<byte> elements = Native(bytes, code, stored, widened);
            buffer.CopyFrom(written, elements);
            written += elements.Length;
        }
    }

    // The elements as this machine has them; those that the tensors have no type for as i32.
    private static ReadOnlySpan<byte> Native(Span<byte> bytes, byte code, int stored, byte[] widened)
    {
        if (code is 0x09 or 0x0B)
        {
            int count = bytes.Length / stored;
            for (int place = 0; place < count; place++)
            {
                int value = stored == 1 ? (sbyte)bytes[place] : BinaryPrimitives.ReadInt16BigEndian(bytes[(2 * place)..]);
                BitConverter.TryWriteBytes(widened.AsSpan(4 * place), value);
            }
            return widened.AsSpan(0, 4 * count);
        }
        OrderBytes(bytes, stored);
        return bytes;
    }

    private static byte[] Header(TensorType type)
    {
        byte code = type.Element switch
        {
            ElementType.U8 => 0x08,
            ElementType.I32 => 0x0C,
            ElementType.F32 => 0x0D,
            ElementType.F64 => 0x0E,
            ElementType.I64 or ElementType.U32 or ElementType.Bool =>
                throw new DatasetException($"an IDX file holds u8, i32, f32 or f64, not {type.Element.Mnemonic}"),
        };
        if (type.Rank > byte.MaxValue || type.Shape.Any(size => size > uint.MaxValue))
        {
            throw new DatasetException($"an IDX file has at most 255 axes of at most {uint.MaxValue} elements, not {type.Shape}");
        }
        byte[] header = new byte[HeaderBytes + (type.Rank * SizeBytes)];
        (header[2], header[3]) = (code, (byte)type.Rank);
        for (int axis = 0; axis < type.Rank; axis++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(HeaderBytes + (axis * SizeBytes)), (uint)type.Shape[axis]);
        }
        return header;
    }

    private static void WriteElements(Stream stream, Tensor tensor)
    {
        Buffer buffer = tensor.Literal.Buffer;
        byte[] block = new byte[(int)Math.Min(BlockBytes, buffer.ByteLength)];
        for (long start = 0; start < buffer.ByteLength; start += block.Length)
        {
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(block.Length, buffer.ByteLength - start));
            buffer.CopyTo(start, bytes);
            OrderBytes(bytes, tensor.Element.ByteSize);
            stream.Write(bytes);
        }
    }

    private static void OrderBytes(Span<byte> bytes, int size)
    {
        for (int start = 0; size > 1 && BitConverter.IsLittleEndian && start < bytes.Length; start += size)
        {
            bytes.Slice(start, size).Reverse();
        }
    }

    private static int? StoredSize(byte code) => code switch
    {
        0x08 or 0x09 => 1,
        0x0B => 2,
        0x0C or 0x0D => 4,
        0x0E => 8,
        _ => null,
    };

    private static ElementType ElementOf(byte code) => code switch
    {
        0x08 => ElementType.U8,
        0x0D => ElementType.F32,
        0x0E => ElementType.F64,
        _ => ElementType.I32,
    };

    private static byte[] ReadWhole(Stream stream, int count, string source)
    {
        byte[] bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new DatasetException($"{source} is no IDX file: it ends before its header does");
    }

    private static DatasetException CutOff(string source, Shape shape) =>
        new($"{source} is cut off: it ends before its {shape.ElementCount} elements of shape {shape} do");
}
