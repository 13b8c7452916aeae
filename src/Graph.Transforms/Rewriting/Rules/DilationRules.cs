namespace Graph.Transforms;

/// <summary>
/// Convolutions of a dilated input, as transposed convolutions and the derivatives of strided ones are: most taps meet gaps, and to find the others each
/// would have to divide. Written otherwise, the same terms are added in the same order.
/// </summary>
internal static class DilationRules
{
    // Each phase is a convolution of its own.
    private const int MostPhases = 9;

    /// <summary>Rules at a convolution.</summary>
    public static ImmutableArray<Rule> OfConvolve { get; } = Rule.At<Convolve>(
        // place p meets element m at tap s·m − p + low: the kernel slides over the input as well as the input over the kernel, the other way round
        new("convolve-dilated-by-larger", e => e is (Convolve { Groups: 1 } c, [var x, var w]) && IsDilated(c) && c.KernelDilation.All(by => by == 1)
            && Places(x, c.Input) < Places(w, c.Kernel) && !IsEmpty(e, x, w) ? Exchanged(c, e, x, w) : null),
        // places p = s·q + a meet taps k = s·l + r alone, r = (low − a) mod s: each phase a is a convolution without gaps
        new("convolve-dilated-in-phases", e => e is (Convolve c, [var x, var w]) && IsDilated(c) && !IsEmpty(e, x, w) && CanBePhased(c, e) ? InPhases(c, e, x, w) : null));

    private static bool IsDilated(Convolve c) => c.InputDilation.Any(by => by > 1);

    private static long Places(Expr operand, Axes axes) => operand.Shape.Select(axes[2..]).ElementCount;

    private static bool IsEmpty(Expr e, Expr x, Expr w) => e.Type.ElementCount == 0 || x.Type.ElementCount == 0 || w.Type.ElementCount == 0;

    private static Expr Exchanged(Convolve c, Expr e, Expr x, Expr w)
    {
        (long[] low, long[] high) = (new long[c.SpatialRank], new long[c.SpatialRank]);
        for (int axis = 0; axis < c.SpatialRank; axis++)
        {
            long last = (e.Shape[c.Output[axis + 2]] - 1) * c.Stride[axis];
            low[axis] = last - c.Low[axis];
            high[axis] = last + ((x.Shape[c.Input[axis + 2]] - 1) * c.InputDilation[axis]) + 1 - w.Shape[c.Kernel[axis + 2]] - low[axis];
        }
        Convolve exchanged = new(
            Input: c.Kernel, Kernel: c.Input, Output: [c.Output[1], c.Output[0], .. c.Output[2..]], c.Stride, Shape.Create(low), Shape.Create(high),
            InputDilation: c.KernelDilation, KernelDilation: c.InputDilation, Groups: 1);
        return Expr.Create(exchanged, w, x).Reverse([.. c.Output[2..].Order()]);
    }

    private static bool CanBePhased(Convolve c, Expr e) =>
        c.InputDilation.Index().All(axis => axis.Item == 1
            || (c.Stride[axis.Index] == 1 && c.KernelDilation[axis.Index] == 1 && e.Shape[c.Output[axis.Index + 2]] % axis.Item == 0))
        && c.InputDilation.ElementCount <= MostPhases;

    private static Expr InPhases(Convolve c, Expr e, Expr x, Expr w)
    {
        Shape by = c.InputDilation;
        // The phases as a last axis, then each dilation as an axis behind the one that it dilates.
        ImmutableArray<Expr> phases = [.. Enumerable.Range(0, (int)by.ElementCount)
            .Select(number => Phase(c, e, x, w, [.. by.Strides.Select((stride, axis) => number / stride % by[axis])]))];
        Shape phase = phases[0].Shape;
        Expr stacked = Primitives.Concatenate([.. phases.Select(y => y.Reshape([.. phase, 1]))], phase.Rank).Reshape([.. phase, .. by]);
        Axes order = [.. Enumerable.Range(0, phase.Rank).SelectMany<int, int>(axis =>
            c.Output.IndexOf(axis) is >= 2 and var place ? [axis, phase.Rank + place - 2] : [axis])];
        return stacked.Transpose(order).Reshape(e.Shape);
    }

    /// <summary>The convolution that makes the places of one phase.</summary>
    private static Expr Phase(Convolve c, Expr e, Expr x, Expr w, Shape phase)
    {
        Shape result = e.Shape;
        (Shape start, Shape stride) = (Shape.Repeat(0, w.Rank), Shape.Repeat(1, w.Rank));
        (long[] low, long[] high) = (new long[c.SpatialRank], new long[c.SpatialRank]);
        for (int axis = 0; axis < c.SpatialRank; axis++)
        {
            (int output, int kernel, long by) = (c.Output[axis + 2], c.Kernel[axis + 2], c.InputDilation[axis]);
            (low[axis], high[axis]) = (c.Low[axis], c.High[axis]);
            if (by == 1)
            {
                continue;
            }
            long first = Remainder(c.Low[axis] - phase[axis], by);
            if (first >= w.Shape[kernel])
            {
                return Primitives.Zeros(e.Type.With(Phased(c, result)));
            }
            long taps = (w.Shape[kernel] - first + by - 1) / by;
            (start, stride) = (start.With(kernel, first), stride.With(kernel, by));
            low[axis] = (c.Low[axis] - phase[axis] - first) / by;
            high[axis] = (result[output] / by) - x.Shape[c.Input[axis + 2]] - low[axis] + taps - 1;
        }
        Convolve dense = c with { Low = Shape.Create(low), High = Shape.Create(high), InputDilation = Shape.Repeat(1, c.SpatialRank) };
        return Expr.Create(dense, x, w.Slice(start, w.Shape, stride));
    }

    private static Shape Phased(Convolve c, Shape whole)
    {
        for (int axis = 0; axis < c.SpatialRank; axis++)
        {
            whole = whole.With(c.Output[axis + 2], whole[c.Output[axis + 2]] / c.InputDilation[axis]);
        }
        return whole;
    }

    private static long Remainder(long dividend, long divisor) => ((dividend % divisor) + divisor) % divisor;
}
