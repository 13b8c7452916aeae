namespace Graph.Properties.Generation;

/// <summary>Patterns of single rules that random operators hardly ever make.</summary>
public static class RuleBait
{
    private static readonly ImmutableArray<Func<Sketch, Expr?>> all =
        [WholeNumbers, WholeNumbers, Functions, Exponentials, Comparisons, Comparisons, Bits, Pads, Parts, ScaledContraction, LookedUpContraction, MovedConvolution, Logic, Transposes, TwinLoops, MatrixLoop];

    private static readonly ImmutableArray<CompareKind> comparisons = [.. Enum.GetValues<CompareKind>()];

    /// <summary>One of the patterns.</summary>
    public static Expr? Any(Sketch s) => s.Draw.Of(all.AsSpan())(s);

    private static Expr? WholeNumbers(Sketch s)
    {
        if (s.Operand(element => element.IsInteger) is not { } x)
        {
            return null;
        }
        Expr y = s.Of(x.Type);
        int power = s.Draw.Of(1, 2, 4, 8, 64), width = 8 * x.Element.ByteSize;
        return s.Draw.Below(9) switch
        {
            0 => -(x - y),
            1 => x % s.Draw.Of(1, 1, power),
            2 => x % power,
            3 => x / power,
            4 => x << (width - s.Draw.Below(2)),
            5 => x >> (width - s.Draw.Below(2)),
            6 when x.Element.IsSigned => s.Draw.Chance(0.5) ? x / -1 : x % -1,
            7 => (x * power) / power,
            _ => ~(x + 1) - y,
        };
    }

    private static Expr? Functions(Sketch s)
    {
        if (s.Float() is not { } x)
        {
            return null;
        }
        Expr inner = s.Draw.Chance(0.5) ? -x : x.Abs();
        return s.Draw.Below(6) switch
        {
            0 => inner.Cos(),
            1 => (s.Profile.HasSpecials ? inner : inner.Tanh()).Apply(UnaryKind.HyperbolicCosine),
            2 => s.Draw.Of(inner.Sin(), inner.Tanh(), inner.Apply(UnaryKind.ErrorFunction), inner.Apply(UnaryKind.Arctangent)),
            3 => x.Abs() is var size ? size * size : null,
            4 => x / -1.0,
            _ => s.Draw.Of(x.Apply(UnaryKind.RoundDown), s.Of(x.Type.With(ElementType.I32)).Cast(x.Element)).Apply(UnaryKind.RoundUp),
        };
    }

    private static Expr? Exponentials(Sketch s)
    {
        if (s.Float() is not { } x)
        {
            return null;
        }
        Expr a = s.Profile.HasSpecials ? x : x.Tanh(), b = s.Profile.HasSpecials ? s.Of(x.Type) : s.Of(x.Type).Sin();
        Expr positive = s.Profile.HasSpecials ? x : (x * x) + 0.25;
        return s.Draw.Below(8) switch
        {
            0 => (a.Exp() + b.Exp()).Log(),
            1 => positive.Pow(Sketch.Number(x, s.Draw.Of(2.0, 3, -1, 0.5))).Log(),
            2 => a.Exp() / b.Exp(),
            3 => a.Exp() * b.Exp(),
            4 => positive.Sqrt().Log(),
            5 => (a.Exp() * s.Draw.Of(2.0, 0.5, 3)).Log(),
            6 => (1.0 - x.Tanh()).Log(),
            _ => (1.0 - b.Logistic()).Log(),
        };
    }

    private static Expr? Comparisons(Sketch s)
    {
        if (s.Number() is not { } x)
        {
            return null;
        }
        CompareKind kind = s.Draw.Of(comparisons.AsSpan());
        Expr y = s.Of(x.Type), zero = Sketch.Number(x, 0), flag = s.Of(x.Type.With(ElementType.Bool));
        Expr counter = x.Cast(s.Draw.Of(ElementType.U32, ElementType.U8));
        return s.Draw.Below(7) switch
        {
            0 => ~x.Is(kind, y),
            1 => zero.Is(kind, x),
            2 => flag.Cast(x.Element).Is(s.Draw.Of(kind, CompareKind.NotEqualTo), zero),
            3 => counter.Is(kind, Sketch.Number(counter, 0)),
            4 => flag.Is(s.Draw.Of(CompareKind.EqualTo, CompareKind.NotEqualTo), Primitives.Fill(flag.Type, s.Draw.Chance(0.5))),
            5 => x.Is(kind, x),
            _ => Primitives.Select(~x.Is(kind, y), x, y),
        };
    }

    private static Expr? Bits(Sketch s)
    {
        if (s.Operand(element => element is ElementType.I32 or ElementType.U32) is not { } x)
        {
            return null;
        }
        return x.Element == ElementType.I32
            ? x.Bitcast(ElementType.U32).Bitcast(s.Draw.Of(ElementType.I32, ElementType.I32, s.Profile.IsSmooth ? ElementType.I32 : ElementType.F32))
            : x.Bitcast(ElementType.I32).Bitcast(ElementType.U32);
    }

    private static Expr? Pads(Sketch s)
    {
        if (s.Number(shape => shape.Rank is 1 or 2) is not { } x)
        {
            return null;
        }
        Expr fill = s.Draw.Chance(0.5) ? Sketch.Number(x.Reshape([x.Type.ElementCount]).Sum([0]), 0) : s.Of(x.Type.With(Shape.Scalar));
        Shape Amount(int most) => [.. Enumerable.Range(0, x.Rank).Select(_ => (long)s.Draw.Between(0, most))];
        Shape none = Shape.Repeat(0, x.Rank);
        Expr inner = x.Pad(fill, Amount(2), Amount(1), Amount(1));
        return Sketch.Fits(inner) ? inner.Pad(fill, Amount(1), Amount(2), s.Draw.Chance(0.7) ? none : Amount(1)) : null;
    }

    // A sum of neighbouring parts, each padded to the whole, as the gradient of slices makes it.
    private static Expr? Parts(Sketch s)
    {
        if (s.Number(shape => shape.Rank > 0 && shape[0] is > 1 and < 8) is not { } x)
        {
            return null;
        }
        long middle = s.Draw.Between(1, (int)x.Shape[0] - 1);
        Expr front = x.SliceAxis(0, 0, middle), back = s.Of(x.Type).SliceAxis(0, middle, x.Shape[0]);
        return front.PadAxis(0, 0, x.Shape[0] - middle) + back.PadAxis(0, middle, 0);
    }

    private static Expr? ScaledContraction(Sketch s)
    {
        if (s.Float(shape => shape.Rank == 2 && shape.All(size => size is > 0 and < 8)) is not { } x)
        {
            return null;
        }
        Expr y = s.Of(x.Type.With([x.Shape[1], s.Draw.Of<long>(1, 2, 5)]));
        double factor = s.Draw.Of(2.0, 0.5, -1, 3);
        return s.Draw.Below(5) switch
        {
            0 => (x * factor).Contract(y, [1], [0]),
            1 => x.Contract(y * factor, [1], [0]),
            2 => (-x).Contract(y, [1], [0]),
            3 => x.Contract(-y, [1], [0]),
            _ => (x * factor).Sum([s.Draw.Below(2)]),
        };
    }

    // Products of looked-up rows, products over what is looked up, and sums into rows of products: an embedding and its way back.
    private static Expr? LookedUpContraction(Sketch s)
    {
        if (s.Number() is not { } like)
        {
            return null;
        }
        const long count = 16, width = 12;
        long rows = s.Draw.Of<long>(1, 2), columns = s.Draw.Of<long>(1, 2);
        Expr Of(params long[] shape) => s.Of(new TensorType(like.Element, Shape.Create(shape)));
        TensorType type = new(ElementType.I32, [count]);
        Literal values = Values.Indices(s.Draw, type, rows, s.Profile);
        Expr places = s.Draw.Chance(0.5) ? s.Parameter(type, values) : Primitives.Constant(values);
        Expr Summed(Expr products) => Primitives.Zeros(products.Type.With([rows, 6])).Scatter(ScatterKind.Accumulate, places, products);
        return s.Draw.Below(6) switch
        {
            0 => Of(rows, 3).Gather(places).Contract(Of(3, columns), [1], [0]),
            1 => Of(columns, 3).Contract(Of(rows, 3).Gather(places), [1], [1]),
            2 => Of(rows, width).Gather(places).Contract(Of(count, columns), [0], [0]),
            3 => Of(columns, count).Contract(Of(rows, width).Gather(places), [1], [0]),
            4 => Summed(Of(count, width).Contract(Of(width, 6), [1], [0])),
            _ => Summed(Of(6, width).Contract(Of(count, width), [1], [1]).Transpose([1, 0])),
        };
    }

    // Two loops that step alike, as a loop and its gradient do.
    private static Expr? TwinLoops(Sketch s)
    {
        if (s.Depth > 0 || s.Float(shape => shape.Rank == 1 && shape[0] < 6) is not { } first)
        {
            return null;
        }
        Expr h = Primitives.Leaf("h", first.Type), x = Primitives.Leaf("x", first.Type);
        Expr next = s.Draw.Of((h + x).Tanh(), h * 0.5 + x.Sin(), x);
        long length = s.Draw.Of<long>(1, 2, 3);
        bool reverse = s.Draw.Chance(0.5);
        Expr sequence = s.Of(first.Type.With([length, .. first.Shape]));
        Expr[] loops =
        [
            .. new[] { next * next, next + h, x }.Take(s.Draw.Between(2, 3)).Select(output =>
                Primitives.Scan(Computation.Create("step", [h, x], [next, output]), length, [first], [sequence], [], reverse)[1]),
        ];
        return loops.Aggregate((a, b) => a + b);
    }

    // A loop with a matrix that is the same at every step and has its terms last: it is turned once in front of the loop.
    private static Expr? MatrixLoop(Sketch s)
    {
        if (s.Depth > 0 || s.Float(shape => shape.Rank == 1 && shape[0] is > 1 and < 6) is not { } first)
        {
            return null;
        }
        // Seventeen columns fill panels but for one.
        long width = first.Shape[0], length = s.Draw.Between(3, 5), columns = s.Draw.Chance(0.2) ? 17 : width;
        int terms = s.Draw.Below(2);
        Expr h = Primitives.Leaf("h", first.Type), x = Primitives.Leaf("x", first.Type);
        Expr matrix = Primitives.Leaf("matrix", first.Type.With(terms == 0 ? [width, columns] : [columns, width]));
        Expr product = s.Draw.Chance(0.5) ? h.Contract(matrix, [0], [terms]) : matrix.Contract(h, [terms], [0]);
        product = product.SliceAxis(0, 0, width);
        Expr next = s.Draw.Of((product + x).Tanh(), product * 0.25 + x, (product * x).Sin());
        ImmutableArray<Expr> results = Primitives.Scan(
            Computation.Create("step", [h, x, matrix], [next, next * 2.0]), length,
            [first], [s.Of(first.Type.With([length, width]))], [s.Of(matrix.Type)], s.Draw.Chance(0.5));
        return s.Draw.Of(results.AsSpan());
    }

    // A convolution whose operands and result have their axes moved: its axis numbers can say the same.
    private static Expr? MovedConvolution(Sketch s)
    {
        if (ContractionMoves.Convolve(s) is not { Inputs: [var input, var kernel] } convolved)
        {
            return null;
        }
        Axes order = s.Draw.Permutation(input.Rank);
        Convolve op = (Convolve)convolved.Op;
        Axes Through(Axes axes) => [.. axes.Select(axis => order.Inverse()[axis])];
        return s.Draw.Below(3) switch
        {
            0 => Expr.Create(op with { Input = Through(op.Input) }, Expr.Create(new Transpose(order), input), kernel),
            1 => Expr.Create(op with { Kernel = Through(op.Kernel) }, input, Expr.Create(new Transpose(order), kernel)),
            _ => convolved.Transpose(order),
        };
    }

    private static Expr? Transposes(Sketch s) => s.Any(shape => shape.Rank > 2) is { } x
        ? Expr.Create(new Transpose(s.Draw.Permutation(x.Rank)), Expr.Create(new Transpose(s.Draw.Permutation(x.Rank)), x))
        : null;

    private static Expr? Logic(Sketch s)
    {
        if (s.Operand(element => element == ElementType.Bool) is not { } flag)
        {
            return null;
        }
        Expr other = s.Of(flag.Type), yes = Primitives.Fill(flag.Type, true), no = Primitives.Fill(flag.Type, false);
        return s.Draw.Below(8) switch
        {
            0 => Primitives.Select(flag, other, yes),
            1 => Primitives.Select(flag, other, no),
            2 => Primitives.Select(flag, yes, other),
            3 => Primitives.Select(flag, no, other),
            4 => Primitives.Select(flag, yes, no),
            5 => Primitives.Select(flag, no, yes),
            6 => Primitives.Select(flag, Primitives.Select(flag, other, yes), Primitives.Select(flag, no, other)),
            _ => ~flag ^ other,
        };
    }
}
