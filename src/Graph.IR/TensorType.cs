using Graph.IR;

namespace Graph;

/// <summary>What an operator yields: one tensor, or a tuple of them.</summary>
public abstract record ExprType
{
    private protected ExprType()
    {
    }

    /// <summary>The tensors of the result: one, or those of the tuple.</summary>
    public abstract ImmutableArray<TensorType> Tensors { get; }
}

/// <summary>The type of a tensor: its element type and its shape.</summary>
/// <remarks>Prints as in the text form: <c>f32[32,10]</c>.</remarks>
public sealed record TensorType : ExprType
{
    /// <summary>Makes a tensor type.</summary>
    /// <exception cref="ShapeException">A size is negative, or the bytes of the elements are more than 2^63 − 1.</exception>
    /// <exception cref="GraphException">There is no such element type.</exception>
    public TensorType(ElementType element, Shape shape)
    {
        Operands.RequireMember(element);
        foreach (long size in shape)
        {
            if (size < 0)
            {
                throw new ShapeException($"a tensor of shape {shape} cannot be: the size {size} is negative");
            }
        }
        try
        {
            _ = checked(shape.ElementCount * element.ByteSize);
        }
        catch (OverflowException)
        {
            throw new ShapeException($"a tensor of shape {shape} cannot be: its bytes are more than 2^63 − 1");
        }
        Element = element;
        Shape = shape;
    }

    /// <summary>The type of each element.</summary>
    public ElementType Element { get; }

    /// <summary>The size of each axis.</summary>
    public Shape Shape { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public long ElementCount => Shape.ElementCount;

    /// <summary>The number of bytes of the elements in a dense layout.</summary>
    public long ByteCount => Shape.ElementCount * Element.ByteSize;

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Tensors => [this];

    /// <summary>The same shape with another element type.</summary>
    public TensorType With(ElementType element) => new(element, Shape);

    /// <summary>The same element type with another shape.</summary>
    public TensorType With(Shape shape) => new(Element, shape);

    /// <summary>Takes the type apart.</summary>
    public void Deconstruct(out ElementType element, out Shape shape) => (element, shape) = (Element, Shape);

    /// <summary>The type as in the text form, such as <c>f32[32,10]</c>.</summary>
    public override string ToString() => Element.Mnemonic + Shape;
}

/// <summary>The type of an operator with several results.</summary>
/// <remarks>Prints as in the text form: <c>(f32[3], i32[3])</c>.</remarks>
public sealed record TupleType : ExprType
{
    /// <summary>Makes a tuple type of the given tensors.</summary>
    public TupleType(ImmutableArray<TensorType> tensors) => Tensors = tensors;

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Tensors { get; }

    /// <summary>Whether both tuples have the same tensor types in the same order.</summary>
    public bool Equals(TupleType? other) => other is not null && Tensors.AsSpan().SequenceEqual(other.Tensors.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (TensorType tensor in Tensors)
        {
            hash.Add(tensor);
        }
        return hash.ToHashCode();
    }

    /// <summary>The types in parentheses, such as <c>(f32[3], i32[3])</c>.</summary>
    public override string ToString() => $"({string.Join(", ", Tensors)})";
}
