using System.Globalization;
using System.Text;

namespace Graph.IR;

/// <summary>Writes a computation and those that it holds in the DOT language.</summary>
internal sealed class DotPrinter : AttributeWriter
{
    // More elements than this would make the node wider than its neighbours.
    private const int MostElements = 4;

    private readonly Dictionary<Computation, string> computationNames = new(ReferenceEqualityComparer.Instance);

    // Written last: an edge within a cluster would draw both of its ends into it.
    private readonly List<(string Holder, Computation Held)> holdings = [];

    private DotPrinter()
    {
    }

    public static string Print(Computation computation)
    {
        DotPrinter printer = new();
        printer.WriteAll(computation);
        return printer.Text.ToString();
    }

    public override void Literal(Literal value)
    {
        if (value.Type.ElementCount <= MostElements)
        {
            LiteralText.AppendAll(Text, value);
        }
        else
        {
            Text.Append(CultureInfo.InvariantCulture, $"{value.Type.ElementCount} elements");
        }
    }

    public override void Computation(Computation value) => Text.Append(NameOf(value));

    private void WriteAll(Computation root)
    {
        Text.Append("digraph ").Append(Quote(NameText.Format(root.Name))).Append(" {\n");
        Text.Append("  graph [compound=true, ordering=in, fontname=\"Helvetica\"];\n");
        Text.Append("  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"Helvetica\"];\n");
        HashSet<string> written = new(StringComparer.Ordinal);
        foreach ((Computation held, string called) in TextPrinter.NamesOf(root)[..^1])
        {
            computationNames.Add(held, called);
            if (!written.Add(called))
            {
                continue;
            }
            string name = NameOf(held);
            Text.Append("  subgraph ").Append(Quote($"cluster {name}")).Append(" {\n");
            Text.Append("    label=").Append(Quote(name)).Append("; style=dashed;\n");
            WriteNodes(held, "    ", $"{name} ");
            Text.Append("  }\n");
        }
        WriteNodes(root, "  ", "");
        foreach ((string holder, Computation held) in holdings)
        {
            WriteHolding(holder, held);
        }
        Text.Append("}\n");
    }

    /// <summary>The nodes and edges of one computation; its place before each name keeps computations apart.</summary>
    private void WriteNodes(Computation computation, string indent, string place)
    {
        Dictionary<Expr, string> values = ValueNames.Of(computation);
        string Identify(Expr node) => Quote($"{place}%{NameText.Format(values[node])}");
        foreach (Expr node in computation.Nodes)
        {
            Text.Append(indent).Append(Identify(node)).Append(" [");
            WriteLook(node);
            Text.Append("];\n");
        }
        foreach (Expr node in computation.Nodes)
        {
            foreach (Expr input in node.Inputs)
            {
                Text.Append(indent).Append(Identify(input)).Append(" -> ").Append(Identify(node)).Append(";\n");
            }
            foreach (Computation held in Verifier.Held(node.Op))
            {
                holdings.Add((Identify(node), held));
            }
        }
        for (int result = 0; result < computation.Results.Length; result++)
        {
            string label = NameText.Format(computation.ResultNames[result]);
            string name = Quote($"{place}return {label}");
            Text.Append(indent).Append(name).Append(" [shape=octagon, fillcolor=\"#bbf7d0\", label=")
                .Append(Quote(label)).Append("];\n");
            Text.Append(indent).Append(Identify(computation.Results[result])).Append(" -> ").Append(name).Append(";\n");
        }
    }

    private void WriteLook(Expr node)
    {
        string type = node.ResultType.ToString();
        if (node.Op is Parameter leaf)
        {
            string colour = leaf.Role switch
            {
                LeafRole.InputLeaf => "#bfdbfe",
                LeafRole.TrainableLeaf => "#fde68a",
                LeafRole.StateLeaf => "#e9d5ff",
            };
            string role = leaf.Role == LeafRole.InputLeaf ? "" : $"{leaf.Role.Mnemonic} ";
            Text.Append("shape=ellipse, style=filled, fillcolor=\"").Append(colour).Append("\", label=").Append(Quote(NameText.Format(leaf.Label), role + type));
            return;
        }
        StringBuilder whole = Text;
        Text = new StringBuilder();
        WriteAttributes(node.Op);
        string attributes = Text.ToString();
        Text = whole;
        Text.Append("label=").Append(attributes.Length == 0 ? Quote(node.Op.Name, type) : Quote(node.Op.Name, attributes[1..^1], type));
    }

    private void WriteHolding(string holder, Computation held)
    {
        // Graphviz joins nodes only; the edge is cut off at the border of the cluster.
        if (held.ResultNames is [var first, ..])
        {
            string name = NameOf(held);
            Text.Append("  ").Append(holder).Append(" -> ").Append(Quote($"{name} return {NameText.Format(first)}"))
                .Append(" [style=dashed, arrowhead=none, lhead=").Append(Quote($"cluster {name}")).Append("];\n");
        }
    }

    private string NameOf(Computation held) => $"@{NameText.Format(computationNames[held])}";

    /// <summary>A quoted identifier, or a label of several lines.</summary>
    private static string Quote(params ReadOnlySpan<string> lines)
    {
        StringBuilder quoted = new("\"");
        foreach (string line in lines)
        {
            quoted.Append(quoted.Length == 1 ? "" : "\\n")
                .Append(line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
        }
        return quoted.Append('"').ToString();
    }
}
