using System.IO.Compression;

namespace Graph;

public sealed partial class Tensor
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Reads an NPY file of NumPy: versions 1 to 3, either byte order, either axis order.</summary>
    /// <exception cref="GraphException">It is no NPY file, truncated, or holds elements of a type that is not one of the seven.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tensor ReadNpy(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return ReadNpy(stream, Path.GetFileName(path));
    }

    /// <summary>Reads a tensor in NPY format from where a stream stands.</summary>
    /// <param name="stream">The stream; it stands behind the data afterwards.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="GraphException">It is no NPY file, truncated, or holds elements of a type that is not one of the seven.</exception>
    public static Tensor ReadNpy(Stream stream, string source = "the stream") =>
        ReadNpy(stream, source, stream.CanSeek ? stream.Length - stream.Position : long.MaxValue);

    // Nothing is allocated for data that the stream cannot hold.
    private static Tensor ReadNpy(Stream stream, string source, long available)
    {
        NpyHeader header = NpyHeader.Read(stream, source);
        TensorType stored = header.IsColumnMajor ? header.Type.With([.. header.Type.Shape.Reverse()]) : header.Type;
        Tensor tensor = new(new Literal(stored, ReadElements(stream, header, source, available - header.Length)));
        return header.IsColumnMajor ? Ops.Transpose(tensor).Evaluate() : tensor;
    }

    /// <summary>Writes an NPY file, version 1.0, little-endian and row-major.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteNpy(string path)
    {
        using FileStream stream = File.Create(path);
        WriteNpy(stream);
    }

    /// <summary>Writes the tensor in NPY format to a stream.</summary>
    public void WriteNpy(Stream stream)
    {
        NpyHeader.Write(stream, Type);
        byte[] block = new byte[(int)Math.Min(BlockBytes, Type.ByteCount)];
        for (long start = 0; start < Type.ByteCount; start += block.Length)
        {
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(block.Length, Type.ByteCount - start));
            Literal.Buffer.CopyTo(start, bytes);
            OrderBytes(bytes, Element.ByteSize, bigEndian: false);
            stream.Write(bytes);
        }
    }

    /// <summary>Reads all tensors of an NPZ file, a ZIP archive of NPY files; each is named as its entry without <c>.npy</c>.</summary>
    /// <exception cref="GraphException">It is no ZIP archive, or one of its entries cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadNpz(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return ReadNpz(stream, Path.GetFileName(path));
    }

    /// <summary>Reads all tensors of an archive in NPZ format.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="GraphException">It is no ZIP archive, one of its entries cannot be read, or two have one name.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadNpz(Stream stream, string source = "the stream")
    {
        try
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            Dictionary<string, Tensor> tensors = [];
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                string name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                using Stream content = entry.Open();
                if (!tensors.TryAdd(name, ReadNpy(content, $"{entry.FullName} of {source}", entry.Length)))
                {
                    throw new GraphException($"{source} has two tensors named '{name}'");
                }
            }
            return tensors;
        }
        catch (InvalidDataException broken)
        {
            throw new GraphException($"{source} is no NPZ file: {broken.Message.TrimEnd('.')}", broken);
        }
    }

    /// <summary>Writes tensors to an NPZ file, compressed, each as an entry of its name.</summary>
    /// <exception cref="GraphException">Two have one name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteNpz(string path, params ReadOnlySpan<(string Name, Tensor Value)> tensors)
    {
        RequireDistinct(tensors);
        using FileStream stream = File.Create(path);
        WriteNpz(stream, tensors);
    }

    /// <summary>Writes tensors to a stream in NPZ format, compressed, each as an entry of its name.</summary>
    /// <exception cref="GraphException">Two have one name.</exception>
    public static void WriteNpz(Stream stream, params ReadOnlySpan<(string Name, Tensor Value)> tensors)
    {
        RequireDistinct(tensors);
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, Tensor value) in tensors)
        {
            using Stream content = archive.CreateEntry(name + ".npy").Open();
            value.WriteNpy(content);
        }
    }

    private static void RequireDistinct(ReadOnlySpan<(string Name, Tensor Value)> tensors)
    {
        HashSet<string> names = [];
        foreach ((string name, _) in tensors)
        {
            if (!names.Add(name))
            {
                throw new GraphException($"two tensors are named '{name}'; in an NPZ file every name stands once");
            }
        }
    }

    private static Buffer ReadElements(Stream stream, NpyHeader header, string source, long available)
    {
        long count = header.Type.ByteCount;
        if (available < count)
        {
            throw NpyHeader.Truncated(source, count - available);
        }
        Buffer buffer = Buffer.Allocate((nint)count);
        byte[] block = new byte[(int)Math.Min(BlockBytes, count)];
        for (long start = 0; start < count; start += block.Length)
        {
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(block.Length, count - start));
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length)
            {
                throw NpyHeader.Truncated(source, count - start - read);
            }
            OrderBytes(bytes, header.Type.Element.ByteSize, header.IsBigEndian);
            if (header.Type.Element == ElementType.Bool)
            {
                Normalise(bytes);
            }
            buffer.CopyFrom<byte>((nint)start, bytes);
        }
        return buffer;
    }

    private static void OrderBytes(Span<byte> bytes, int size, bool bigEndian)
    {
        if (size == 1 || bigEndian != BitConverter.IsLittleEndian)
        {
            return;
        }
        for (int start = 0; start < bytes.Length; start += size)
        {
            bytes.Slice(start, size).Reverse();
        }
    }

    // A bool is one byte that is 1 or 0, whatever the file says.
    private static void Normalise(Span<byte> bytes)
    {
        foreach (ref byte value in bytes)
        {
            value = value == 0 ? (byte)0 : (byte)1;
        }
    }
}
