using System.Globalization;
using System.Text;

namespace Graph;

/// <summary>Writes tensors for people: nested brackets, numbers aligned, and only the ends of long axes.</summary>
internal sealed class TensorText
{
    private const long MostElements = 1000;
    private const int Edge = 3;
    private const int LineWidth = 100;

    private readonly Tensor tensor;
    private readonly bool abridged;
    private readonly StringBuilder text = new();
    private readonly Dictionary<long, string> numbers = [];
    private readonly int width;

    private TensorText(Tensor tensor)
    {
        this.tensor = tensor;
        abridged = tensor.ElementCount > MostElements;
        List<long> shown = [];
        Collect(0, 0, shown);
        Func<long, string> format = NumberFormat.For(tensor.Literal, shown);
        foreach (long index in shown)
        {
            numbers[index] = format(index);
        }
        width = numbers.Values.Select(number => number.Length).DefaultIfEmpty(0).Max();
    }

    public static string Of(Tensor tensor)
    {
        TensorText writer = new(tensor);
        writer.Write(0, 0);
        return writer.text.ToString();
    }

    // The positions along an axis that are shown; null where some are left out.
    private IEnumerable<long?> Positions(int axis)
    {
        long size = tensor.Shape[axis];
        bool cut = abridged && size > 2 * Edge;
        for (long position = 0; position < (cut ? Edge : size); position++)
        {
            yield return position;
        }
        if (cut)
        {
            yield return null;
            for (long position = size - Edge; position < size; position++)
            {
                yield return position;
            }
        }
    }

    private void Collect(int axis, long start, List<long> shown)
    {
        if (axis == tensor.Rank)
        {
            shown.Add(start);
            return;
        }
        foreach (long? position in Positions(axis))
        {
            if (position is { } place && tensor.ElementCount > 0)
            {
                Collect(axis + 1, (start * tensor.Shape[axis]) + place, shown);
            }
        }
    }

    private void Write(int axis, long start)
    {
        if (axis == tensor.Rank)
        {
            text.Append(tensor.Rank == 0 ? numbers[start] : numbers[start].PadLeft(width));
            return;
        }
        bool last = axis == tensor.Rank - 1;
        text.Append('[');
        int column = axis + 1;
        bool first = true;
        foreach (long? position in Positions(axis))
        {
            int length = position is null ? 3 : width;
            if (!first)
            {
                text.Append(',');
                bool wraps = !last || column + 2 + length > LineWidth;
                text.Append(wraps ? "\n" + new string(' ', axis + 1) : " ");
                column = wraps ? axis + 1 : column + 2;
            }
            if (position is { } place)
            {
                Write(axis + 1, (start * tensor.Shape[axis]) + place);
            }
            else
            {
                text.Append("...");
            }
            column += length;
            first = false;
        }
        text.Append(']');
    }
}

/// <summary>One way of writing all numbers of a tensor, so that their points and exponents stand below each other.</summary>
internal static class NumberFormat
{
    private const int MostDecimals = 8;

    public static Func<long, string> For(Literal literal, List<long> shown)
    {
        if (!literal.Element.IsFloat)
        {
            return index => literal.Element switch
            {
                ElementType.Bool => literal.At<bool>(index) ? "true" : "false",
                ElementType.I64 => literal.At<long>(index).ToString(CultureInfo.InvariantCulture),
                ElementType.I32 or ElementType.U32 or ElementType.U8 or ElementType.F32 or ElementType.F64 =>
                    literal.ToDouble(index).ToString("F0", CultureInfo.InvariantCulture),
            };
        }
        double[] sizes = [.. shown.Select(index => Math.Abs(literal.ToDouble(index))).Where(size => double.IsFinite(size) && size != 0)];
        (double least, double most) = sizes.Length == 0 ? (1, 1) : (sizes.Min(), sizes.Max());
        bool scientific = most >= 1e8 || least < 1e-4 || most / least > 1e6;
        int decimals = shown.Select(index => Decimals(literal, index, scientific)).DefaultIfEmpty(0).Max();
        string format = scientific
            ? "0." + new string('0', Math.Max(1, decimals)) + "e+00"
            : "F" + decimals.ToString(CultureInfo.InvariantCulture);
        return index => Written(literal.ToDouble(index), format, scientific || decimals > 0);
    }

    private static string Written(double value, string format, bool hasPoint) =>
        double.IsNaN(value) ? "nan"
        : double.IsInfinity(value) ? (value < 0 ? "-inf" : "inf")
        : value.ToString(format, CultureInfo.InvariantCulture) + (hasPoint ? "" : ".");

    // How many digits behind the point the shortest text that reads back as the same number has.
    private static int Decimals(Literal literal, long index, bool scientific)
    {
        double value = literal.ToDouble(index);
        if (!double.IsFinite(value))
        {
            return 0;
        }
        string digits = literal.Element == ElementType.F32
            ? ((float)value).ToString("E8", CultureInfo.InvariantCulture)
            : value.ToString("E16", CultureInfo.InvariantCulture);
        string shortest = literal.Element == ElementType.F32
            ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = int.Parse(digits[(digits.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        int significant = Significant(shortest);
        return Math.Clamp(scientific ? significant - 1 : significant - 1 - exponent, 0, MostDecimals);
    }

    private static int Significant(string number)
    {
        int end = number.IndexOf('E', StringComparison.Ordinal);
        string mantissa = string.Concat((end < 0 ? number : number[..end]).Where(char.IsAsciiDigit)).TrimStart('0');
        return Math.Max(1, mantissa.TrimEnd('0').Length);
    }
}
