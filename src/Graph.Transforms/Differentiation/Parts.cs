using static Graph.IR.Primitives;

namespace Graph.Transforms;

/// <summary>What the derivative rules of both modes are made of.</summary>
internal static class Parts
{
    extension(Expr x)
    {
        /// <summary>Whether it is made as zeros: a constant of zeros, or one broadcast. Looks no deeper, so that it costs the same for every expression.</summary>
        public bool IsZeroFill => (x.Op is Constant || (x.Op is Broadcast && x.Inputs[0].Op is Constant)) && x.IsZero;

        /// <summary>Zeros of its type.</summary>
        public Expr ZerosLike() => Zeros(x.Type);

        /// <summary>One axis moved behind all others.</summary>
        public Expr AxisLast(int axis) => x.Transpose([.. Axes.Range(0, x.Rank).Where(other => other != axis), axis]);

        /// <summary>The last axis moved to a place: undoes <c>AxisLast</c>.</summary>
        public Expr AxisFromLast(int axis) => x.Transpose([.. Axes.Range(0, axis), x.Rank - 1, .. Axes.Range(axis, x.Rank - 1 - axis)]);

        /// <summary>Each element replaced by the one before it along an axis, the first by a number.</summary>
        public Expr Delayed(int axis, Scalar first) => x.Shifted(axis, 1, first);

        /// <summary>Each element replaced by the one behind it along an axis, the last by a number.</summary>
        public Expr Advanced(int axis, Scalar last) => x.Shifted(axis, -1, last);

        private Expr Shifted(int axis, long by, Scalar fill)
        {
            Shape none = Shape.Repeat(0, x.Rank);
            return x.Pad(Fill(new TensorType(x.Element, []), fill), none.With(axis, by), none.With(axis, -by), none);
        }

        /// <summary>Takes out of a padded tensor what lies at the places of the tensor that was padded, 0 where it was cropped.</summary>
        public Expr Unpadded(Pad pad)
        {
            Shape none = Shape.Repeat(0, x.Rank);
            Expr uncropped = x.Pad(Zeros(new TensorType(x.Element, [])), Negated(pad.Low), Negated(pad.High), none);
            return uncropped.Slice(none, uncropped.Shape, [.. pad.Interior.Select(amount => amount + 1)]);
        }

        /// <summary>Elements looked up along an axis: element k of the axis is element <c>places[k]</c> of it.</summary>
        public Expr GatherAlong(int axis, Expr places) => x.AxisLast(axis).Gather(places.AxisLast(axis), x.Rank - 1).AxisFromLast(axis);

        /// <summary>Elements looked up as <see cref="Gather"/> does, but 0 where the index is out of range.</summary>
        public Expr GatherOrZero(Expr indices, int batch)
        {
            Expr found = x.Gather(indices, batch);
            return Select(indices.InRange(x.Shape[batch]).Broadcast(found.Shape, Axes.Range(0, indices.Rank)), found, found.ZerosLike());
        }

        /// <summary>Of indices, which of them lie in 0 … <paramref name="size"/> − 1.</summary>
        public Expr InRange(long size)
        {
            Expr wide = x.Cast(ElementType.I64);
            return (wide >= 0) & (wide < size);
        }

        /// <summary>Of the indices of an overwriting scatter, which updates are what the result holds: of several for one place the last.</summary>
        /// <param name="target">The shape that is written to.</param>
        /// <param name="updates">The updates; the mask has their shape.</param>
        /// <param name="batch">The number of batch axes.</param>
        public Expr Winners(Shape target, Expr updates, int batch)
        {
            Shape run = x.Shape[batch..];
            ElementType element = IndexElement(run.ElementCount);
            Expr numbers = Iota(new TensorType(element, [run.ElementCount]), 0).Reshape(run).Broadcast(x.Shape, Axes.Range(batch, run.Rank));
            Expr last = Zeros(new TensorType(element, target[..(batch + 1)])).Scatter(ScatterKind.Overwrite, x, numbers, batch);
            Expr wins = last.Gather(x, batch).Is(CompareKind.EqualTo, numbers) & x.InRange(target[batch]);
            return wins.Broadcast(updates.Shape, Axes.Range(0, x.Rank));
        }

        /// <summary>Which elements are the first extremum, in row-major order, among those that a reduction over some axes combines.</summary>
        public Expr IsFirst(ReduceKind kind, Axes axes)
        {
            Expr merged = x.Merged(axes);
            int last = merged.Rank - 1;
            Expr first = merged.ArgReduce(kind == ReduceKind.MaximumOf ? ExtremumKind.Largest : ExtremumKind.Least, last);
            Expr places = Iota(merged.Type.With(ElementType.I32), last);
            return places.Is(CompareKind.EqualTo, first.BroadcastLike(merged, [last])).Unmerged(x.Shape, axes);
        }

        /// <summary>For each element the product of all others that a reduction over some axes combines with it; no division, so zeros are no matter.</summary>
        public Expr ProductOfOthers(Axes axes)
        {
            Expr merged = x.Merged(axes);
            int last = merged.Rank - 1;
            Expr before = merged.Delayed(last, 1).Cumulative(ReduceKind.ProductOf, last);
            Expr behind = merged.Reverse([last]).Delayed(last, 1).Cumulative(ReduceKind.ProductOf, last).Reverse([last]);
            return (before * behind).Unmerged(x.Shape, axes);
        }

        /// <summary>Of a running maximum or minimum, where along the axis each element was taken from: the first place that has it.</summary>
        public Expr RunningExtremumPlaces(int axis)
        {
            Expr before = x.Delayed(axis, 0);
            // A NaN, once there, stays; it differs from itself, so that it would seem new at every place.
            Expr isNew = x.Is(CompareKind.NotEqualTo, before) & before.Is(CompareKind.EqualTo, before);
            Expr places = Iota(x.Type.With(IndexElement(x.Shape[axis])), axis);
            return Select(isNew, places, places.ZerosLike()).Cumulative(ReduceKind.MaximumOf, axis);
        }

        // The axes of a reduction as one axis behind the others, in row-major order; and back.
        private Expr Merged(Axes axes)
        {
            Axes kept = axes.Complement(x.Rank);
            return x.Transpose([.. kept, .. axes]).Reshape([.. x.Shape.Select(kept), x.Shape.Select(axes).ElementCount]);
        }

        private Expr Unmerged(Shape shape, Axes axes)
        {
            Axes permutation = [.. axes.Complement(shape.Rank), .. axes];
            return x.Reshape(shape.Select(permutation)).Transpose(permutation.Inverse());
        }
    }

    /// <summary>The linear recurrence <c>c_k = addend_k + factor_k · c_{k−1}</c> along an axis from 0, or from its end with c_{k+1}.</summary>
    public static Expr Recurrence(Expr addend, Expr factor, int axis, bool reverse)
    {
        TensorType step = addend.Type.With(addend.Shape.Without([axis]));
        (Expr c, Expr a, Expr f) = (Leaf("c", step), Leaf("addend", step), Leaf("factor", step));
        Expr next = a + (f * c);
        Computation body = Computation.Create("linear_recurrence", [c, a, f], [next, next], ["c_next", "c_stacked"]);
        Axes axisFirst = [axis, .. Axes.Range(0, addend.Rank).Where(other => other != axis)];
        ImmutableArray<Expr> results =
            Scan(body, addend.Shape[axis], [Zeros(step)], [addend.Transpose(axisFirst), factor.Transpose(axisFirst)], [], reverse);
        return results[1].Transpose(axisFirst.Inverse());
    }

    /// <summary>The integer type that holds the indices of an axis.</summary>
    public static ElementType IndexElement(long size) => size <= int.MaxValue ? ElementType.I32 : ElementType.I64;

    private static Shape Negated(Shape amounts) => [.. amounts.Select(amount => -amount)];
}
