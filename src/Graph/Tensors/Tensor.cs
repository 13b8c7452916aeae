using System.Runtime.InteropServices;

namespace Graph;

/// <summary>
/// Data: an element type, a shape, and the elements in row-major order. Immutable unless made by <see cref="Empty"/>, and freed by the
/// collector: nobody disposes of it. C# numbers and arrays convert to it implicitly; it converts to an expression implicitly, and
/// arithmetic on tensors gives expressions.
/// </summary>
/// <remarks>
/// Two tensors are equal only when they are the same object; <see cref="Literal"/> compares types and bits. The default element type of the
/// functions that take none is <see cref="ElementType.F32"/>. Safe to read from any number of threads; one that can be written to, while
/// nobody writes.
/// </remarks>
public sealed partial class Tensor
{
    // Null where the elements may change: what is made of them then is made of a copy.
    private readonly Literal? literal;

    // The number as the element type that it was last bound as, so that a loop that binds it makes it once.
    private Literal? bound;

    /// <summary>Wraps a literal, whose memory it shares.</summary>
    public Tensor(Literal literal)
        : this(literal, null)
    {
    }

    private Tensor(Literal literal, Scalar? number) =>
        (this.literal, Type, Memory, Number) = (literal, literal.Type, literal.Buffer, number);

    private Tensor(TensorType type, Buffer memory) => (Type, Memory) = (type, memory);

    /// <summary>
    /// The data as the representation has it: what the tensor holds, or a copy of what it holds now, where it can be written to.
    /// </summary>
    public Literal Literal => literal ?? Copied(Type, Memory);

    /// <summary>Whether a run may write its results into the tensor: it was made by <see cref="Empty"/>.</summary>
    public bool IsWritable => literal is null;

    /// <summary>The element type and the shape.</summary>
    public TensorType Type { get; }

    /// <summary>The size of each axis.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>The type of each element.</summary>
    public ElementType Element => Type.Element;

    /// <summary>The number of axes.</summary>
    public int Rank => Type.Rank;

    /// <summary>The number of elements.</summary>
    public long ElementCount => Type.ElementCount;

    /// <summary>The C# number that it was made from, which takes the element type of the parameter it is bound to.</summary>
    internal Scalar? Number { get; }

    /// <summary>The elements; to be written to only where the tensor is writable.</summary>
    internal Buffer Memory { get; }

    /// <summary>Copies elements in row-major order.</summary>
    /// <param name="shape">The shape; its number of elements must be the span's.</param>
    /// <param name="elements">The elements: float, double, int, long, uint, byte or bool.</param>
    /// <exception cref="ShapeException">The counts differ.</exception>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is none of the seven.</exception>
    public static Tensor Create<T>(Shape shape, params ReadOnlySpan<T> elements) where T : unmanaged =>
        new(Literal.Create(shape, elements));

    /// <summary>A tensor whose element at row-major index i is <paramref name="element"/>(i).</summary>
    public static Tensor Generate<T>(Shape shape, Func<long, T> element) where T : unmanaged => new(Literal.Generate(shape, element));

    /// <summary>
    /// A tensor to be written to, over and over: by <see cref="Executable.Run(ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor})"/>, or by
    /// <see cref="CopyFrom"/>. Holds zeros until then.
    /// </summary>
    /// <remarks>
    /// Nothing else changes when it is written to: as a constant of an expression, or reshaped, its elements are copied. Not synchronised:
    /// whoever reads it while a run writes to it reads some of each.
    /// </remarks>
    public static Tensor Empty(Shape shape, ElementType element = ElementType.F32)
    {
        TensorType type = new(element, shape);
        return new Tensor(type, Buffer.Allocate((nint)type.ByteCount));
    }

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
    public T At<T>(params ReadOnlySpan<long> indices) where T : unmanaged
    {
        RequireElement<T>();
        return Memory.Read<T>(RowMajorIndex(indices));
    }

    /// <summary>The only element of a tensor of one.</summary>
    /// <exception cref="ShapeException">It has none, or several.</exception>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    public T ToScalar<T>() where T : unmanaged
    {
        if (ElementCount != 1)
        {
            throw new ShapeException($"a tensor of type {Type} is not one number: it has {ElementCount} elements");
        }
        RequireElement<T>();
        return Memory.Read<T>(0);
    }

    /// <summary>A copy of all elements in row-major order.</summary>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        RequireElement<T>();
        T[] elements = new T[ElementCount];
        Memory.CopyTo<T>(0, elements);
        return elements;
    }

    /// <summary>Copies all elements, in row-major order, to the start of a span.</summary>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    /// <exception cref="ShapeException">The span is too short.</exception>
    public void CopyTo<T>(Span<T> destination) where T : unmanaged
    {
        RequireElement<T>();
        if (destination.Length < ElementCount)
        {
            throw new ShapeException($"{ElementCount} elements do not fit into a span of {destination.Length}");
        }
        Memory.CopyTo(0, destination[..(int)ElementCount]);
    }

    /// <summary>Overwrites all elements of a tensor that was made by <see cref="Empty"/>, and allocates nothing.</summary>
    /// <param name="elements">As many elements, in row-major order.</param>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    /// <exception cref="ShapeException">There are fewer or more.</exception>
    /// <exception cref="GraphException">The tensor cannot be written to, or a byte of a bool is neither 0 nor 1.</exception>
    public void CopyFrom<T>(ReadOnlySpan<T> elements) where T : unmanaged
    {
        RequireElement<T>();
        if (!IsWritable)
        {
            throw new GraphException($"a tensor of type {Type} is immutable; one to be written to is made by Tensor.Empty");
        }
        if (elements.Length != ElementCount)
        {
            throw new ShapeException($"{elements.Length} elements do not fill a tensor of type {Type}, which has {ElementCount}");
        }
        if (Element == ElementType.Bool && MemoryMarshal.AsBytes(elements).ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw new GraphException("a bool has a byte that is neither 0 nor 1");
        }
        Memory.CopyFrom(0, elements);
    }

    /// <summary>
    /// Part of the tensor, with the rules of <see cref="Expr.this[ReadOnlySpan{AxisIndex}]"/>: <c>t[0]</c>, <c>t[^1]</c>, <c>t[1..3,
    /// 0]</c>.
    /// </summary>
    /// <exception cref="ShapeException">There are more indices than axes, or an index lies outside of its axis.</exception>
    public Tensor this[params ReadOnlySpan<AxisIndex> indices] =>
        // What is read is read now, and copied then: of a tensor that can be written to, no more than the part.
        Primitives.Constant(literal ?? new Literal(Type, Memory))[indices].Evaluate();

    /// <summary>The same elements under another shape; the memory is shared, but for a tensor that can be written to.</summary>
    /// <param name="shape">The shape; one size may be −1 and is computed from the others.</param>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    public Tensor Reshape(Shape shape) => new(Literal.WithShape(Shapes.Complete(shape, ElementCount, $"a tensor of type {Type}")));

    /// <summary>The values converted to another element type, with the rules of <see cref="Cast"/>.</summary>
    public Tensor Cast(ElementType element) => element == Element ? this : ((Expr)this).Cast(element).Evaluate();

    /// <summary>
    /// The elements in nested brackets, aligned; of more than 1000 elements only the ends of each axis. Floats have up to eight decimals,
    /// and all of them an exponent where they differ much in size.
    /// </summary>
    public override string ToString() => TensorText.Of(this);

    /// <summary>The data of a number as an element type.</summary>
    /// <exception cref="ElementTypeException">The type cannot represent the number.</exception>
    internal Literal NumberAs(ElementType element, Scalar number)
    {
        Literal? known = bound;
        if (known is null || known.Element != element)
        {
            bound = known = number.ToLiteral(element);
        }
        return known;
    }

    /// <summary>A literal of its own of the elements in some memory.</summary>
    internal static Literal Copied(TensorType type, Buffer memory)
    {
        Buffer copy = Buffer.Allocate((nint)type.ByteCount);
        memory.CopyAllTo(copy);
        return new Literal(type, copy);
    }

    private void RequireElement<T>() where T : unmanaged
    {
        if (ElementTypes.Of<T>() != Element)
        {
            throw new ElementTypeException($"the elements are {Element.Mnemonic}, not {ElementTypes.Of<T>().Mnemonic}");
        }
    }

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
