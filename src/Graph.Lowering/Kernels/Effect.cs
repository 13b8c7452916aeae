namespace Graph.Lowering;

/// <summary>What a stage does with a scalar of its body at each point.</summary>
/// <param name="Value">The instruction whose scalar it is.</param>
public abstract record Effect(int Value)
{
    /// <summary>The instructions whose scalars it takes.</summary>
    public virtual Sequence<int> Arguments => [Value];
}

/// <summary>Writes an element of an operand, or adds to it; nothing where the place is none.</summary>
/// <param name="Place">Which element.</param>
/// <param name="Value">The instruction whose scalar it is.</param>
/// <param name="Kind">Whether to replace or to add. With an indirect place, inner points take their turns in row-major order.</param>
public sealed record Store(Place Place, int Value, ScatterKind Kind = ScatterKind.Overwrite) : Effect(Value)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments => [.. Place.Arguments, Value];
}

/// <summary>Leaves the scalar to later stages of the same axes, at the same point; a stage without axes leaves it to all of them.</summary>
/// <param name="Value">The instruction whose scalar it is.</param>
/// <remarks>Whether it is held in registers, in a scratch row, or computed again is for the schedule to say.</remarks>
public sealed record Keep(int Value) : Effect(Value);

/// <summary>Combines the scalars of all points of the stage's axes, for later stages.</summary>
/// <param name="Kind">How; of bools, sum means any and product all.</param>
/// <param name="Value">The instruction whose scalar it is.</param>
/// <param name="Guard">Which points count.</param>
public sealed record Total(ReduceKind Kind, int Value, Guard Guard) : Effect(Value);

/// <summary>
/// Sums the products of two scalars over all points of the stage's axes, for later stages: each term is multiplied and added in one
/// rounding. The terms of a contraction.
/// </summary>
/// <param name="Value">The instruction whose scalar is one factor, f32 or f64.</param>
/// <param name="Factor">The instruction whose scalar is the other one, of the same type.</param>
/// <param name="Guard">Which points count.</param>
public sealed record ProductTotal(int Value, int Factor, Guard Guard) : Effect(Value)
{
    /// <inheritdoc/>
    public override Sequence<int> Arguments => [Value, Factor];
}

/// <summary>Finds the point with the extremum along the stage's only axis, an i32, for later stages.</summary>
/// <param name="Kind">Largest or least; a NaN counts as either, and of equals the first is taken.</param>
/// <param name="Value">The instruction whose scalar it is.</param>
public sealed record Extremum(ExtremumKind Kind, int Value) : Effect(Value);

/// <summary>
/// Combines the scalars of all points of the kernel, but apart for each point of the kept axes; the totals are there once every point is
/// done, for the stages behind.
/// </summary>
/// <param name="Kind">How; of bools, sum means any and product all.</param>
/// <param name="Value">The instruction whose scalar it is.</param>
/// <param name="Kept">Axes of the kernel or the stage that the totals have; the stages behind have the same.</param>
public sealed record Combine(ReduceKind Kind, int Value, Sequence<LoopAxis> Kept) : Effect(Value);
