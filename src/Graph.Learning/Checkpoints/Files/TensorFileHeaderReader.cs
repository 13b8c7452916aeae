using System.Text.Json;

namespace Graph.Learning;

/// <summary>Reads the header of a safetensors file that anybody may have written.</summary>
internal sealed class TensorFileHeaderReader(byte[] text, string source)
{
    private const int ChecksumDigits = 64;

    // A field that this class does not know may nest; a header has no more than three levels of its own.
    private static readonly JsonReaderOptions options = new() { MaxDepth = 16 };

    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorFileEntry> entries = new(StringComparer.Ordinal);
    private bool hasMetadata;
    private string? checksum;
    private int checksumPlace;

    public TensorFileHeader Read()
    {
        Utf8JsonReader json = new(text, options);
        try
        {
            if (text[0] != (byte)'{')
            {
                throw NoHeader("it does not begin with a brace");
            }
            json.Read();
            while (Next(ref json, JsonTokenType.PropertyName, JsonTokenType.EndObject))
            {
                Member(ref json, Text(ref json, "a name"));
            }
            // What follows may be spaces, to align the elements; the reader throws at anything else.
            json.Read();
        }
        catch (JsonException broken)
        {
            throw NoHeader($"it is broken behind byte {json.BytesConsumed + TensorFileHeader.LengthBytes}", broken);
        }
        return new TensorFileHeader(InOrder(), metadata.AsReadOnly(), checksum, checksumPlace);
    }

    private void Member(ref Utf8JsonReader json, string name)
    {
        if (name == TensorFileHeader.MetadataName)
        {
            if (hasMetadata)
            {
                throw Damaged($"it has '{TensorFileHeader.MetadataName}' twice");
            }
            hasMetadata = true;
            ReadMetadata(ref json);
        }
        else if (!entries.TryAdd(name, Entry(ref json, name)))
        {
            throw Damaged($"two tensors are named '{name}'");
        }
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        Require(ref json, JsonTokenType.StartObject, $"'{TensorFileHeader.MetadataName}' is no object");
        while (Next(ref json, JsonTokenType.PropertyName, JsonTokenType.EndObject))
        {
            string key = Text(ref json, "a key of the metadata");
            Require(ref json, JsonTokenType.String, $"'{key}' of the metadata is no text");
            string value = Text(ref json, $"'{key}' of the metadata");
            if (key == TensorFileHeader.ChecksumKey)
            {
                ReadChecksum(ref json, value);
            }
            else if (!metadata.TryAdd(key, value))
            {
                throw Damaged($"'{key}' stands twice in the metadata");
            }
        }
    }

    private void ReadChecksum(ref Utf8JsonReader json, string value)
    {
        if (checksum is not null || json.ValueSpan.Length != ChecksumDigits || !value.All(char.IsAsciiHexDigitLower))
        {
            throw Damaged($"'{TensorFileHeader.ChecksumKey}' of the metadata is not one number of {ChecksumDigits} hexadecimal digits");
        }
        checksum = value;
        checksumPlace = (int)json.TokenStartIndex + 1;
    }

    private TensorFileEntry Entry(ref Utf8JsonReader json, string name)
    {
        ElementType? element = null;
        List<long>? shape = null, offsets = null;
        Require(ref json, JsonTokenType.StartObject, $"the tensor '{name}' is no object");
        while (Next(ref json, JsonTokenType.PropertyName, JsonTokenType.EndObject))
        {
            string field = Text(ref json, $"a field of '{name}'");
            if ((field == "dtype" && element is not null) || (field == "shape" && shape is not null)
                || (field == "data_offsets" && offsets is not null))
            {
                throw Damaged($"the tensor '{name}' has '{field}' twice");
            }
            switch (field)
            {
                case "dtype":
                    Require(ref json, JsonTokenType.String, $"the element type of '{name}' is no text");
                    element = Element(Text(ref json, $"the element type of '{name}'"), name);
                    break;
                case "shape":
                    shape = Sizes(ref json, $"the shape of '{name}'");
                    break;
                case "data_offsets":
                    offsets = Sizes(ref json, $"the place of '{name}'");
                    break;
                default:
                    json.Read();
                    json.Skip();
                    break;
            }
        }
        return element is { } known && shape is not null && offsets is [var begin, var end]
            ? Checked(name, known, [.. shape], begin, end)
            : throw Damaged($"the tensor '{name}' lacks its 'dtype', its 'shape' or its two 'data_offsets'");
    }

    private TensorFileEntry Checked(string name, ElementType element, Shape shape, long begin, long end)
    {
        TensorType type;
        try
        {
            type = new TensorType(element, shape);
        }
        catch (ShapeException impossible)
        {
            throw new CheckpointException($"{source} is damaged: the tensor '{name}' has the impossible shape {shape}", impossible);
        }
        return end >= begin && end - begin == type.ByteCount
            ? new TensorFileEntry(name, type, begin, end)
            : throw Damaged($"the tensor '{name}' of type {type} needs {type.ByteCount} bytes, but has those from {begin} to {end}");
    }

    // One behind the other, without holes: nothing is read twice, and nothing hides between them.
    private ImmutableArray<TensorFileEntry> InOrder()
    {
        ImmutableArray<TensorFileEntry> ordered = [.. entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long place = 0;
        foreach (TensorFileEntry entry in ordered)
        {
            if (entry.Begin != place)
            {
                throw Damaged($"the tensor '{entry.Name}' begins at byte {entry.Begin}, but the one before it ends at {place}");
            }
            place = entry.End;
        }
        return ordered;
    }

    private List<long> Sizes(ref Utf8JsonReader json, string what)
    {
        List<long> sizes = [];
        Require(ref json, JsonTokenType.StartArray, $"{what} is no list");
        while (Next(ref json, JsonTokenType.Number, JsonTokenType.EndArray))
        {
            sizes.Add(json.TryGetInt64(out long size) && size >= 0 ? size : throw Damaged($"{what} has a number that is no size"));
        }
        return sizes;
    }

    private ElementType Element(string name, string tensor)
    {
        ElementType[] known = [.. ElementTypes.All.Where(element => TensorFileHeader.Name(element) == name)];
        return known is [var element]
            ? element
            : throw new CheckpointException(
                $"{source} holds '{tensor}' with elements of type {name}; those that can be read are " +
                string.Join(", ", ElementTypes.All.Select(TensorFileHeader.Name)));
    }

    private string Text(ref Utf8JsonReader json, string what)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Damaged($"{what} is no text in UTF-8");
        }
    }

    private bool Next(ref Utf8JsonReader json, JsonTokenType one, JsonTokenType end)
    {
        json.Read();
        return json.TokenType == one || (json.TokenType == end ? false : throw Damaged($"it has a {json.TokenType} where none can be"));
    }

    private void Require(ref Utf8JsonReader json, JsonTokenType type, string otherwise)
    {
        json.Read();
        if (json.TokenType != type)
        {
            throw Damaged(otherwise);
        }
    }

    private CheckpointException NoHeader(string why, Exception? inner = null) => new($"{source} has no header in JSON: {why}", inner);

    private CheckpointException Damaged(string why) => new($"{source} is damaged: {why}");
}
