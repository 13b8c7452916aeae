namespace Graph.IR;

/// <summary>An operator by itself: as in the text form, but with names of computations that need not be unique, and the type alone of a large literal.</summary>
internal sealed class OpText : AttributeWriter
{
    private OpText()
    {
    }

    public static string Format(Op op)
    {
        OpText writer = new();
        writer.Text.Append(op.Name);
        writer.WriteAttributes(op);
        return writer.Text.ToString();
    }

    public override void Literal(Literal value)
    {
        if (value.Type.ElementCount <= LiteralText.MostInlineElements)
        {
            LiteralText.AppendAll(Text, value);
        }
        else
        {
            Text.Append(value.Type);
        }
    }

    public override void Computation(Computation value) => Text.Append('@').Append(NameText.Format(value.Name));
}
