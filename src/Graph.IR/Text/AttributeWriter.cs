using System.Globalization;
using System.Text;

namespace Graph.IR;

/// <summary>Writes attributes as the text form has them; what stands for literals and for computations differs from form to form.</summary>
internal abstract class AttributeWriter : IAttributeSink
{
    /// <summary>Where to write.</summary>
    protected StringBuilder Text { get; set; } = new();

    /// <summary>Writes the attributes that differ from their defaults, in brackets; nothing where there are none.</summary>
    protected void WriteAttributes(Op op)
    {
        string separator = "[";
        foreach (AttributeSyntax attribute in OpSyntax.Of(op).Attributes)
        {
            if (attribute.ValueOf(op) is { } value)
            {
                Text.Append(separator).Append(attribute.Name).Append('=');
                attribute.Codec.Write(this, value);
                separator = ", ";
            }
        }
        Text.Append(separator == "[" ? "" : "]");
    }

    /// <inheritdoc/>
    public void Number(long value) => Text.Append(CultureInfo.InvariantCulture, $"{value}");

    /// <inheritdoc/>
    public void Numbers(IReadOnlyList<long> values)
    {
        Text.Append('[');
        for (int place = 0; place < values.Count; place++)
        {
            Text.Append(place == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{values[place]}");
        }
        Text.Append(']');
    }

    /// <inheritdoc/>
    public void Flag(bool value) => Text.Append(value ? "true" : "false");

    /// <inheritdoc/>
    public void Word(string value) => Text.Append(value);

    /// <inheritdoc/>
    public void Name(string value) => Text.Append(NameText.Format(value));

    /// <inheritdoc/>
    public abstract void Literal(Literal value);

    /// <inheritdoc/>
    public abstract void Computation(Computation value);
}
