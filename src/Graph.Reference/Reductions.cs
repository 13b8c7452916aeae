using System.Diagnostics;
using System.Numerics;

namespace Graph.Reference;

/// <summary>Operators that combine the elements along axes.</summary>
internal static class Reductions
{
    public static Literal Reduce(ReduceKind kind, Axes axes, TensorType type, Literal x)
    {
        View outer = View.Of(x).Transpose(axes.Complement(x.Shape.Rank));
        View inner = View.Of(x).Transpose(axes);
        return type.Element == ElementType.Bool
            ? ReduceTruth(kind, type, x, outer, inner)
            : ByElement.Compute(type.Element, new ReduceBody(kind, type, x, outer, inner));
    }

    public static Literal ArgReduce(ExtremumKind kind, int axis, TensorType type, Literal x) =>
        ByElement.Compute(x.Element, new ArgReduceBody(kind, axis, type, x));

    public static Literal Cumulative(ReduceKind kind, int axis, TensorType type, Literal x) =>
        ByElement.Compute(type.Element, new CumulativeBody(kind, axis, type, x));

    /// <summary>The first element of each line along an axis.</summary>
    public static Walk Lines(Shape shape, int axis) => new(View.Dense(shape).Slice(axis, 0, Math.Min(1, shape[axis])));

    private static Literal ReduceTruth(ReduceKind kind, TensorType type, Literal x, View outerView, View innerView)
    {
        bool absorbing = kind switch
        {
            ReduceKind.SumOf => true,
            ReduceKind.ProductOf => false,
            ReduceKind.MaximumOf or ReduceKind.MinimumOf => throw new UnreachableException($"{kind.Mnemonic} takes no bools"),
        };
        Literal result = Cells<bool>.New(type, out Cells<bool> y);
        Cells<bool> from = Cells<bool>.Of(x);
        (Walk outer, Walk inner) = (new(outerView), new(innerView));
        long place = 0;
        for (bool more = outer.Start(); more; more = outer.Next())
        {
            bool total = !absorbing;
            for (bool inside = inner.Start(outer.Left); inside && total != absorbing; inside = inner.Next())
            {
                total = from[inner.Left];
            }
            y[place++] = total;
        }
        return result;
    }

    private readonly struct ReduceBody(ReduceKind kind, TensorType type, Literal x, View outerView, View innerView) : INumericBody
    {
        public Literal Run<T, TWide>()
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Literal result = Cells<T>.New(type, out Cells<T> y);
            Cells<T> from = Cells<T>.Of(x);
            (Walk outer, Walk inner) = (new(outerView), new(innerView));
            long place = 0;
            for (bool more = outer.Start(); more; more = outer.Next())
            {
                TWide total = kind == ReduceKind.SumOf ? Sum<T, TWide>(from, ref inner, outer.Left) : Combine<T, TWide>(kind, from, ref inner, outer.Left);
                y[place++] = T.CreateTruncating(total);
            }
            return result;
        }

        private static TWide Sum<T, TWide>(Cells<T> from, ref Walk terms, long start)
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Accumulator<TWide> sum = default;
            for (bool inside = terms.Start(start); inside; inside = terms.Next())
            {
                sum.Add(TWide.CreateTruncating(from[terms.Left]));
            }
            return sum.Total();
        }

        // Begins with the first term; of nothing only the product remains to be told, the others are refused when the node is made.
        private static TWide Combine<T, TWide>(ReduceKind kind, Cells<T> from, ref Walk terms, long start)
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            if (!terms.Start(start))
            {
                return TWide.One;
            }
            Func<TWide, TWide, TWide> combine = ScalarFunctions.Combination<TWide>(kind);
            TWide total = TWide.CreateTruncating(from[terms.Left]);
            while (terms.Next())
            {
                total = combine(total, TWide.CreateTruncating(from[terms.Left]));
            }
            return total;
        }
    }

    private readonly struct ArgReduceBody(ExtremumKind kind, int axis, TensorType type, Literal x) : INumericBody
    {
        public Literal Run<T, TWide>()
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Literal result = Cells<int>.New(type, out Cells<int> y);
            Cells<T> from = Cells<T>.Of(x);
            Func<T, T, bool> isBetter = ScalarFunctions.Order<T>(kind switch
            {
                ExtremumKind.Largest => CompareKind.GreaterThan,
                ExtremumKind.Least => CompareKind.LessThan,
            });
            (long size, long stride) = (x.Shape[axis], x.Shape.Strides[axis]);
            Walk lines = Lines(x.Shape, axis);
            long place = 0;
            for (bool more = lines.Start(); more; more = lines.Next())
            {
                int best = 0;
                T extremum = from[lines.Left];
                for (int index = 1; index < size && !T.IsNaN(extremum); index++)
                {
                    T candidate = from[lines.Left + (index * stride)];
                    if (isBetter(candidate, extremum) || T.IsNaN(candidate))
                    {
                        (best, extremum) = (index, candidate);
                    }
                }
                y[place++] = best;
            }
            return result;
        }
    }

    private readonly struct CumulativeBody(ReduceKind kind, int axis, TensorType type, Literal x) : INumericBody
    {
        public Literal Run<T, TWide>()
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Literal result = Cells<T>.New(type, out Cells<T> y);
            Cells<T> from = Cells<T>.Of(x);
            Func<TWide, TWide, TWide> combine = ScalarFunctions.Combination<TWide>(kind);
            (long size, long stride) = (x.Shape[axis], x.Shape.Strides[axis]);
            Walk lines = Lines(x.Shape, axis);
            for (bool more = lines.Start(); more; more = lines.Next())
            {
                TWide running = TWide.CreateTruncating(from[lines.Left]);
                y[lines.Left] = T.CreateTruncating(running);
                for (long index = 1; index < size; index++)
                {
                    long place = lines.Left + (index * stride);
                    running = combine(running, TWide.CreateTruncating(from[place]));
                    y[place] = T.CreateTruncating(running);
                }
            }
            return result;
        }
    }
}
