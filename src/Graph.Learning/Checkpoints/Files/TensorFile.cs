using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Text;

namespace Graph.Learning;

/// <summary>
/// A file of named tensors in the safetensors format: eight bytes that say how long the header is, a header in JSON with element type,
/// shape and place of each tensor, and their elements, little-endian. Other programs read it; what they write is read too.
/// </summary>
/// <remarks>
/// A file that this class writes has a checksum of itself in its metadata, which reading compares. The same tensors and metadata give the
/// same bytes, in whatever order they are given. Immutable.
/// </remarks>
public sealed class TensorFile
{
    /// <summary>Makes the content of a file.</summary>
    /// <param name="tensors">A name and the values of each tensor; names are not empty and stand once.</param>
    /// <param name="metadata">Texts by their keys; none unless given. <c>graph.sha256</c> is the file's own.</param>
    /// <exception cref="GraphException">
    /// A name is null, empty, given twice or <c>__metadata__</c>, a tensor or text is null, or the metadata has the file's own key.
    /// </exception>
    public TensorFile(IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ImmutableArray<(string Name, Tensor Value)> given = [.. tensors];
        Dictionary<string, string> texts = new(metadata ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        RequireNames(given);
        if (texts.ContainsKey(TensorFileHeader.ChecksumKey))
        {
            throw new GraphException($"the key '{TensorFileHeader.ChecksumKey}' of the metadata is the file's own");
        }
        if (texts.FirstOrDefault(text => text.Value is null) is { Key: { } empty })
        {
            throw new GraphException($"the text of '{empty}' in the metadata is null");
        }
        Tensors = Ordered(given);
        Metadata = texts.AsReadOnly();
    }

    private TensorFile(
        ImmutableArray<(string Name, Tensor Value)> tensors, ReadOnlyDictionary<string, string> metadata, bool hasChecksum)
    {
        (Tensors, Metadata, HasChecksum) = (tensors, metadata, hasChecksum);
    }

    /// <summary>The tensors with their names, in the order in which their elements lie.</summary>
    public ImmutableArray<(string Name, Tensor Value)> Tensors { get; }

    /// <summary>The texts by their keys, without the checksum.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// The SHA-256 of names, types and elements of the tensors, in the order of the names, as 64 hexadecimal digits: equal for equal
    /// weights, whatever the metadata says.
    /// </summary>
    public string Sha256
    {
        get
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach ((string name, Tensor value) in Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{value.Type}\0"));
                TensorElements.ForEachBlock(value, block => hash.AppendData(block));
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Whether it was read from a file that had a checksum, which then was right.</summary>
    internal bool HasChecksum { get; }

    /// <summary>The values of a tensor.</summary>
    /// <exception cref="GraphException">There is none of that name.</exception>
    public Tensor this[string name] => Tensors.FirstOrDefault(tensor => tensor.Name == name).Value
        ?? throw new GraphException($"there is no tensor '{name}'{Suggestion.For(name, [.. Tensors.Select(tensor => tensor.Name)])}");

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">
    /// It cannot be read, is no such file, is cut off or damaged, or holds elements of another type.
    /// </exception>
    public static TensorFile Load(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(stream, $"'{path}'");
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new CheckpointException($"'{path}' cannot be read: {FileFailure.Reason(failure)}", failure);
        }
    }

    /// <summary>Reads a file from where a stream stands to its end.</summary>
    /// <param name="stream">The stream; one that cannot seek is copied to memory first, at most 2 GB.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="CheckpointException">It is no such file, is cut off or damaged, or holds elements of another type.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static TensorFile Read(Stream stream, string source = "the stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            copy.Position = 0;
            return Read(copy, source);
        }
        byte[] start = new byte[TensorFileHeader.LengthBytes];
        ReadWhole(stream, start, source);
        byte[] text = new byte[TensorFileHeader.LengthOf(start, stream.Length - stream.Position, source)];
        ReadWhole(stream, text, source);
        TensorFileHeader header = TensorFileHeader.Parse(text, source);
        header.RequireData(stream.Length - stream.Position, source);

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        hash.AppendData(header.WithoutChecksum(text));
        ImmutableArray<(string Name, Tensor Value)> tensors =
            [.. header.Entries.Select(entry => (entry.Name, TensorElements.Read(stream, entry, hash, source)))];
        if (header.Checksum is { } checksum && checksum != Convert.ToHexStringLower(hash.GetHashAndReset()))
        {
            throw new CheckpointException($"{source} is damaged: its checksum is not that of what it holds");
        }
        return new TensorFile(tensors, header.Metadata, header.Checksum is not null);
    }

    /// <summary>
    /// Writes a file in such a way that at any moment either the one that was there before or the new one is there whole, also when the
    /// process is killed or the power fails: beside it first, flushed to the disk, renamed.
    /// </summary>
    /// <exception cref="CheckpointException">It cannot be written; a file that was there is as it was.</exception>
    public void Save(string path) => Save(path, null);

    /// <summary>Writes the file to a stream.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // A file of another program may have another order.
        ImmutableArray<(string Name, Tensor Value)> ordered = Ordered(Tensors);
        (byte[] text, int checksum) = TensorFileHeader.Print(ordered, Metadata);
        byte[] start = new byte[TensorFileHeader.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(start, text.Length);

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        hash.AppendData(text);
        foreach ((_, Tensor value) in ordered)
        {
            TensorElements.ForEachBlock(value, block => hash.AppendData(block));
        }
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()), text.AsSpan(checksum));

        stream.Write(start);
        stream.Write(text);
        foreach ((_, Tensor value) in ordered)
        {
            TensorElements.ForEachBlock(value, block => stream.Write(block));
        }
    }

    /// <summary>Writes a file to a stream of another kind than a file's, as a test would have it.</summary>
    internal void Save(string path, Func<string, Stream>? create)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        DurableFile.Write(path, Write, create);
    }

    // Wide elements first, so that each tensor lies at a multiple of its element's size; then by name.
    private static ImmutableArray<(string Name, Tensor Value)> Ordered(ImmutableArray<(string Name, Tensor Value)> tensors) =>
        [.. tensors.OrderByDescending(tensor => tensor.Value.Element.ByteSize).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];

    private static void ReadWhole(Stream stream, byte[] bytes, string source)
    {
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length)
        {
            throw TensorFileHeader.CutOff(source, bytes.Length - read);
        }
    }

    private static void RequireNames(ImmutableArray<(string Name, Tensor Value)> tensors)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((string name, Tensor value) in tensors)
        {
            if (string.IsNullOrEmpty(name) || name == TensorFileHeader.MetadataName)
            {
                throw new GraphException(
                    name is null ? "a tensor is given without a name: it is null" : $"a tensor cannot be named '{name}'");
            }
            if (value is null)
            {
                throw new GraphException($"the tensor '{name}' is null");
            }
            if (!names.Add(name))
            {
                throw new GraphException($"two tensors are named '{name}'; in a file every name stands once");
            }
        }
    }
}
