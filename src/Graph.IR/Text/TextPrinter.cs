using System.Globalization;
using System.Text;

namespace Graph.IR;

/// <summary>Writes a computation, those that it holds before it, and its large literals behind it.</summary>
internal sealed class TextPrinter : IAttributeSink
{
    // Larger literals would make lines that nobody reads.
    private const int MostInlineElements = 16;

    // A multiple of 3, so that the base64 of the parts is the base64 of the whole, and of every element size.
    private const int BytesAtATime = 3 * 8 * 1024;

    private readonly Dictionary<Computation, string> computationNames = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Literal, int> largeLiterals = [];
    private StringBuilder text = new();

    public static string Print(Computation computation)
    {
        TextPrinter printer = new();
        printer.WriteAll(computation);
        return printer.text.ToString();
    }

    void IAttributeSink.Number(long value) => text.Append(CultureInfo.InvariantCulture, $"{value}");

    void IAttributeSink.Numbers(IReadOnlyList<long> values)
    {
        text.Append('[');
        for (int place = 0; place < values.Count; place++)
        {
            text.Append(place == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{values[place]}");
        }
        text.Append(']');
    }

    void IAttributeSink.Flag(bool value) => text.Append(value ? "true" : "false");

    void IAttributeSink.Word(string value) => text.Append(value);

    void IAttributeSink.Text(string value) => text.Append(NameText.Format(value));

    void IAttributeSink.Literal(Literal value)
    {
        if (value.Type.ElementCount <= MostInlineElements)
        {
            LiteralText.AppendAll(text, value);
            return;
        }
        if (!largeLiterals.TryGetValue(value, out int number))
        {
            number = largeLiterals.Count;
            largeLiterals.Add(value, number);
        }
        text.Append(CultureInfo.InvariantCulture, $"#{number}");
    }

    void IAttributeSink.Computation(Computation value) => text.Append('@').Append(NameText.Format(computationNames[value]));

    private void WriteAll(Computation root)
    {
        StringBuilder whole = text;
        UniqueNames names = new();
        names.Reserve(root.Name);
        Dictionary<(string Name, string Text), string> written = [];
        foreach (Computation computation in HeldComputations.InOrder(root))
        {
            if (ReferenceEquals(computation, root))
            {
                break;
            }
            text = new StringBuilder();
            WriteFunction(computation);
            (string Name, string Text) key = (computation.Name, text.ToString());
            if (!written.TryGetValue(key, out string? name))
            {
                name = names.Claim(computation.Name);
                written.Add(key, name);
                whole.Append("computation @").Append(NameText.Format(name)).Append(key.Text).Append('\n');
            }
            computationNames.Add(computation, name);
        }
        text = whole;
        text.Append("computation @").Append(NameText.Format(root.Name));
        WriteFunction(root);
        WriteLargeLiterals();
    }

    /// <summary>All of a computation but its name, which depends on what was written before.</summary>
    private void WriteFunction(Computation computation)
    {
        UniqueNames names = new();
        Dictionary<Expr, string> values = new(computation.Nodes.Length);
        WriteSignature(computation, names, values);
        text.Append(" {\n");
        foreach (Expr node in computation.Nodes)
        {
            if (node.Op is not Parameter)
            {
                string name = names.Claim(node.Op.Name);
                values.Add(node, name);
                WriteLine(node, name, values);
            }
        }
        text.Append("  return");
        string separator = " ";
        foreach (Expr result in computation.Results)
        {
            text.Append(separator).Append('%').Append(values[result]);
            separator = ", ";
        }
        text.Append("\n}\n");
    }

    private void WriteSignature(Computation computation, UniqueNames names, Dictionary<Expr, string> values)
    {
        text.Append('(');
        string separator = "";
        foreach (Expr parameter in computation.Parameters)
        {
            Parameter leaf = (Parameter)parameter.Op;
            names.Reserve(leaf.Label);
            string name = NameText.Format(leaf.Label);
            values.Add(parameter, name);
            text.Append(separator).Append('%').Append(name).Append(": ");
            if (leaf.Role != LeafRole.InputLeaf)
            {
                text.Append(leaf.Role.Mnemonic).Append(' ');
            }
            text.Append(leaf.Type);
            separator = ", ";
        }
        text.Append(") -> (");
        separator = "";
        for (int place = 0; place < computation.Results.Length; place++)
        {
            text.Append(separator).Append(NameText.Format(computation.ResultNames[place])).Append(": ").Append(computation.Results[place].Type);
            separator = ", ";
        }
        text.Append(')');
    }

    private void WriteLine(Expr node, string name, Dictionary<Expr, string> values)
    {
        text.Append("  %").Append(name).Append(" = ").Append(node.Op.Name);
        OpSyntax.Of(node.Op).Write(node.Op, text, this);
        for (int place = 0; place < node.Inputs.Length; place++)
        {
            text.Append(place == 0 ? "(%" : ", %").Append(values[node.Inputs[place]]);
        }
        text.Append(node.Inputs.IsEmpty ? " : " : ") : ").Append(node.ResultType).Append('\n');
    }

    private void WriteLargeLiterals()
    {
        string separator = "\n";
        foreach ((Literal literal, int number) in largeLiterals)
        {
            text.Append(separator).Append(CultureInfo.InvariantCulture, $"data #{number} : {literal.Type} = \"");
            AppendBase64(text, literal);
            text.Append("\"\n");
            separator = "";
        }
    }

    internal static void AppendBase64(StringBuilder text, Literal literal)
    {
        byte[] bytes = new byte[Math.Min(BytesAtATime, literal.Buffer.ByteLength)];
        char[] characters = new char[BytesAtATime / 3 * 4];
        for (long start = 0; start < literal.Buffer.ByteLength; start += bytes.Length)
        {
            Span<byte> part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, literal.Buffer.ByteLength - start));
            literal.Buffer.CopyTo(start, part);
            LittleEndian.Convert(part, literal.Element.ByteSize);
            Convert.TryToBase64Chars(part, characters, out int length);
            text.Append(characters.AsSpan(0, length));
        }
    }
}
