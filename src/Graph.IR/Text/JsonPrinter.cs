using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Graph.IR;

/// <summary>Writes a computation and those that it holds as JSON.</summary>
internal sealed class JsonPrinter : IAttributeSink
{
    private static readonly JsonWriterOptions options = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly Dictionary<Computation, string> computationNames = new(ReferenceEqualityComparer.Instance);
    private readonly Utf8JsonWriter writer;

    private JsonPrinter(Utf8JsonWriter writer) => this.writer = writer;

    public static string Print(Computation computation)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, options))
        {
            new JsonPrinter(writer).WriteAll(computation);
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    void IAttributeSink.Number(long value) => writer.WriteNumberValue(value);

    void IAttributeSink.Numbers(IReadOnlyList<long> values)
    {
        writer.WriteStartArray();
        foreach (long value in values)
        {
            writer.WriteNumberValue(value);
        }
        writer.WriteEndArray();
    }

    void IAttributeSink.Flag(bool value) => writer.WriteBooleanValue(value);

    void IAttributeSink.Word(string value) => writer.WriteStringValue(value);

    void IAttributeSink.Name(string value) => writer.WriteStringValue(value);

    void IAttributeSink.Literal(Literal value)
    {
        writer.WriteStartObject();
        writer.WriteString("type", value.Type.ToString());
        if (value.Type.ElementCount <= LiteralText.MostInlineElements)
        {
            writer.WriteStartArray("elements");
            for (long index = 0; index < value.Type.ElementCount; index++)
            {
                writer.WriteStringValue(LiteralText.Format(value, index));
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    void IAttributeSink.Computation(Computation value) => writer.WriteStringValue(computationNames[value]);

    private void WriteAll(Computation root)
    {
        HashSet<string> written = new(StringComparer.Ordinal);
        writer.WriteStartArray();
        foreach ((Computation computation, string name) in TextPrinter.NamesOf(root))
        {
            computationNames.Add(computation, name);
            if (written.Add(name))
            {
                WriteComputation(computation, name);
            }
        }
        writer.WriteEndArray();
    }

    private void WriteComputation(Computation computation, string name)
    {
        Dictionary<Expr, string> values = ValueNames.Of(computation);
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteStartArray("parameters");
        foreach (Expr parameter in computation.Parameters)
        {
            Parameter leaf = (Parameter)parameter.Op;
            writer.WriteStartObject();
            writer.WriteString("name", leaf.Label);
            writer.WriteString("role", leaf.Role.Mnemonic);
            writer.WriteString("type", leaf.Type.ToString());
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("nodes");
        foreach (Expr node in computation.Nodes)
        {
            if (node.Op is not Parameter)
            {
                WriteNode(node, values);
            }
        }
        writer.WriteEndArray();
        writer.WriteStartArray("results");
        for (int place = 0; place < computation.Results.Length; place++)
        {
            writer.WriteStartObject();
            writer.WriteString("name", computation.ResultNames[place]);
            writer.WriteString("value", values[computation.Results[place]]);
            writer.WriteString("type", computation.Results[place].Type.ToString());
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteNode(Expr node, Dictionary<Expr, string> values)
    {
        writer.WriteStartObject();
        writer.WriteString("name", values[node]);
        writer.WriteString("operator", node.Op.Name);
        writer.WriteStartObject("attributes");
        foreach (AttributeSyntax attribute in OpSyntax.Of(node.Op).Attributes)
        {
            if (attribute.ValueOf(node.Op) is { } value)
            {
                writer.WritePropertyName(attribute.Name);
                attribute.Codec.Write(this, value);
            }
        }
        writer.WriteEndObject();
        writer.WriteStartArray("operands");
        foreach (Expr input in node.Inputs)
        {
            writer.WriteStringValue(values[input]);
        }
        writer.WriteEndArray();
        writer.WriteString("type", node.ResultType.ToString());
        if (!node.Origin.Places.IsEmpty)
        {
            writer.WriteString("origin", node.Origin.ToString());
        }
        writer.WriteEndObject();
    }
}
