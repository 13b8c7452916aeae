namespace Graph.Properties.Generation;

/// <summary>Operators that combine the elements of one tensor, and the windows that they combine over.</summary>
public static class ReductionMoves
{
    private static readonly ImmutableArray<ReduceKind> kinds = [.. Enum.GetValues<ReduceKind>()];

    /// <summary>A reduction over random axes, perhaps none and perhaps all.</summary>
    public static Expr? Reduce(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        Axes axes = s.Draw.Chance(0.25) ? Axes.Range(0, x.Rank) : s.Draw.SomeAxes(x.Rank, 0.5);
        bool mayBeOrdered = x.Element.IsNumeric && (x.Type.ElementCount > 0 || x.Shape.Select(axes).ElementCount > 0);
        ReduceKind kind = mayBeOrdered ? s.Draw.Of(kinds.AsSpan()) : s.Draw.Of(ReduceKind.SumOf, ReduceKind.ProductOf);
        return axes.Count == 0 ? Expr.Create(new Reduce(kind, axes), x) : x.Reduce(kind, axes);
    }

    /// <summary>The place of an extremum.</summary>
    public static Expr? ArgReduce(Sketch s)
    {
        if (s.Number(shape => shape.Any(size => size > 0)) is not { } x)
        {
            return null;
        }
        int axis = s.Draw.Of<int>([.. Enumerable.Range(0, x.Rank).Where(axis => x.Shape[axis] > 0)]);
        return x.ArgReduce(s.Draw.Of(ExtremumKind.Largest, ExtremumKind.Least), axis);
    }

    /// <summary>A running reduction.</summary>
    public static Expr? Cumulative(Sketch s) =>
        s.Number(shape => shape.Rank > 0) is { } x ? x.Cumulative(s.Draw.Of(kinds.AsSpan()), s.Draw.Below(x.Rank)) : null;

    /// <summary>Sorted values, or the places they came from, or both.</summary>
    public static Expr? Sort(Sketch s) =>
        s.Number(shape => shape.Rank > 0) is { } x ? Expr.Create(new Sort(s.Draw.Below(x.Rank), s.Draw.Chance(0.5)), x) : null;

    /// <summary>The windows over one or two axes; sometimes reduced, which is pooling.</summary>
    public static Expr? Window(Sketch s)
    {
        if (s.Any(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        (Axes axes, Shape size, Shape stride, Shape dilation) = Sliding(s, x.Shape);
        Expr windows = x.Window(axes, size, stride, dilation);
        if (!x.Element.IsNumeric || s.Draw.Chance(0.5))
        {
            return windows;
        }
        return Sketch.Fits(windows) ? windows.Reduce(s.Draw.Of(kinds.AsSpan()), Axes.Range(x.Rank, axes.Count)) : null;
    }

    /// <summary>Windows added back; sometimes those of a tensor.</summary>
    public static Expr? Fold(Sketch s)
    {
        if (s.Number(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        (Axes axes, Shape size, Shape stride, Shape dilation) = Sliding(s, x.Shape);
        Expr windows = x.Window(axes, size, stride, dilation);
        if (!Sketch.Fits(windows))
        {
            return null;
        }
        Expr folded = s.Draw.Chance(0.4) ? windows : s.Of(windows.Type);
        return folded.Fold(axes, x.Shape.Select(axes), stride, dilation);
    }

    /// <summary>Softmax or log-softmax over an axis, written as the facade writes it; or the mean.</summary>
    public static Expr? Normalised(Sketch s)
    {
        if (s.Float(shape => shape.Rank > 0 && shape.ElementCount > 0) is not { } x)
        {
            return null;
        }
        Axes axes = [s.Draw.Below(x.Rank)];
        if (s.Draw.Chance(0.3))
        {
            return x.Sum(axes) / (double)x.Shape[axes[0]];
        }
        Expr maximum = x.Reduce(ReduceKind.MaximumOf, axes);
        Expr shifted = x - (s.Draw.Chance(0.5) ? maximum : maximum.StopGradient()).BroadcastLike(x, axes);
        Expr powers = shifted.Exp();
        Expr sum = powers.Sum(axes);
        return s.Draw.Below(3) switch
        {
            0 => powers / sum.BroadcastLike(x, axes),
            1 => (powers / sum.BroadcastLike(x, axes)).Log(),
            _ => shifted - sum.Log().BroadcastLike(x, axes),
        };
    }

    private static (Axes Axes, Shape Size, Shape Stride, Shape Dilation) Sliding(Sketch s, Shape shape)
    {
        Axes axes = [.. s.Draw.Shuffled(Enumerable.Range(0, shape.Rank)).Take(s.Draw.Between(1, Math.Min(2, shape.Rank)))];
        return (axes,
            [.. axes.Select(axis => (long)s.Draw.Between(1, (int)Math.Clamp(shape[axis], 1, 3)))],
            [.. axes.Select(_ => s.Draw.Weighted<long>([(5, 1), (3, 2), (1, 3)]))],
            [.. axes.Select(_ => s.Draw.Weighted<long>([(5, 1), (2, 2), (1, 3)]))]);
    }
}
