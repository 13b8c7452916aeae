using System.Security.Cryptography;

namespace Graph.Learning;

/// <summary>The elements of tensors on their way to and from a file: in blocks, least significant byte first.</summary>
internal static class TensorElements
{
    private const int BlockBytes = 1 << 20;

    /// <summary>What is done with a block.</summary>
    public delegate void BlockAction(ReadOnlySpan<byte> block);

    /// <summary>Goes over all bytes of a tensor's elements in the order of the file.</summary>
    public static void ForEachBlock(Tensor tensor, BlockAction action)
    {
        Buffer buffer = tensor.Literal.Buffer;
        byte[] block = new byte[(int)Math.Min(BlockBytes, buffer.ByteLength)];
        for (long start = 0; start < buffer.ByteLength; start += block.Length)
        {
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(block.Length, buffer.ByteLength - start));
            buffer.CopyTo(start, bytes);
            OrderBytes(bytes, tensor.Element.ByteSize);
            action(bytes);
        }
    }

    /// <summary>Reads the elements of a tensor from where a stream stands, and adds their bytes to a hash.</summary>
    /// <exception cref="CheckpointException">The stream ends before, or a byte of a bool is neither 0 nor 1.</exception>
    public static Tensor Read(Stream stream, TensorFileEntry entry, IncrementalHash hash, string source)
    {
        Buffer buffer = Buffer.Allocate((nint)entry.Type.ByteCount);
        byte[] block = new byte[(int)Math.Min(BlockBytes, buffer.ByteLength)];
        for (long start = 0; start < buffer.ByteLength; start += block.Length)
        {
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(block.Length, buffer.ByteLength - start));
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length)
            {
                throw TensorFileHeader.CutOff(source, buffer.ByteLength - start - read);
            }
            if (entry.Type.Element == ElementType.Bool && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                throw new CheckpointException($"{source} is damaged: a bool of '{entry.Name}' is a byte that is neither 0 nor 1");
            }
            hash.AppendData(bytes);
            OrderBytes(bytes, entry.Type.Element.ByteSize);
            buffer.CopyFrom<byte>(start, bytes);
        }
        return new Tensor(new Literal(entry.Type, buffer));
    }

    private static void OrderBytes(Span<byte> bytes, int size)
    {
        if (BitConverter.IsLittleEndian)
        {
            return;
        }
        for (int start = 0; start < bytes.Length; start += size)
        {
            bytes.Slice(start, size).Reverse();
        }
    }
}
