using System.Globalization;
using System.Text;

namespace Graph.Learning;

/// <summary>One use of a layer in a summary.</summary>
/// <param name="Path">The path of the layer; empty for the network itself.</param>
/// <param name="Kind">The name of its type.</param>
/// <param name="Depth">How many layers it lies within, the network not among them.</param>
/// <param name="Outputs">The shapes of its outputs for one sample, where the leading axis is that of the batch: written as N.</param>
/// <param name="Parameters">
/// The number of its own trained numbers, those of layers within it not among them; 0 where it was used before.
/// </param>
/// <param name="StateNumbers">The number of its own other numbers, such as running statistics.</param>
/// <param name="IsRepeated">Whether the layer was used before, with the same parameters.</param>
public sealed record SummaryRow(
    string Path, string Kind, int Depth, ImmutableArray<string> Outputs, long Parameters, long StateNumbers, bool IsRepeated);

/// <summary>The layers of a network with what they give and how many parameters they have; printed, a table.</summary>
public sealed class NetworkSummary
{
    // A number of samples that no shape has by itself, so that the axis of the batch is seen in the outputs.
    private const long Samples = 7919;

    private NetworkSummary(ImmutableArray<SummaryRow> rows) => Rows = rows;

    /// <summary>The uses of layers in order, an outer one before those within it.</summary>
    public ImmutableArray<SummaryRow> Rows { get; }

    /// <summary>The number of trained numbers.</summary>
    public long Parameters => Rows.Sum(row => row.Parameters);

    /// <summary>The number of other numbers that layers keep, such as running statistics.</summary>
    public long StateNumbers => Rows.Sum(row => row.StateNumbers);

    /// <summary>The summary of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The types of its inputs for one sample, without the axis of the batch.</param>
    /// <exception cref="GraphException">The inputs do not fit.</exception>
    public static NetworkSummary Of(Layer network, params ImmutableArray<TensorType> inputs)
    {
        ImmutableArray<Field> fields =
            [.. inputs.Select((type, place) => new Field(FormattableString.Invariant($"x{place}"), type.With([Samples, .. type.Shape])))];
        NetworkTrace trace = NetworkTrace.Of(network, fields);
        ImmutableArray<SummaryRow> rows = [.. trace.Scope.Applications.Select(Row)];
        // A container at the top says nothing that its layers do not.
        return new NetworkSummary(rows.Length > 1 && rows[0] is { Path: "", Parameters: 0, StateNumbers: 0 } ? rows[1..] : rows);
    }

    /// <summary>A table: layer, type, output and parameters, and the totals below.</summary>
    public override string ToString()
    {
        string[][] cells =
        [
            ["layer", "type", "output", "parameters"],
            .. Rows.Select(row => (string[])
            [
                new string(' ', 2 * Math.Max(0, row.Depth - 1)) + LastName(row.Path),
                row.Kind,
                string.Join(" ", row.Outputs),
                row.IsRepeated ? "shared" : Number(row.Parameters),
            ]),
        ];
        int[] widths = [.. Enumerable.Range(0, 4).Select(column => cells.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in cells)
        {
            text.Append(row[0].PadRight(widths[0] + 2)).Append(row[1].PadRight(widths[1] + 2)).Append(row[2].PadRight(widths[2] + 2))
                .Append(row[3].PadLeft(widths[3])).Append('\n');
        }
        text.Append(Number(Parameters)).Append(" parameters");
        if (StateNumbers > 0)
        {
            text.Append(", and ").Append(Number(StateNumbers)).Append(" numbers of state");
        }
        return text.ToString();
    }

    private static SummaryRow Row(LayerApplication use) => new(
        use.Path,
        use.Layer.GetType().Name,
        use.Depth,
        [.. use.Outputs.Select(output => ShapeOf(output.Shape))],
        Count(use, isTrained: true),
        Count(use, isTrained: false),
        !use.IsFirst);

    private static long Count(LayerApplication use, bool isTrained) => use.IsFirst
        ? use.Variables.Where(own => own.IsTrained == isTrained && !own.IsOfBatch).Sum(own => own.Type.ElementCount)
        : 0;

    private static string LastName(string path) => path.Length == 0 ? "(network)" : path[(path.LastIndexOf('/') + 1)..];

    private static string ShapeOf(Shape shape)
    {
        string text = shape.ToString();
        return shape.Rank > 0 && shape[0] == Samples ? string.Concat("[N", text.AsSpan(text.IndexOfAny([',', ']']))) : text;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>Summaries as a method of the network.</summary>
public static class Summaries
{
    /// <summary>The layers of a network with what they give and how many parameters they have.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">The shape of one sample, without the axis of the batch.</param>
    /// <param name="element">Its element type.</param>
    /// <exception cref="GraphException">The input does not fit.</exception>
    public static NetworkSummary Summary(this Layer network, Shape input, ElementType element = ElementType.F32) =>
        NetworkSummary.Of(network, new TensorType(element, input));
}
