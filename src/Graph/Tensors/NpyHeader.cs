using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Graph;

/// <summary>
/// The header of an NPY file, format versions 1.0 to 3.0 (NumPy Enhancement Proposal 1): a magic string, a version, a length, and a Python
/// dictionary with <c>descr</c>, <c>fortran_order</c> and <c>shape</c>.
/// </summary>
/// <param name="Type">Element type and shape.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
/// <param name="IsColumnMajor">Whether the first axis varies fastest.</param>
internal sealed partial record NpyHeader(TensorType Type, bool IsBigEndian, bool IsColumnMajor)
{
    private const int Alignment = 64;
    private const int LargestHeader = 1 << 20;
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>How many bytes it takes, so that the data begins behind them.</summary>
    public long Length { get; private init; }

    public static NpyHeader Read(Stream stream, string source)
    {
        byte[] start = Bytes(stream, 8, source);
        if (!start.AsSpan(0, 6).SequenceEqual(Magic))
        {
            throw new GraphException($"{source} is no NPY file: it does not begin with the bytes 93 4E 55 4D 50 59");
        }
        if (start[6] is < 1 or > 3)
        {
            throw new GraphException($"{source} has NPY version {start[6]}.{start[7]}; versions 1 to 3 are known");
        }
        byte[] lengthBytes = Bytes(stream, start[6] == 1 ? 2 : 4, source);
        long length = lengthBytes.Select((value, place) => (long)value << (8 * place)).Sum();
        if (length > LargestHeader)
        {
            throw new GraphException($"{source} has an NPY header of {length} bytes, which cannot be");
        }
        Encoding encoding = start[6] == 3 ? Encoding.UTF8 : Encoding.Latin1;
        return Parse(
            encoding.GetString(Bytes(stream, (int)length, source)), source) with
        { Length = start.Length + lengthBytes.Length + length };
    }

    public static void Write(Stream stream, TensorType type)
    {
        string sizes = string.Concat(type.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture) + ", "));
        sizes = type.Rank == 1 ? sizes.TrimEnd() : sizes.TrimEnd(' ', ',');
        string header = $"{{'descr': '{Descriptor(type.Element)}', 'fortran_order': False, 'shape': ({sizes}), }}";
        // Magic, version and length are ten bytes; with them and a line feed the data begins at a multiple of 64.
        int padded = ((10 + header.Length + 1 + Alignment - 1) / Alignment * Alignment) - 10;
        stream.Write(Magic);
        stream.Write([1, 0, (byte)padded, (byte)(padded >> 8)]);
        stream.Write(Encoding.Latin1.GetBytes(header.PadRight(padded - 1) + "\n"));
    }

    /// <summary>Reads a number of bytes to the last one.</summary>
    public static byte[] Bytes(Stream stream, int count, string source)
    {
        byte[] bytes = new byte[count];
        int read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return read == count ? bytes : throw Truncated(source, count - read);
    }

    public static GraphException Truncated(string source, long missing) =>
        new($"{source} is truncated: {missing} more byte{(missing == 1 ? " is" : "s are")} needed");

    private static NpyHeader Parse(string header, string source)
    {
        Match descriptor = DescriptorEntry().Match(header);
        Match order = OrderEntry().Match(header);
        Match shape = ShapeEntry().Match(header);
        if (!descriptor.Success || !order.Success || !shape.Success)
        {
            throw new GraphException($"{source} has an NPY header that lacks a plain 'descr', 'fortran_order' or 'shape': {header.Trim()}");
        }
        string text = descriptor.Groups[1].Value;
        ElementType element = ElementOf(text)
            ?? throw new ElementTypeException(
                $"{source} holds elements of NumPy type '{text}'; those that can be read are f4, f8, i4, i8, u4, u1 and b1");
        string[] sizes = shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        sizes = [.. sizes.Select(size => size.EndsWith('L') ? size[..^1] : size)];
        if (sizes.Any(size => size.Length == 0 || !size.All(char.IsAsciiDigit)))
        {
            throw new GraphException($"{source} has an NPY header whose 'shape' is not a list of whole numbers: ({shape.Groups[1].Value})");
        }
        try
        {
            TensorType type = new(element, [.. sizes.Select(size => long.Parse(size, CultureInfo.InvariantCulture))]);
            return new NpyHeader(type, text[0] == '>', order.Groups[1].Value == "True");
        }
        catch (OverflowException)
        {
            throw new ShapeException($"{source} has the shape ({shape.Groups[1].Value}), whose sizes are too large");
        }
    }

    private static string Descriptor(ElementType element) => element switch
    {
        ElementType.F32 => "<f4",
        ElementType.F64 => "<f8",
        ElementType.I32 => "<i4",
        ElementType.I64 => "<i8",
        ElementType.U32 => "<u4",
        ElementType.U8 => "|u1",
        ElementType.Bool => "|b1",
    };

    private static ElementType? ElementOf(string descriptor) =>
        descriptor.Length < 2 || !"<>|=".Contains(descriptor[0], StringComparison.Ordinal)
        ? null
        : descriptor[1..] switch
        {
            "f4" => ElementType.F32,
            "f8" => ElementType.F64,
            "i4" => ElementType.I32,
            "i8" => ElementType.I64,
            "u4" => ElementType.U32,
            "u1" => ElementType.U8,
            "b1" => ElementType.Bool,
            _ => null,
        };

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""]([^'""]+)['""]")]
    private static partial Regex DescriptorEntry();

    [GeneratedRegex(@"['""]fortran_order['""]\s*:\s*(True|False)")]
    private static partial Regex OrderEntry();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(([\d\sL,]*)\)")]
    private static partial Regex ShapeEntry();
}
