namespace Graph;

/// <summary>
/// Data: an element type, a shape, and the elements in row-major order. Immutable, and freed by the collector: nobody disposes of it.
/// C# numbers and arrays convert to it implicitly; it converts to an expression implicitly, and arithmetic on tensors gives expressions.
/// </summary>
/// <remarks>
/// Two tensors are equal only when they are the same object; <see cref="Literal"/> compares types and bits. The default element type of the
/// functions that take none is <see cref="ElementType.F32"/>. Safe to read from any number of threads.
/// </remarks>
public sealed partial class Tensor
{
    /// <summary>Wraps a literal, whose memory it shares.</summary>
    public Tensor(Literal literal)
        : this(literal, null)
    {
    }

    private Tensor(Literal literal, Scalar? number) => (Literal, Number) = (literal, number);

    /// <summary>The data as the representation has it.</summary>
    public Literal Literal { get; }

    /// <summary>The element type and the shape.</summary>
    public TensorType Type => Literal.Type;

    /// <summary>The size of each axis.</summary>
    public Shape Shape => Literal.Shape;

    /// <summary>The type of each element.</summary>
    public ElementType Element => Literal.Element;

    /// <summary>The number of axes.</summary>
    public int Rank => Literal.Shape.Rank;

    /// <summary>The number of elements.</summary>
    public long ElementCount => Literal.Type.ElementCount;

    /// <summary>The C# number that it was made from, which takes the element type of the parameter it is bound to.</summary>
    internal Scalar? Number { get; }

    /// <summary>Copies elements in row-major order.</summary>
    /// <param name="shape">The shape; its number of elements must be the span's.</param>
    /// <param name="elements">The elements: float, double, int, long, uint, byte or bool.</param>
    /// <exception cref="ShapeException">The counts differ.</exception>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is none of the seven.</exception>
    public static Tensor Create<T>(Shape shape, params ReadOnlySpan<T> elements) where T : unmanaged => new(Literal.Create(shape, elements));

    /// <summary>A tensor whose element at row-major index i is <paramref name="element"/>(i).</summary>
    public static Tensor Generate<T>(Shape shape, Func<long, T> element) where T : unmanaged => new(Literal.Generate(shape, element));

    /// <summary>All elements 0 (or false).</summary>
    public static Tensor Zeros(Shape shape, ElementType element = ElementType.F32)
    {
        TensorType type = new(element, shape);
        return new Tensor(new Literal(type, Buffer.Allocate((nint)type.ByteCount)));
    }

    /// <summary>All elements 1 (or true).</summary>
    public static Tensor Ones(Shape shape, ElementType element = ElementType.F32) =>
        element == ElementType.Bool ? Full(shape, true, element) : Full(shape, 1, element);

    /// <summary>All elements one number.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="value">The number.</param>
    /// <param name="element">The element type; null for the number's own: f32 for a floating-point number, i32 for an integer.</param>
    /// <exception cref="ElementTypeException">The type cannot represent the number.</exception>
    public static Tensor Full(Shape shape, Scalar value, ElementType? element = null)
    {
        Literal scalar = value.ToLiteral(element ?? value.DefaultElement);
        TensorType type = new(scalar.Element, shape);
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        Span<byte> bytes = stackalloc byte[type.Element.ByteSize];
        scalar.Buffer.CopyTo(0, bytes);
        for (long start = 0; start < type.ByteCount; start += bytes.Length)
        {
            buffer.CopyFrom<byte>((nint)start, bytes);
        }
        return new Tensor(new Literal(type, buffer));
    }

    /// <summary>One element.</summary>
    /// <param name="indices">One index for each axis, counted from 0.</param>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    /// <exception cref="ShapeException">There are not as many indices as axes, or one lies outside of its axis.</exception>
    public T At<T>(params ReadOnlySpan<long> indices) where T : unmanaged => Literal.At<T>(RowMajorIndex(indices));

    /// <summary>The only element of a tensor of one.</summary>
    /// <exception cref="ShapeException">It has none, or several.</exception>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    public T ToScalar<T>() where T : unmanaged => ElementCount == 1
        ? Literal.At<T>(0)
        : throw new ShapeException($"a tensor of type {Type} is not one number: it has {ElementCount} elements");

    /// <summary>A copy of all elements in row-major order.</summary>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    public T[] ToArray<T>() where T : unmanaged => Literal.ToArray<T>();

    /// <summary>Copies all elements, in row-major order, to the start of a span.</summary>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    /// <exception cref="ShapeException">The span is too short.</exception>
    public void CopyTo<T>(Span<T> destination) where T : unmanaged
    {
        if (ElementTypes.Of<T>() != Element)
        {
            throw new ElementTypeException($"the elements are {Element.Mnemonic}, not {ElementTypes.Of<T>().Mnemonic}");
        }
        if (destination.Length < ElementCount)
        {
            throw new ShapeException($"{ElementCount} elements do not fit into a span of {destination.Length}");
        }
        Literal.Buffer.CopyTo(0, destination[..(int)ElementCount]);
    }

    /// <summary>
    /// Part of the tensor, with the rules of <see cref="Expr.this[ReadOnlySpan{AxisIndex}]"/>: <c>t[0]</c>, <c>t[^1]</c>, <c>t[1..3, 0]</c>.
    /// </summary>
    /// <exception cref="ShapeException">There are more indices than axes, or an index lies outside of its axis.</exception>
    public Tensor this[params ReadOnlySpan<AxisIndex> indices] => ((Expr)this)[indices].Evaluate();

    /// <summary>The same elements under another shape; the memory is shared.</summary>
    /// <param name="shape">The shape; one size may be −1 and is computed from the others.</param>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    public Tensor Reshape(Shape shape) => new(Literal.WithShape(Shapes.Complete(shape, ElementCount, $"a tensor of type {Type}")));

    /// <summary>The values converted to another element type, with the rules of <see cref="Cast"/>.</summary>
    public Tensor Cast(ElementType element) => element == Element ? this : ((Expr)this).Cast(element).Evaluate();

    /// <summary>
    /// The elements in nested brackets, aligned; of more than 1000 elements only the ends of each axis. Floats have up to eight decimals, and all of them an exponent
    /// where they differ much in size.
    /// </summary>
    public override string ToString() => TensorText.Of(this);

    private long RowMajorIndex(ReadOnlySpan<long> indices)
    {
        if (indices.Length != Rank)
        {
            throw new ShapeException($"an element of a tensor of type {Type} has {Rank} indices, got {indices.Length}");
        }
        long place = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            if (indices[axis] < 0 || indices[axis] >= Shape[axis])
            {
                throw new ShapeException($"the index {indices[axis]} lies outside of axis {axis} of a tensor of type {Type}");
            }
            place = (place * Shape[axis]) + indices[axis];
        }
        return place;
    }
}
