namespace Graph.Lowering;

/// <summary>
/// A step of a stage's body: it makes one scalar at each point. Its operands are numbers of earlier instructions of the same body.
/// </summary>
/// <param name="Element">The element type of the scalar.</param>
public abstract record Instruction(ElementType Element)
{
    /// <summary>The instructions whose scalars it takes.</summary>
    public abstract Sequence<int> Arguments { get; }
}

/// <summary>A scalar known when the kernel is made.</summary>
/// <param name="Value">Of rank 0.</param>
public sealed record Immediate(Literal Value) : Instruction(Value.Element)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments => [];
}

/// <summary>The value of an index map, as i32 or i64.</summary>
/// <param name="Map">The map.</param>
/// <param name="Element">i32 or i64.</param>
public sealed record IndexValue(IndexMap Map, ElementType Element) : Instruction(Element)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments => [];
}

/// <summary>Whether a guard holds, a bool.</summary>
/// <param name="Guard">The guard.</param>
public sealed record Test(Guard Guard) : Instruction(ElementType.Bool)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments => [];
}

/// <summary>An element of an operand; where the place is none, the fill.</summary>
/// <param name="Place">Which one.</param>
/// <param name="Fill">Of rank 0 and the operand's element type.</param>
public sealed record Load(Place Place, Literal Fill) : Instruction(Fill.Element)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments => Place.Arguments;
}

/// <summary>An elementwise operator on scalars, with the meaning that it has in a computation.</summary>
/// <param name="Op">Unary, binary, compare, select, cast or bitcast.</param>
/// <param name="Element">The element type of the result.</param>
/// <param name="Arguments">The operands in order.</param>
public sealed record Compute(Op Op, ElementType Element, Sequence<int> Arguments) : Instruction(Element)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments { get; } = Arguments;
}

/// <summary>a · b + c of floats, rounded once. Put in by one pass; nothing else contracts.</summary>
/// <param name="A">The first factor.</param>
/// <param name="B">The second factor.</param>
/// <param name="C">The summand.</param>
/// <param name="Element">f32 or f64.</param>
public sealed record MultiplyAdd(int A, int B, int C, ElementType Element) : Instruction(Element)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments => [A, B, C];
}

/// <summary>What an effect of an earlier stage left: a total, or the value kept at the same point of the same axes.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Effect">The place of the effect in the stage's list.</param>
/// <param name="Element">The element type.</param>
public sealed record Earlier(int Stage, int Effect, ElementType Element) : Instruction(Element)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments => [];
}

/// <summary>Element <paramref name="Counter"/> of <see cref="RandomBits"/> with the key of these two words.</summary>
/// <param name="Key0">The first word of the key, u32.</param>
/// <param name="Key1">The second word of the key, u32.</param>
/// <param name="Counter">The row-major index of the element.</param>
/// <param name="Element">u32 or i64.</param>
public sealed record RandomWord(int Key0, int Key1, IndexMap Counter, ElementType Element) : Instruction(Element)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments => [Key0, Key1];
}

/// <summary>An element of an operand.</summary>
/// <param name="Operand">The operand, by its place in the kernel's list.</param>
/// <param name="Map">The row-major index of the element; of an indirect place, that of index 0.</param>
/// <param name="Guard">Where there is one.</param>
/// <param name="Indirection">Where the index depends on data.</param>
public sealed record Place(int Operand, IndexMap Map, Guard Guard, Indirection? Indirection = null)
{
    /// <summary>The instructions whose scalars it takes.</summary>
    public Sequence<int> Arguments => Indirection is { Index: var index } ? [index] : [];
}

/// <summary>Moves a place by stride · index, where 0 ≤ index &lt; limit; elsewhere there is no place.</summary>
/// <param name="Index">The instruction whose scalar, an integer, is the index.</param>
/// <param name="Stride">How far neighbouring indices lie apart.</param>
/// <param name="Limit">The first index that is too large.</param>
public sealed record Indirection(int Index, long Stride, long Limit);
