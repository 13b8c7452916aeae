using System.Globalization;
using System.Text;

namespace Graph.IR;

/// <summary>Writes a computation, those that it holds before it, and its large literals behind it.</summary>
internal sealed class TextPrinter : AttributeWriter
{
    // A multiple of 3, so that the base64 of the parts is the base64 of the whole, and of every element size.
    private const int BytesAtATime = 3 * 8 * 1024;

    private readonly Dictionary<Computation, string> computationNames = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Literal, int> largeLiterals = [];

    private TextPrinter()
    {
    }

    public static string Print(Computation computation)
    {
        TextPrinter printer = new();
        printer.WriteAll(computation);
        return printer.Text.ToString();
    }

    /// <summary>What each computation that one holds is called in its text, and it itself last; those that read alike have one name.</summary>
    public static ImmutableArray<(Computation Computation, string Name)> NamesOf(Computation root)
    {
        TextPrinter printer = new();
        printer.WriteHeld(root);
        return [.. HeldComputations.InOrder(root)[..^1].Select(held => (held, printer.computationNames[held])), (root, root.Name)];
    }

    public override void Literal(Literal value)
    {
        if (value.Type.ElementCount <= LiteralText.MostInlineElements)
        {
            LiteralText.AppendAll(Text, value);
            return;
        }
        if (!largeLiterals.TryGetValue(value, out int number))
        {
            number = largeLiterals.Count;
            largeLiterals.Add(value, number);
        }
        Text.Append(CultureInfo.InvariantCulture, $"#{number}");
    }

    public override void Computation(Computation value) => Text.Append('@').Append(NameText.Format(computationNames[value]));

    private void WriteAll(Computation root)
    {
        WriteHeld(root);
        Text.Append("computation @").Append(NameText.Format(root.Name));
        WriteFunction(root);
        WriteLargeLiterals();
    }

    private void WriteHeld(Computation root)
    {
        StringBuilder whole = Text;
        UniqueNames names = new();
        names.Reserve(root.Name);
        Dictionary<(string Name, string Text), string> written = [];
        foreach (Computation held in HeldComputations.InOrder(root)[..^1])
        {
            Text = new StringBuilder();
            WriteFunction(held);
            (string Name, string Text) key = (held.Name, Text.ToString());
            // Copies that a transform made one by one read as the one computation they are.
            if (!written.TryGetValue(key, out string? name))
            {
                name = names.Claim(held.Name);
                written.Add(key, name);
                whole.Append("computation @").Append(NameText.Format(name)).Append(key.Text).Append('\n');
            }
            computationNames.Add(held, name);
        }
        Text = whole;
    }

    /// <summary>All of a computation but its name, which depends on what was written before.</summary>
    private void WriteFunction(Computation computation)
    {
        Dictionary<Expr, string> values = ValueNames.Of(computation);
        WriteSignature(computation);
        Text.Append(" {\n");
        foreach (Expr node in computation.Nodes)
        {
            if (node.Op is not Parameter)
            {
                WriteLine(node, values);
            }
        }
        Text.Append("  return");
        string separator = " ";
        foreach (Expr result in computation.Results)
        {
            Text.Append(separator);
            WriteValue(result, values);
            separator = ", ";
        }
        Text.Append("\n}\n");
    }

    private void WriteSignature(Computation computation)
    {
        Text.Append('(');
        string separator = "";
        foreach (Expr parameter in computation.Parameters)
        {
            Parameter leaf = (Parameter)parameter.Op;
            Text.Append(separator).Append('%').Append(NameText.Format(leaf.Label)).Append(": ");
            if (leaf.Role != LeafRole.InputLeaf)
            {
                Text.Append(leaf.Role.Mnemonic).Append(' ');
            }
            Text.Append(leaf.Type);
            separator = ", ";
        }
        Text.Append(") -> (");
        separator = "";
        for (int place = 0; place < computation.Results.Length; place++)
        {
            Text.Append(separator).Append(NameText.Format(computation.ResultNames[place])).Append(": ").Append(computation.Results[place].Type);
            separator = ", ";
        }
        Text.Append(')');
    }

    private void WriteLine(Expr node, Dictionary<Expr, string> values)
    {
        Text.Append("  ");
        WriteValue(node, values);
        Text.Append(" = ").Append(node.Op.Name);
        WriteAttributes(node.Op);
        string separator = "(";
        foreach (Expr input in node.Inputs)
        {
            Text.Append(separator);
            WriteValue(input, values);
            separator = ", ";
        }
        Text.Append(node.Inputs.IsEmpty ? " : " : ") : ").Append(node.ResultType).Append('\n');
    }

    private void WriteValue(Expr node, Dictionary<Expr, string> values)
    {
        string name = values[node];
        // Only labels can need quotes.
        Text.Append('%').Append(node.Op is Parameter ? NameText.Format(name) : name);
    }

    private void WriteLargeLiterals()
    {
        string separator = "\n";
        foreach ((Literal literal, int number) in largeLiterals)
        {
            Text.Append(separator).Append(CultureInfo.InvariantCulture, $"data #{number} : {literal.Type} = \"");
            WriteBase64(literal);
            Text.Append("\"\n");
            separator = "";
        }
    }

    private void WriteBase64(Literal literal)
    {
        byte[] bytes = new byte[Math.Min(BytesAtATime, literal.Buffer.ByteLength)];
        char[] characters = new char[BytesAtATime / 3 * 4];
        for (long start = 0; start < literal.Buffer.ByteLength; start += bytes.Length)
        {
            Span<byte> part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, literal.Buffer.ByteLength - start));
            literal.Buffer.CopyTo(start, part);
            LittleEndian.Convert(part, literal.Element.ByteSize);
            Convert.TryToBase64Chars(part, characters, out int length);
            Text.Append(characters.AsSpan(0, length));
        }
    }
}
