using Graph.IR;

namespace Graph;

/// <summary>
/// What an index says about one axis: a position (the axis goes away), a range, a range with a step, a new axis of size 1, or an ellipsis
/// that stands for all axes not mentioned.
/// </summary>
public readonly struct AxisIndex
{
    private enum Kind
    {
        Position,
        Range,
        NewAxis,
        Ellipsis,
    }

    private readonly Kind kind;
    private readonly Range range;
    private readonly long step;

    private AxisIndex(Kind kind, Range range, long step) => (this.kind, this.range, this.step) = (kind, range, step);

    /// <summary>An axis of size 1 that the operand does not have.</summary>
    public static AxisIndex NewAxis => new(Kind.NewAxis, default, 1);

    /// <summary>All axes that the other indices leave over, whole.</summary>
    public static AxisIndex Ellipsis => new(Kind.Ellipsis, default, 1);

    internal bool IsPosition => kind == Kind.Position;

    internal bool IsRange => kind == Kind.Range;

    internal bool IsNewAxis => kind == Kind.NewAxis;

    internal bool IsEllipsis => kind == Kind.Ellipsis;

    internal long Step => step;

    /// <summary>A range with a step: every <paramref name="step"/>-th element from the start of the range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="step">At least 1; for the opposite order use a reversal.</param>
    public static AxisIndex Every(Range range, long step) => step >= 1
        ? new(Kind.Range, range, step)
        : throw new ShapeException($"a slice steps by at least 1, not by {step}");

    /// <summary>A position, counted from the front.</summary>
    public static implicit operator AxisIndex(int position) => position >= 0
        ? new(Kind.Position, position..position, 1)
        : throw new ShapeException($"the index {position} is negative; count from the end with ^{-(long)position}");

    /// <summary>A position, counted from the front or with <c>^</c> from the end.</summary>
    public static implicit operator AxisIndex(Index position) => new(Kind.Position, new Range(position, position), 1);

    /// <summary>A range, such as <c>1..</c> or <c>..^1</c>.</summary>
    public static implicit operator AxisIndex(Range range) => new(Kind.Range, range, 1);

    internal (long Start, long Limit) Resolve(Expr operand, int axis)
    {
        long size = operand.Shape[axis];
        long start = range.Start.IsFromEnd ? size - range.Start.Value : range.Start.Value;
        long limit = range.End.IsFromEnd ? size - range.End.Value : range.End.Value;
        limit = IsPosition ? start + 1 : limit;
        if (start < 0 || limit < start || limit > size)
        {
            throw new ShapeException($"the index {this} lies outside of axis {axis} of {operand.Describe()}, which has size {size}");
        }
        return (start, limit);
    }

    internal int ResolveResult(Expr tuple) =>
        range.Start.GetOffset(tuple.ResultType.Tensors.Length);

    /// <summary>The index as written in C#.</summary>
    public override string ToString() => kind switch
    {
        Kind.Position => range.Start.ToString(),
        Kind.Range => step == 1 ? range.ToString() : $"{range} by {step}",
        Kind.NewAxis => "new axis",
        Kind.Ellipsis => "...",
    };
}

public sealed partial class Expr
{
    /// <summary>
    /// Part of a tensor: <c>x[0]</c>, <c>x[^1]</c>, <c>x[1..3]</c>, <c>x[.., 0]</c>, <c>x[AxisIndex.Ellipsis, 0]</c>; of an operator with several results,
    /// <c>result[i]</c> is the i-th. Axes behind the last index stay whole.
    /// </summary>
    /// <exception cref="ShapeException">There are more indices than axes, or an index lies outside of its axis.</exception>
    public Expr this[params ReadOnlySpan<AxisIndex> indices]
    {
        get
        {
            if (IsTuple)
            {
                return indices is [{ IsPosition: true } index]
                    ? Create(new Project(index.ResolveResult(this)), this)
                    : throw new ShapeException($"{Describe()} is a tuple; take one of its results with an index, such as result[0]");
            }
            return TakePart(indices);
        }
    }

    private Expr TakePart(ReadOnlySpan<AxisIndex> indices)
    {
        int used = 0;
        int ellipses = 0;
        foreach (AxisIndex index in indices)
        {
            used += index.IsPosition || index.IsRange ? 1 : 0;
            ellipses += index.IsEllipsis ? 1 : 0;
        }
        if (used > Rank || ellipses > 1)
        {
            throw new ShapeException(ellipses > 1
                ? $"an index of {Describe()} has {ellipses} ellipses; one is enough"
                : $"{used} indices are too many for {Describe()}, which has rank {Rank}");
        }
        long[] start = new long[Rank];
        long[] limit = Shape.ToArray();
        long[] stride = [.. Shape.Repeat(1, Rank)];
        List<long> sizes = [];
        int axis = 0;
        foreach (AxisIndex index in indices)
        {
            if (index.IsNewAxis)
            {
                sizes.Add(1);
            }
            else if (index.IsEllipsis)
            {
                sizes.AddRange(Shape.Slice(axis, Rank - used));
                axis += Rank - used;
            }
            else
            {
                (start[axis], limit[axis]) = index.Resolve(this, axis);
                stride[axis] = index.Step;
                if (index.IsRange)
                {
                    sizes.Add(Operands.StepCount(start[axis], limit[axis], index.Step));
                }
                axis++;
            }
        }
        sizes.AddRange(Shape[axis..]);
        return this.Slice(Shape.Create(start), Shape.Create(limit), Shape.Create(stride)).Reshape([.. sizes]);
    }
}
