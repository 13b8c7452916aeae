namespace Graph.Properties.Generation;

/// <summary>Contractions and convolutions with all their attributes.</summary>
public static class ContractionMoves
{
    /// <summary>A contraction over random axes with random batch axes, in random order.</summary>
    public static Expr? Contract(Sketch s)
    {
        if (s.Number() is not { } x)
        {
            return null;
        }
        Draw draw = s.Draw;
        int[] order = draw.Shuffled(Enumerable.Range(0, x.Rank));
        int batches = draw.Weighted<int>([(6, 0), (3, 1), (1, 2)]);
        batches = Math.Min(batches, x.Rank);
        int contracted = draw.Weighted<int>([(1, 0), (7, 1), (2, 2)]);
        contracted = Math.Min(contracted, x.Rank - batches);
        Axes lhsBatch = Axes.Create(order.AsSpan(0, batches));
        Axes lhs = Axes.Create(order.AsSpan(batches, contracted));
        int free = draw.Weighted<int>([(2, 0), (6, 1), (1, 2)]);
        // The axes of the right operand, in a random order: batch, contracted, free.
        long[] sizes = [.. x.Shape.Select(lhsBatch), .. x.Shape.Select(lhs), .. Enumerable.Range(0, free).Select(_ => s.Size())];
        Axes places = draw.Chance(0.5) ? Axes.Range(0, sizes.Length) : draw.Permutation(sizes.Length);
        Shape shape = Shape.Create(sizes).Select(places);
        Axes inverse = places.Inverse();
        if (shape.ElementCount > Sketch.MostElements)
        {
            return null;
        }
        Expr y = s.Of(x.Type.With(shape));
        return x.Contract(y, lhs, inverse[batches..(batches + contracted)], lhsBatch, inverse[..batches]);
    }

    /// <summary>A convolution with none to two spatial axes.</summary>
    public static Expr? Convolve(Sketch s)
    {
        if (s.Number() is not { } like)
        {
            return null;
        }
        Draw draw = s.Draw;
        int spatial = draw.Weighted<int>([(1, 0), (6, 1), (3, 2)]);
        int rank = spatial + 2;
        long groups = draw.Weighted<long>([(6, 1), (3, 2), (1, 3)]);
        long features = draw.Of<long>(1, 1, 2, 3), outputs = groups * draw.Of<long>(1, 1, 2), batch = draw.Weighted<long>([(1, 0), (4, 1), (4, 2)]);
        Shape lengths = [.. Enumerable.Range(0, spatial).Select(_ => draw.Weighted<long>([(1, 0), (1, 1), (2, 2), (4, 3), (4, 4), (2, 5)]))];
        Shape kernels = [.. Enumerable.Range(0, spatial).Select(_ => draw.Weighted<long>([(1, 0), (4, 1), (6, 2), (5, 3)]))];
        Shape Amounts(params (int Weight, long Item)[] amounts) => [.. Enumerable.Range(0, spatial).Select(_ => draw.Weighted<long>(amounts))];
        Axes Order() => draw.Chance(0.5) ? Axes.Range(0, rank) : draw.Permutation(rank);
        Convolve convolve = new(
            Order(), Order(), Order(),
            Stride: Amounts((6, 1), (3, 2), (1, 3)),
            Low: Amounts((5, 0), (4, 1), (2, 2), (2, -1)),
            High: Amounts((5, 0), (4, 1), (2, 2), (2, -1)),
            InputDilation: Amounts((6, 1), (3, 2), (1, 3)),
            KernelDilation: Amounts((6, 1), (3, 2), (1, 3)),
            groups);
        Shape input = Placed([batch, features * groups, .. lengths], convolve.Input);
        Shape kernel = Placed([outputs, features, .. kernels], convolve.Kernel);
        if (input.ElementCount > Sketch.MostElements || kernel.ElementCount > Sketch.MostElements)
        {
            return null;
        }
        return Expr.Create(convolve, s.Of(like.Type.With(input)), s.Of(like.Type.With(kernel)));
    }

    /// <summary>A matrix product in the shape of a layer: rows by a weight, plus a bias, often through relu.</summary>
    public static Expr? Dense(Sketch s)
    {
        if (s.Float(shape => shape.Rank is 1 or 2) is not { } x)
        {
            return null;
        }
        long units = s.Size();
        if (x.Shape[^1] * units > Sketch.MostElements)
        {
            return null;
        }
        Expr weight = s.Of(x.Type.With([x.Shape[^1], units]));
        Expr linear = x.Contract(weight, [x.Rank - 1], [0]);
        Expr sum = linear + s.Of(x.Type.With([units]));
        return s.Draw.Chance(0.5) ? sum : Primitives.Select(sum.Is(CompareKind.LessOrEqualTo, Sketch.Number(sum, 0)), Sketch.Number(sum, 0), sum);
    }

    private static Shape Placed(Shape sizes, Axes places)
    {
        long[] placed = new long[sizes.Rank];
        for (int axis = 0; axis < sizes.Rank; axis++)
        {
            placed[places[axis]] = sizes[axis];
        }
        return Shape.Create(placed);
    }
}
