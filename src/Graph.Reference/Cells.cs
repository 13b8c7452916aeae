namespace Graph.Reference;

/// <summary>The elements of a literal in row-major order, read and written as a C# type of their size.</summary>
internal readonly struct Cells<T>(Buffer buffer) where T : unmanaged
{
    public T this[long index]
    {
        get => buffer.Read<T>(index);
        set => buffer.Write(index, value);
    }

    public static Cells<T> Of(Literal literal) => new(literal.Buffer);

    /// <summary>Memory for a tensor, all zeros, and its elements.</summary>
    public static Literal New(TensorType type, out Cells<T> cells)
    {
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        cells = new(buffer);
        return new Literal(type, buffer);
    }
}
