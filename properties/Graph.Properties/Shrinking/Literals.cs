namespace Graph.Properties.Shrinking;

/// <summary>Literals made of the elements of others, bit by bit.</summary>
public static class Literals
{
    /// <summary>A literal of another shape; <paramref name="source"/> says which element of the old one stands at each row-major index.</summary>
    public static Literal Part(Literal literal, Shape shape, Func<long, long> source)
    {
        TensorType type = literal.Type.With(shape);
        int width = literal.Element.ByteSize;
        byte[] bytes = Bytes(literal), part = new byte[type.ByteCount];
        for (int index = 0; index < type.ElementCount; index++)
        {
            bytes.AsSpan((int)source(index) * width, width).CopyTo(part.AsSpan(index * width));
        }
        return Of(type, part);
    }

    /// <summary>The literal with one element replaced by that of a rank-0 literal.</summary>
    public static Literal With(Literal literal, long index, Literal element)
    {
        byte[] bytes = Bytes(literal);
        Bytes(element).CopyTo(bytes.AsSpan((int)index * literal.Element.ByteSize));
        return Of(literal.Type, bytes);
    }

    private static byte[] Bytes(Literal literal)
    {
        byte[] bytes = new byte[literal.Type.ByteCount];
        literal.Buffer.CopyTo<byte>(0, bytes);
        return bytes;
    }

    private static Literal Of(TensorType type, byte[] bytes)
    {
        Buffer buffer = Buffer.Allocate(bytes.Length);
        buffer.CopyFrom<byte>(0, bytes);
        return new Literal(type, buffer);
    }
}
