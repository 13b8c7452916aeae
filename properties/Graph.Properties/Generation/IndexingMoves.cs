namespace Graph.Properties.Generation;

/// <summary>Operators whose operands say where to read or write, and random bits.</summary>
public static class IndexingMoves
{
    /// <summary>A lookup; indices are sometimes out of range.</summary>
    public static Expr? Gather(Sketch s)
    {
        if (s.Any(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        int batch = Batch(s, x);
        return Indices(s, x, batch) is { } indices ? x.Gather(indices, batch) : null;
    }

    /// <summary>A write, of one of both kinds; indices repeat and are sometimes out of range.</summary>
    public static Expr? Scatter(Sketch s)
    {
        if (s.Any(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        int batch = Batch(s, x);
        if (Indices(s, x, batch) is not { } indices)
        {
            return null;
        }
        Shape shape = [.. indices.Shape, .. x.Shape[(batch + 1)..]];
        if (shape.ElementCount > Sketch.MostElements)
        {
            return null;
        }
        ScatterKind kind = x.Element.IsNumeric ? s.Draw.Of(ScatterKind.Accumulate, ScatterKind.Overwrite) : ScatterKind.Overwrite;
        return x.Scatter(kind, indices, s.Of(x.Type.With(shape)), batch);
    }

    /// <summary>Random bits; sometimes made into uniform numbers.</summary>
    public static Expr? RandomBits(Sketch s)
    {
        Expr key = s.Of(new TensorType(ElementType.U32, [2]));
        TensorType type = new(s.Draw.Weighted<ElementType>([(2, ElementType.U32), (1, ElementType.I64)]), s.Shape());
        Expr bits = key.RandomBits(type);
        return type.Element == ElementType.U32 && s.Draw.Chance(0.7)
            ? (bits >> 8).Cast(s.Profile.IsSmooth ? ElementType.F64 : ElementType.F32) * Math.ScaleB(1, -24)
            : bits;
    }

    private static int Batch(Sketch s, Expr x) => Math.Min(s.Draw.Weighted<int>([(5, 0), (3, 1), (1, 2)]), x.Rank - 1);

    private static Expr? Indices(Sketch s, Expr x, int batch)
    {
        if (s.Draw.Chance(0.25)
            && s.Find(y => y.Element.IsInteger && y.Rank >= batch && y.Shape[..batch] == x.Shape[..batch]) is { } found)
        {
            return found;
        }
        ElementType element = s.Draw.Weighted<ElementType>([(6, ElementType.I32), (2, ElementType.I64), (1, ElementType.U32), (1, ElementType.U8)]);
        IEnumerable<long> own = Enumerable.Range(0, s.Draw.Below(3)).Select(_ => s.Size());
        TensorType type = new(element, [.. x.Shape[..batch], .. own]);
        if (type.ElementCount > Sketch.MostElements)
        {
            return null;
        }
        Literal indices = Values.Indices(s.Draw, type, x.Shape[batch], s.Profile);
        return s.Draw.Chance(0.5) ? s.Parameter(type, indices) : Primitives.Constant(indices);
    }
}
