namespace Graph.Properties.Generation;

/// <summary>Small patterns of movement, reduction, contraction and control of the kind that structural rules and passes rewrite.</summary>
public static class StructureBait
{
    private static readonly ImmutableArray<(int Weight, Func<Sketch, Expr?> Item)> all =
    [
        (4, NoOperation), (4, MovedThrough), (4, Cut), (3, Reductions), (3, ReducedMovement), (4, Contractions), (3, ContractedMovement), (3, Affine), (2, Lookups), (2, Slid),
        (3, Loops), (2, Joined),
    ];

    /// <summary>One of the patterns.</summary>
    public static Expr? Any(Sketch s) => s.Draw.Weighted(all.AsSpan())(s);

    // Operators whose attributes say that they change nothing.
    private static Expr? NoOperation(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        Shape none = Shape.Repeat(0, x.Rank), ones = Shape.Repeat(1, x.Rank);
        Axes axes = Axes.Range(0, x.Rank);
        return s.Draw.Below(12) switch
        {
            0 => Expr.Create(new Reshape(x.Shape), x),
            1 => Expr.Create(new Transpose(axes), x),
            2 => Expr.Create(new Broadcast(x.Shape, axes), x),
            3 => Expr.Create(new Slice(none, x.Shape, ones), x),
            4 => Expr.Create(new Pad(none, none, none), x, s.Of(x.Type.With(Shape.Scalar))),
            5 => Expr.Create(new Reverse(Axes.None), x),
            6 => Expr.Create(new Cast(x.Element), x),
            7 when x.Rank > 0 => Expr.Create(new Concatenate(s.Draw.Below(x.Rank)), x),
            8 when x.Element != ElementType.Bool => Expr.Create(new Bitcast(x.Element), x),
            9 => x.StopGradient().StopGradient(),
            10 when x.Rank > 0 => x.Window([0], [1], [1], [1]),
            _ => Expr.Create(new Reduce(ReduceKind.SumOf, Axes.None), x),
        };
    }

    // A movement under or above something elementwise, of one operand or of two moved alike.
    private static Expr? MovedThrough(Sketch s)
    {
        if (s.Any(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        s.Focus = x;
        Expr? moved = Moves.PickMovement(s)(s);
        s.Focus = null;
        if (moved is not { IsTuple: false } || !Sketch.Fits(moved))
        {
            return null;
        }
        if (s.Draw.Chance(0.5))
        {
            s.Focus = moved;
            Expr? applied = Moves.PickElementwise(s)(s);
            s.Focus = null;
            return applied;
        }
        // The same movement on another operand: every movement but a concatenation has the moved tensor as its first operand.
        Expr alike = moved.Op is Concatenate || moved.Inputs is not [{ IsTuple: false } from, ..]
            ? s.Of(moved.Type)
            : moved.Update(moved.Inputs.SetItem(0, s.Of(from.Type)));
        return alike.Type == moved.Type && moved.Element.IsNumeric ? s.Draw.Of(moved + alike, moved * alike, moved - alike) : alike;
    }

    private static Expr? Cut(Sketch s)
    {
        if (s.Any(shape => shape.Rank > 0 && shape[0] > 0) is not { } x)
        {
            return null;
        }
        long middle = s.Draw.Between(0, (int)x.Shape[0]);
        Expr front = x.SliceAxis(0, 0, middle), back = x.SliceAxis(0, middle, x.Shape[0]);
        Shape none = Shape.Repeat(0, x.Rank);
        Expr fill = Primitives.Constant(Values.Splat(s.Draw, x.Element, s.Profile));
        Expr padded = x.Pad(fill, none.With(0, 2), none.With(0, 1), none);
        return s.Draw.Below(9) switch
        {
            0 => Primitives.Concatenate([front, back], 0),
            1 => Primitives.Concatenate([x, s.Of(x.Type)], 0).SliceAxis(0, middle, x.Shape[0]),
            2 => Primitives.Concatenate([x, s.Of(x.Type)], 0).SliceAxis(0, x.Shape[0], 2 * x.Shape[0]),
            3 => padded.SliceAxis(0, 2, 2 + x.Shape[0]),
            4 => padded.SliceAxis(0, s.Draw.Between(0, 1), s.Draw.Between(2, (int)padded.Shape[0])),
            5 => padded.Pad(fill, none.With(0, -2), none.With(0, s.Draw.Of(-1, 1)), none),
            6 => padded.Reduce(x.Element.IsNumeric ? s.Draw.Of(Enum.GetValues<ReduceKind>()) : ReduceKind.SumOf, [0]),
            7 => Primitives.Concatenate([front, Primitives.Concatenate([back, x], 0)], 0),
            _ => Primitives.Concatenate([x, Primitives.Zeros(x.Type.With(x.Shape.With(0, s.Draw.Between(0, 2))))], 0),
        };
    }

    private static Expr? Reductions(Sketch s)
    {
        if (s.Number(shape => shape.Rank > 0 && shape.ElementCount > 0) is not { } x)
        {
            return null;
        }
        ReadOnlySpan<ReduceKind> kinds = Enum.GetValues<ReduceKind>();
        ReduceKind kind = s.Draw.Of(kinds);
        int axis = s.Draw.Below(x.Rank);
        Expr y = s.Of(x.Type), scalar = s.Of(x.Type.With(Shape.Scalar)).Broadcast(x.Shape, []);
        return s.Draw.Below(9) switch
        {
            0 when x.Rank > 1 => x.Reduce(kind, [axis]).Reduce(s.Draw.Chance(0.7) ? kind : s.Draw.Of(kinds), [0]),
            1 => (x * scalar).Reduce(kind, [axis]),
            2 => (x + scalar).Reduce(kind, [axis]),
            3 => (-x).Reduce(kind, [axis]),
            4 => (x * y).Sum([axis]),
            5 => (x + y).Reduce(kind, [axis]),
            6 => x.Cumulative(kind, axis).Reduce(kind, [axis]),
            7 => x.Sum(Axes.Range(0, x.Rank)) + y.Sum(Axes.Range(0, x.Rank)),
            _ => x.Reshape([.. x.Shape, 1]).Reduce(kind, s.Draw.Chance(0.5) ? [x.Rank] : [axis, x.Rank]),
        };
    }

    // A reduction of something moved.
    private static Expr? ReducedMovement(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        s.Focus = x;
        Expr? moved = Moves.PickMovement(s)(s);
        s.Focus = moved is { IsTuple: false } && Sketch.Fits(moved) ? moved : x;
        Expr? reduced = s.Draw.Weighted<Func<Sketch, Expr?>>(
            [(5, ReductionMoves.Reduce), (1, ReductionMoves.Cumulative), (1, ReductionMoves.ArgReduce), (1, ReductionMoves.Sort)])(s);
        s.Focus = null;
        return reduced;
    }

    private static Expr? Contractions(Sketch s)
    {
        if (s.Number(shape => shape.Rank == 2 && shape.All(size => size < 20)) is not { } x)
        {
            return null;
        }
        Expr y = s.Of(x.Type.With([x.Shape[1], s.Size()]));
        Expr z = s.Of(x.Type.With([y.Shape[1], s.Size()]));
        Expr product = x.Contract(y, [1], [0]);
        return s.Draw.Below(9) switch
        {
            0 => product.Contract(z, [1], [0]),
            1 => product.Transpose([1, 0]),
            2 => x.Transpose([1, 0]).Contract(y, [0], [0]),
            3 => product + x.Contract(s.Of(y.Type), [1], [0]),
            4 => product * s.Of(x.Type.With(Shape.Scalar)).Broadcast(product.Shape, []),
            5 => x.Contract(s.Of(x.Type), [], [], [0, 1], [0, 1]),
            6 => x.Contract(s.Of(x.Type.With([2])), [], []),
            7 => product.Sum([s.Draw.Below(2)]),
            _ => Expr.Create(new Contract([1], [0]), x, Primitives.Zeros(y.Type)),
        };
    }

    private static Expr? ContractedMovement(Sketch s)
    {
        if (s.Number() is not { } x)
        {
            return null;
        }
        s.Focus = x;
        Expr? moved = Moves.PickMovement(s)(s);
        s.Focus = moved is { IsTuple: false } && Sketch.Fits(moved) ? moved : x;
        Expr? contracted = ContractionMoves.Contract(s);
        s.Focus = null;
        return contracted;
    }

    // Linear maps on top of each other: (x·a + b)·c + d, and scalings of a product.
    private static Expr? Affine(Sketch s)
    {
        if (s.Float(shape => shape.Rank == 2 && shape[1] < 20) is not { } x)
        {
            return null;
        }
        long n = x.Shape[1], m = s.Draw.Of<long>(1, 2, 3), k = s.Draw.Of<long>(1, 2, 3);
        Expr a = s.Of(x.Type.With([n, m])), b = s.Of(x.Type.With([m])), c = s.Of(x.Type.With([m, k])), d = s.Of(x.Type.With([k]));
        Expr inner = x.Contract(a, [1], [0]);
        inner = s.Draw.Chance(0.7) ? inner + b : inner;
        Expr outer = inner.Contract(c, [1], [0]);
        return s.Draw.Chance(0.5) ? outer + d : outer;
    }

    private static Expr? Lookups(Sketch s)
    {
        if (s.Any(shape => shape.Rank > 0 && shape[0] > 0) is not { } x)
        {
            return null;
        }
        Expr iota = Primitives.Iota(new TensorType(ElementType.I32, [x.Shape[0]]), 0);
        Expr zeros = Primitives.Zeros(x.Type);
        Expr indices = s.Draw.Of(iota, iota.Reverse([0]), Primitives.Zeros(iota.Type));
        return s.Draw.Below(4) switch
        {
            0 => x.Gather(indices),
            1 => zeros.Scatter(ScatterKind.Overwrite, indices, x),
            2 when x.Element.IsNumeric => zeros.Scatter(ScatterKind.Accumulate, indices, x),
            _ => x.Gather(indices).Gather(iota),
        };
    }

    private static Expr? Slid(Sketch s)
    {
        if (s.Number(shape => shape.Rank == 1 && shape[0] > 1) is not { } x)
        {
            return null;
        }
        Expr windows = x.Window([0], [2], [2], [1]);
        return s.Draw.Below(4) switch
        {
            0 => windows.Fold([0], x.Shape, [2], [1]),
            1 => windows.Sum([1]),
            2 => x.Window([0], [x.Shape[0]], [1], [1]),
            _ => windows.Contract(s.Of(x.Type.With([2])), [1], [0]),
        };
    }

    // Loops with work to hoist, with sums of contractions, and with carries that do not change.
    private static Expr? Loops(Sketch s)
    {
        if (s.Depth > 0)
        {
            return null;
        }
        ElementType element = s.Draw.Chance(0.6) ? ElementType.F64 : s.Profile.IsSmooth ? ElementType.F64 : ElementType.F32;
        long length = s.Draw.Of<long>(0, 1, 2, 3), n = s.Draw.Of<long>(1, 2, 3), m = s.Draw.Of<long>(1, 2);
        Expr h = Primitives.Leaf("h", new TensorType(element, [m])), sum = Primitives.Leaf("sum", new TensorType(element, [n, m]));
        Expr x = Primitives.Leaf("x", new TensorType(element, [n])), w = Primitives.Leaf("w", new TensorType(element, [n, m]));
        Expr u = Primitives.Leaf("u", new TensorType(element, [m, m]));
        Expr input = x.Contract(w, [0], [0]);
        Expr next = s.Draw.Of((input + h.Contract(u, [0], [s.Draw.Below(2)])).Tanh(), input + h, (input * h).Sin());
        Expr outer = x.Contract(s.Draw.Of(next, h, input), [], []);
        Expr total = s.Draw.Of(sum + outer, outer + sum, sum - outer, sum + (w.Tanh() * 0.5), sum);
        Computation body = Computation.Create("step", [h, sum, x, w, u], s.Draw.Chance(0.5) ? [next, total, next * 2.0] : [next, total]);
        ImmutableArray<Expr> results = Primitives.Scan(
            body, length,
            [s.Of(h.Type), s.Of(sum.Type)], [s.Draw.Chance(0.3) ? LookedUp(s, x, length) : s.Of(x.Type.With([length, n]))], [s.Of(w.Type), s.Of(u.Type)], s.Draw.Chance(0.5));
        foreach (Expr result in results)
        {
            s.Keep(result);
        }
        return s.Draw.Of(results.AsSpan());
    }

    // A sequence of the rows of a table with as many or fewer.
    private static Expr LookedUp(Sketch s, Expr element, long length)
    {
        long rows = s.Draw.Of<long>(1, 2);
        Literal places = Values.Indices(s.Draw, new TensorType(ElementType.I32, [length]), rows, s.Profile);
        return s.Of(element.Type.With([rows, .. element.Shape])).Gather(Primitives.Constant(places));
    }

    private static Expr? Joined(Sketch s)
    {
        if (s.Any(shape => shape.Rank is 1 or 2) is not { } x)
        {
            return null;
        }
        int axis = s.Draw.Below(x.Rank);
        Expr y = s.Of(x.Type);
        Expr joined = Primitives.Concatenate([x, y, x], axis);
        return s.Draw.Below(6) switch
        {
            0 => joined.Transpose(s.Draw.Permutation(x.Rank)),
            1 => joined.Reverse([axis]),
            2 when x.Element.IsNumeric => -joined,
            3 when x.Element.IsNumeric => joined.Sum([axis]),
            4 => Primitives.Concatenate([x.Reshape([.. x.Shape, 1]), y.Reshape([.. x.Shape, 1])], x.Rank),
            _ => Primitives.Concatenate([x, joined, Primitives.Zeros(x.Type)], axis),
        };
    }
}
