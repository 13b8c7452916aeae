using System.Buffers;
using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Graph.Learning;

/// <summary>What the header of a safetensors file says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type and shape.</param>
/// <param name="Begin">Its first byte, counted from behind the header.</param>
/// <param name="End">The byte behind its last.</param>
internal sealed record TensorFileEntry(string Name, TensorType Type, long Begin, long End);

/// <summary>The header of a safetensors file: what tensors there are and where they lie, and the metadata.</summary>
/// <param name="Entries">The tensors, in the order in which they lie.</param>
/// <param name="Metadata">The texts by their keys, without the checksum.</param>
/// <param name="Checksum">The checksum of the file in hexadecimal digits; null where it has none.</param>
/// <param name="ChecksumPlace">Where its digits begin in the bytes of the header.</param>
internal sealed record TensorFileHeader(
    ImmutableArray<TensorFileEntry> Entries, ReadOnlyDictionary<string, string> Metadata, string? Checksum, int ChecksumPlace)
{
    /// <summary>The member of the header that is no tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>
    /// The key of the SHA-256 over the whole file, its own 64 digits being zeros meanwhile: so nothing of the file is outside of it, and
    /// other programs see one more text.
    /// </summary>
    public const string ChecksumKey = "graph.sha256";

    /// <summary>How many bytes say how long the header is.</summary>
    public const int LengthBytes = 8;

    // As the format's own library has it; and the header ends where elements of eight bytes may begin.
    private const long LargestHeader = 100_000_000;
    private const int Alignment = 8;
    private const int ChecksumDigits = 64;

    /// <summary>Reads how long the header is.</summary>
    /// <exception cref="CheckpointException">There are not as many bytes, or it is no such file.</exception>
    public static int LengthOf(ReadOnlySpan<byte> start, long available, string source)
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length is < 2 or > LargestHeader)
        {
            throw new CheckpointException($"{source} is no safetensors file: its header would have {length} bytes");
        }
        return (long)length <= available ? (int)length : throw CutOff(source, (long)length - available);
    }

    /// <summary>The sentence for a file that ends too early.</summary>
    public static CheckpointException CutOff(string source, long missing) =>
        new($"{source} is cut off: {missing} more byte{(missing == 1 ? " is" : "s are")} needed");

    /// <summary>Reads a header.</summary>
    /// <exception cref="CheckpointException">It is no header, or describes no tensors that lie one behind the other.</exception>
    public static TensorFileHeader Parse(byte[] text, string source) => new TensorFileHeaderReader(text, source).Read();

    /// <summary>Writes a header; the digits of the checksum are zeros.</summary>
    /// <returns>Its bytes, and where the digits of the checksum begin.</returns>
    public static (byte[] Text, int ChecksumPlace) Print(
        ImmutableArray<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArrayBufferWriter<byte> bytes = new();
        int checksum;
        // Names are for people; the rest of what is escaped by default matters only inside of HTML.
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataName);
            json.WriteString(ChecksumKey, new string('0', ChecksumDigits));
            json.Flush();
            checksum = bytes.WrittenCount - ChecksumDigits - 1;
            foreach ((string key, string text) in metadata.OrderBy(text => text.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, text);
            }
            json.WriteEndObject();
            long place = 0;
            foreach ((string name, Tensor value) in tensors)
            {
                Print(json, name, value.Type, place);
                place += value.Type.ByteCount;
            }
            json.WriteEndObject();
        }
        int padded = (bytes.WrittenCount + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[padded];
        header.AsSpan().Fill((byte)' ');
        bytes.WrittenSpan.CopyTo(header);
        return (header, checksum);
    }

    /// <summary>The bytes of the header with zeros for the digits of the checksum.</summary>
    public byte[] WithoutChecksum(byte[] text)
    {
        if (Checksum is null)
        {
            return text;
        }
        byte[] bare = [.. text];
        bare.AsSpan(ChecksumPlace, ChecksumDigits).Fill((byte)'0');
        return bare;
    }

    /// <summary>Holds the places of the tensors against the bytes that are there.</summary>
    /// <exception cref="CheckpointException">There are fewer, or more.</exception>
    public void RequireData(long available, string source)
    {
        long needed = Entries.IsEmpty ? 0 : Entries[^1].End;
        if (available < needed)
        {
            throw CutOff(source, needed - available);
        }
        if (available > needed)
        {
            throw new CheckpointException($"{source} is damaged: {available - needed} bytes behind the last tensor belong to none");
        }
    }

    /// <summary>The name of an element type in the format.</summary>
    public static string Name(ElementType element) => element switch
    {
        ElementType.F32 => "F32",
        ElementType.F64 => "F64",
        ElementType.I32 => "I32",
        ElementType.I64 => "I64",
        ElementType.U32 => "U32",
        ElementType.U8 => "U8",
        ElementType.Bool => "BOOL",
    };

    private static void Print(Utf8JsonWriter json, string name, TensorType type, long place)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", Name(type.Element));
        json.WriteStartArray("shape");
        foreach (long size in type.Shape)
        {
            json.WriteNumberValue(size);
        }
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(place);
        json.WriteNumberValue(place + type.ByteCount);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
