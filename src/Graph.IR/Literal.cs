using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Graph.IR;

/// <summary>
/// The data of a tensor: a type, and its elements in row-major order. Immutable once made; two literals are equal when their types are
/// and every element has the same bits (so 0.0 and −0.0 differ, and a NaN equals itself).
/// </summary>
public sealed class Literal : IEquatable<Literal>
{
    // 0 until it is first asked for; two threads that compute it at once find the same.
    private int hash;

    /// <summary>Takes a buffer over: nobody may write to it afterwards.</summary>
    /// <param name="type">The element type and shape.</param>
    /// <param name="buffer">The elements in row-major order, exactly as many bytes as the type needs.</param>
    /// <exception cref="ShapeException">The buffer has another size.</exception>
    /// <exception cref="GraphException">A byte of a bool is neither 0 nor 1.</exception>
    public Literal(TensorType type, Buffer buffer)
    {
        if (buffer.ByteLength != type.ByteCount)
        {
            throw new ShapeException($"a literal of type {type} needs {type.ByteCount} bytes, its buffer has {buffer.ByteLength}");
        }
        if (type.Element == ElementType.Bool && !HoldsBools(buffer))
        {
            throw new GraphException($"a literal of type {type} has bytes that are neither 0 nor 1");
        }
        (Type, Buffer) = (type, buffer);
    }

    /// <summary>The element type and shape.</summary>
    public TensorType Type { get; }

    /// <summary>The elements in row-major order; not to be written to.</summary>
    public Buffer Buffer { get; }

    /// <summary>The element type.</summary>
    public ElementType Element => Type.Element;

    /// <summary>The shape.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>Copies elements in row-major order.</summary>
    /// <param name="shape">The shape; its number of elements must be the span's.</param>
    /// <param name="elements">The elements.</param>
    /// <exception cref="ShapeException">The counts differ.</exception>
    public static Literal Create<T>(Shape shape, ReadOnlySpan<T> elements) where T : unmanaged
    {
        TensorType type = new(ElementTypes.Of<T>(), shape);
        if (type.ElementCount != elements.Length)
        {
            throw new ShapeException($"{elements.Length} elements do not fill a tensor of shape {shape}, which has {type.ElementCount}");
        }
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        buffer.CopyFrom(0, elements);
        return new Literal(type, buffer);
    }

    /// <summary>A rank-0 literal.</summary>
    public static Literal Scalar<T>(T value) where T : unmanaged => Create<T>(Shape.Scalar, [value]);

    /// <summary>A literal whose element at row-major index i is <paramref name="element"/>(i).</summary>
    public static Literal Generate<T>(Shape shape, Func<long, T> element) where T : unmanaged
    {
        TensorType type = new(ElementTypes.Of<T>(), shape);
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        for (long index = 0; index < type.ElementCount; index++)
        {
            buffer.Write(index, element(index));
        }
        return new Literal(type, buffer);
    }

    /// <summary>The element at a row-major index.</summary>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    public T At<T>(long index) where T : unmanaged
    {
        CheckElement<T>();
        return Buffer.Read<T>(index);
    }

    /// <summary>A copy of all elements in row-major order.</summary>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        CheckElement<T>();
        T[] elements = new T[Type.ElementCount];
        Buffer.CopyTo<T>(0, elements);
        return elements;
    }

    /// <summary>The element at a row-major index as a double: exact but for large i64; true is 1.</summary>
    public double ToDouble(long index) => Element switch
    {
        ElementType.F32 => Buffer.Read<float>(index),
        ElementType.F64 => Buffer.Read<double>(index),
        ElementType.I32 => Buffer.Read<int>(index),
        ElementType.I64 => Buffer.Read<long>(index),
        ElementType.U32 => Buffer.Read<uint>(index),
        ElementType.U8 => Buffer.Read<byte>(index),
        ElementType.Bool => Buffer.Read<bool>(index) ? 1 : 0,
    };

    /// <summary>The same elements under another shape of as many elements; the memory is shared.</summary>
    public Literal WithShape(Shape shape) => new(Type.With(shape), Buffer);

    /// <inheritdoc/>
    public bool Equals(Literal? other) =>
        ReferenceEquals(this, other) || (other is not null && Type == other.Type && Buffer.ContentEquals(other.Buffer));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Literal);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (hash == 0)
        {
            int computed = ComputeHash();
            hash = computed == 0 ? 1 : computed;
        }
        return hash;
    }

    /// <summary>The type; the elements only of a scalar.</summary>
    public override string ToString() => Type.Rank == 0 ? $"{LiteralText.Format(this, 0)} : {Type}" : Type.ToString();

    private int ComputeHash()
    {
        HashCode code = default;
        code.Add(Type);
        Span<byte> block = stackalloc byte[256];
        for (long start = 0; start < Buffer.ByteLength; start += block.Length)
        {
            Span<byte> bytes = block[..(int)Math.Min(block.Length, Buffer.ByteLength - start)];
            Buffer.CopyTo(start, bytes);
            code.AddBytes(bytes);
        }
        return code.ToHashCode();
    }

    // A bool of any other byte would be both true and unequal to true.
    private static bool HoldsBools(Buffer buffer)
    {
        Span<byte> block = stackalloc byte[1024];
        for (long start = 0; start < buffer.ByteLength; start += block.Length)
        {
            Span<byte> bytes = block[..(int)Math.Min(block.Length, buffer.ByteLength - start)];
            buffer.CopyTo(start, bytes);
            if (bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                return false;
            }
        }
        return true;
    }

    private void CheckElement<T>() where T : unmanaged
    {
        if (ElementTypes.Of<T>() != Element)
        {
            throw new ElementTypeException($"the elements are {Element.Mnemonic}, not {ElementTypes.Of<T>().Mnemonic}");
        }
    }
}
