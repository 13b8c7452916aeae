using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <summary>
/// How the instructions of a kernel's body become IL for some neighbouring points at once. One table of scalar operators for each lane;
/// each method writes the code that computes a value into fresh locals. Methods that take an address as an action call it to push a native
/// pointer, as often as they need it.
/// </summary>
internal abstract class Lane(ILGenerator il)
{
    /// <summary>Where the code goes.</summary>
    public ILGenerator IL { get; } = il;

    /// <summary>The number of points at once: 1, 4, 8 or 16; a divisor of 64.</summary>
    public abstract int Count { get; }

    /// <summary>The lane of a width.</summary>
    public static Lane Create(LaneWidth width, ILGenerator il) => width switch
    {
        LaneWidth.ScalarLane => new ScalarLane(il),
        LaneWidth.Lane128 or LaneWidth.Lane256 or LaneWidth.Lane512 => new VectorLane(width, il),
    };

    /// <summary>A constant at all points; no code is written before it is used.</summary>
    /// <param name="value">Of rank 0.</param>
    public virtual LaneValue Constant(Literal value) => new(value.Element, []) { Constant = value };

    /// <summary>Pushes a part of a value: its local, or the constant. In a scalar lane a u8 or a bool is pushed as int32.</summary>
    public abstract void Push(LaneValue value, int part = 0);

    /// <summary>One scalar at all points.</summary>
    /// <param name="scalar">A value of the scalar lane.</param>
    public abstract LaneValue Splat(LaneValue scalar);

    /// <summary>start, start + stride, start + 2 · stride, …: the values of an index along the points.</summary>
    /// <param name="start">Pushes the int64 at the first point.</param>
    /// <param name="stride">How much it grows from point to point.</param>
    /// <param name="element">i32 or i64.</param>
    public abstract LaneValue CountFrom(Action start, long stride, ElementType element);

    /// <summary>An elementwise operator: unary, binary, compare, select, cast or bitcast, with the meaning that it has in the interpreter,
    /// bit for bit. The elementary functions are not among them: they have been expanded before.</summary>
    /// <exception cref="NotSupportedException">The operator is none of these; its name is in the message.</exception>
    public abstract LaneValue Apply(Op op, ElementType element, ReadOnlySpan<LaneValue> arguments);

    /// <summary>a · b + c, rounded once.</summary>
    public abstract LaneValue MultiplyAdd(LaneValue a, LaneValue b, LaneValue c);

    /// <summary>total = total + a · b, rounded once, in the locals of the total.</summary>
    /// <param name="total">What <see cref="Declare"/> made.</param>
    /// <param name="a">One factor, f32 or f64.</param>
    /// <param name="b">The other one.</param>
    public abstract void Accumulate(LaneValue total, LaneValue a, LaneValue b);

    /// <summary>One element of memory at all points.</summary>
    /// <param name="address">Pushes its address.</param>
    /// <param name="element">f32 or f64.</param>
    public abstract LaneValue Broadcast(Action address, ElementType element);

    /// <summary>Asks for the line of memory of the address on the stack, where the processor can be asked; it may be anywhere.</summary>
    public void Prefetch()
    {
        if (Sse.IsSupported)
        {
            IL.Emit(OpCodes.Call, Intrinsics.Prefetch);
        }
        else
        {
            IL.Emit(OpCodes.Pop);
        }
    }

    /// <summary>Whether elements of this type can be loaded and stored under a mask.</summary>
    public abstract bool CanMask(ElementType element);

    /// <summary>A mask that is true at the first points.</summary>
    /// <param name="count">The number of points, 0 to <see cref="Count"/>.</param>
    /// <returns>A value of type bool.</returns>
    public abstract LaneValue FirstPoints(int count);

    /// <summary>Neighbouring elements.</summary>
    /// <param name="address">Pushes the address of the first one; alignment of the element suffices.</param>
    /// <param name="element">Their type.</param>
    /// <param name="mask">Which points have one, or null for all; elsewhere no memory is touched and the value is 0.</param>
    public abstract LaneValue Load(Action address, ElementType element, LaneValue? mask);

    /// <summary>Writes neighbouring elements.</summary>
    /// <param name="address">Pushes the address of the first one.</param>
    /// <param name="value">What to write.</param>
    /// <param name="mask">Which points to write at, or null for all.</param>
    /// <param name="isStreaming">
    /// Whether to go past the caches; the address is then a multiple of the vector's size, and there is no mask.
    /// </param>
    public abstract void Store(Action address, LaneValue value, LaneValue? mask, bool isStreaming = false);

    /// <summary>Combines two values as a reduction does.</summary>
    public LaneValue Combine(ReduceKind kind, LaneValue a, LaneValue b) =>
        Apply(new Binary(CombinationOf(kind, a.Element)), a.Element, [a, b]);

    /// <summary>One value of the scalar lane from all points, by a fixed tree.</summary>
    /// <remarks>
    /// Point p is combined with point p + Count/2, then the halves of what is left, and so on: the tail of the tree that combines partial p
    /// with p + 32, then p + 16, ….
    /// </remarks>
    /// <param name="kind">How.</param>
    /// <param name="value">What to combine.</param>
    public abstract LaneValue Fold(ReduceKind kind, LaneValue value);

    /// <summary>Fresh locals for a value of a type, to be assigned by <see cref="Assign"/>.</summary>
    public abstract LaneValue Declare(ElementType element);

    /// <summary>Copies a value into the locals of another of its type.</summary>
    public void Assign(LaneValue target, LaneValue value)
    {
        for (int part = 0; part < target.Parts.Length; part++)
        {
            Push(value, part);
            IL.Emit(OpCodes.Stloc, target.Parts[part]);
        }
    }

    /// <summary>The operator that a reduction combines with: of bools, sums are disjunctions and products conjunctions.</summary>
    public static BinaryKind CombinationOf(ReduceKind kind, ElementType element) => kind switch
    {
        ReduceKind.SumOf => element == ElementType.Bool ? BinaryKind.BitwiseOr : BinaryKind.Add,
        ReduceKind.ProductOf => element == ElementType.Bool ? BinaryKind.BitwiseAnd : BinaryKind.Multiply,
        ReduceKind.MaximumOf => BinaryKind.Larger,
        ReduceKind.MinimumOf => BinaryKind.Smaller,
    };
}
