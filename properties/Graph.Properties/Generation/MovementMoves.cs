namespace Graph.Properties.Generation;

/// <summary>Operators that move elements without changing them.</summary>
public static class MovementMoves
{
    /// <summary>The same elements under a random shape.</summary>
    public static Expr? Reshape(Sketch s) => s.Any() is { } x ? x.Reshape(OtherShape(s, x.Shape)) : null;

    /// <summary>Axes in a random order.</summary>
    public static Expr? Transpose(Sketch s) => s.Any(shape => shape.Rank > 1) is { } x ? x.Transpose(s.Draw.Permutation(x.Rank)) : null;

    /// <summary>Repetition along one or two new axes.</summary>
    public static Expr? Broadcast(Sketch s)
    {
        if (s.Any(shape => shape.Rank < 4) is not { } x)
        {
            return null;
        }
        List<long> sizes = [.. x.Shape];
        List<bool> isNew = [.. x.Shape.Select(_ => false)];
        for (int times = s.Draw.Between(1, 2); times > 0; times--)
        {
            int place = s.Draw.Below(sizes.Count + 1);
            sizes.Insert(place, s.Size());
            isNew.Insert(place, true);
        }
        return x.Broadcast([.. sizes], [.. Enumerable.Range(0, sizes.Count).Where(axis => !isNew[axis])]);
    }

    /// <summary>A random part of each axis.</summary>
    public static Expr? Slice(Sketch s)
    {
        if (s.Any(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        long[] start = new long[x.Rank], limit = new long[x.Rank], stride = new long[x.Rank];
        for (int axis = 0; axis < x.Rank; axis++)
        {
            int size = (int)x.Shape[axis];
            start[axis] = s.Draw.Chance(0.4) ? 0 : s.Draw.Between(0, size);
            limit[axis] = s.Draw.Chance(0.4) ? size : s.Draw.Between((int)start[axis], size);
            stride[axis] = s.Draw.Weighted<long>([(6, 1), (2, 2), (1, 3)]);
        }
        return x.Slice(Shape.Create(start), Shape.Create(limit), Shape.Create(stride));
    }

    /// <summary>Random amounts of padding and cropping.</summary>
    public static Expr? Pad(Sketch s)
    {
        if (s.Any(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        long[] low = new long[x.Rank], high = new long[x.Rank], interior = new long[x.Rank];
        for (int axis = 0; axis < x.Rank; axis++)
        {
            int size = (int)x.Shape[axis];
            low[axis] = s.Draw.Weighted<int>([(4, 0), (3, 1), (2, 2), (2, -s.Draw.Between(0, size))]);
            high[axis] = s.Draw.Weighted<int>([(4, 0), (3, 1), (2, 3), (2, -s.Draw.Between(0, (int)Math.Max(0, size + Math.Min(0, low[axis]))))]);
            interior[axis] = s.Draw.Weighted<long>([(6, 0), (2, 1), (1, 2)]);
        }
        return x.Pad(s.Draw.Chance(0.4) ? s.Of(x.Type.With(Shape.Scalar)) : Fill(s, x), Shape.Create(low), Shape.Create(high), Shape.Create(interior));
    }

    /// <summary>One to four tensors behind each other.</summary>
    public static Expr? Concatenate(Sketch s)
    {
        if (s.Any(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        int axis = s.Draw.Below(x.Rank);
        List<Expr> parts = [x];
        for (int more = s.Draw.Weighted<int>([(1, 0), (6, 1), (4, 2), (1, 3)]); more > 0; more--)
        {
            TensorType type = x.Type.With(x.Shape.With(axis, s.Draw.Chance(0.5) ? x.Shape[axis] : s.Size()));
            if (type.ElementCount > Sketch.MostElements)
            {
                return null;
            }
            parts.Insert(s.Draw.Below(parts.Count + 1), s.Of(type));
        }
        return Expr.Create(new Concatenate(axis), [.. parts]);
    }

    /// <summary>Opposite order along random axes.</summary>
    public static Expr? Reverse(Sketch s) => s.Any(shape => shape.Rank > 0) is { } x ? x.Reverse(s.Draw.SomeAxes(x.Rank, 0.6)) : null;

    /// <summary>A random shape of as many elements.</summary>
    public static Shape OtherShape(Sketch s, Shape shape)
    {
        List<long> sizes = [.. shape];
        for (int times = s.Draw.Between(1, 3); times > 0; times--)
        {
            int place = s.Draw.Below(sizes.Count + 1);
            switch (s.Draw.Below(4))
            {
                case 0 when sizes.Count < 5:
                    sizes.Insert(place, 1);
                    break;
                case 1 when place + 1 < sizes.Count:
                    sizes[place] *= sizes[place + 1];
                    sizes.RemoveAt(place + 1);
                    break;
                case 2 when place < sizes.Count && sizes[place] == 1:
                    sizes.RemoveAt(place);
                    break;
                case 3 when place < sizes.Count && sizes.Count < 5 && sizes[place] > 3 && Factor(sizes[place]) is var factor and > 1:
                    sizes[place] /= factor;
                    sizes.Insert(place, factor);
                    break;
                default:
                    sizes = shape.ElementCount == 0 ? sizes : [shape.ElementCount];
                    break;
            }
        }
        return [.. sizes];
    }

    private static Expr Fill(Sketch s, Expr x) => Primitives.Constant(Values.Splat(s.Draw, x.Element, s.Profile));

    private static long Factor(long size) => size % 2 == 0 ? 2 : size % 3 == 0 ? 3 : size % 5 == 0 ? 5 : 1;
}
