namespace Graph.Properties.Generation;

/// <summary>
/// A computation while it is drawn: leaves, and what has been made of them so far. Moves take operands from it and hand new expressions back.
/// </summary>
public sealed class Sketch(Draw draw, Profile profile, int depth = 0)
{
    /// <summary>No tensor has more elements than this.</summary>
    public const int MostElements = 200;

    private const int MostParameters = 6;
    private readonly List<Expr> pool = [];
    private readonly List<(Expr Leaf, Literal Value)> parameters = [];

    /// <summary>Where random decisions come from.</summary>
    public Draw Draw { get; } = draw;

    /// <summary>What kind of computation is wanted.</summary>
    public Profile Profile { get; } = profile;

    /// <summary>How many scans and calls hold this one.</summary>
    public int Depth { get; } = depth;

    /// <summary>The leaves so far, each with a value to try it on.</summary>
    public IReadOnlyList<(Expr Leaf, Literal Value)> Parameters => parameters;

    /// <summary>The next operand to be taken, if it fits: how a chain of moves goes on with what the last one made.</summary>
    public Expr? Focus { get; set; }

    /// <summary>Everything made so far that a later move may use.</summary>
    public IReadOnlyList<Expr> Pool => pool;

    /// <summary>Whether a tensor is small enough to go on with.</summary>
    public static bool Fits(Expr x) => x.ResultType.Tensors.All(type => type.ElementCount <= MostElements && type.Rank <= 6);

    /// <summary>Lets later moves use an expression; tuples are kept as their results.</summary>
    public void Keep(Expr x)
    {
        if (Fits(x))
        {
            pool.AddRange(x.Results());
        }
    }

    /// <summary>A leaf of a type, given from outside.</summary>
    public Expr Parameter(TensorType type, Literal? value = null)
    {
        LeafRole role = Draw.Weighted<LeafRole>([(6, LeafRole.InputLeaf), (3, LeafRole.TrainableLeaf), (1, LeafRole.StateLeaf)]);
        Expr leaf = Primitives.Leaf($"p{parameters.Count}", type, role);
        parameters.Add((leaf, value ?? Values.Literal(Draw, type, Profile)));
        pool.Add(leaf);
        return leaf;
    }

    /// <summary>A value without operands: a parameter while there are few, else a constant or an iota.</summary>
    public Expr Leaf(TensorType type)
    {
        if (parameters.Count < MostParameters && Draw.Chance(0.7))
        {
            return Parameter(type);
        }
        Expr leaf = Draw.Weighted<int>([(4, 0), (4, 1), (1, 2)]) switch
        {
            0 => Primitives.Constant(Values.Literal(Draw, type, Profile)),
            1 => Splat(type),
            _ => type.Rank > 0 && type.Element.IsNumeric ? Primitives.Iota(type, Draw.Below(type.Rank)) : Splat(type),
        };
        pool.Add(leaf);
        return leaf;
    }

    /// <summary>One number repeated to a type.</summary>
    public Expr Splat(TensorType type) => Primitives.Constant(Values.Splat(Draw, type.Element, Profile)).Broadcast(type.Shape, []);

    /// <summary>This number repeated to the type of an expression.</summary>
    public static Expr Number(Expr like, double value) =>
        Primitives.Constant(Values.Everywhere(new TensorType(like.Element, []), value)).Broadcast(like.Shape, []);

    /// <summary>An operand made before, recent ones rather than old ones; null where none fits.</summary>
    public Expr? Find(Func<Expr, bool> fits)
    {
        if (Focus is { IsTuple: false } focus && fits(focus))
        {
            Focus = null;
            return focus;
        }
        List<Expr> candidates = pool.FindAll(x => fits(x));
        if (candidates.Count == 0)
        {
            return null;
        }
        double back = Draw.Unit();
        return candidates[candidates.Count - 1 - (int)(back * back * candidates.Count)];
    }

    /// <summary>An operand of one of some element types whose shape fits: one made before, or a new leaf; null where no small shape fits.</summary>
    public Expr? Operand(Func<ElementType, bool> element, Func<Shape, bool>? shape = null)
    {
        if ((Focus is not null || Draw.Chance(0.9)) && Find(x => element(x.Element) && shape?.Invoke(x.Shape) != false) is { } found)
        {
            return found;
        }
        for (int attempt = 0; attempt < 20; attempt++)
        {
            TensorType type = Type();
            if (element(type.Element) && shape?.Invoke(type.Shape) != false)
            {
                return Leaf(type);
            }
        }
        return null;
    }

    /// <summary>An operand of floats.</summary>
    public Expr? Float(Func<Shape, bool>? shape = null) => Operand(element => element.IsFloat, shape);

    /// <summary>An operand of floats or integers.</summary>
    public Expr? Number(Func<Shape, bool>? shape = null) => Operand(element => element.IsNumeric, shape);

    /// <summary>An operand of any element type.</summary>
    public Expr? Any(Func<Shape, bool>? shape = null) => Operand(_ => true, shape);

    /// <summary>An operand of exactly this type: made before, turned from something made before, or new.</summary>
    public Expr Of(TensorType type)
    {
        Expr? found = Draw.Weighted<int>([(46, 0), (14, 1), (14, 2), (8, 3), (6, 4), (12, 5)]) switch
        {
            0 => Find(x => x.Type == type),
            1 => Find(x => x.Element == type.Element && x.Type.ElementCount == type.ElementCount) is { } same ? Rearranged(same, type.Shape) : null,
            2 => Find(x => x.Element == type.Element && BroadcastsTo(x.Shape, type.Shape))?.BroadcastTo(type.Shape),
            3 => Splat(type),
            4 => Find(x => x.Shape == type.Shape)?.Cast(type.Element),
            _ => Find(x => x.Element == type.Element && x.Element.IsNumeric && x.Rank == type.Rank) is { } near ? Resized(near, type.Shape) : null,
        };
        return found ?? (Draw.Chance(0.5) ? Find(x => x.Type == type) : null) ?? Leaf(type);
    }

    /// <summary>An expression brought to a type, whatever it is: the last step to a result of a given type.</summary>
    public static Expr Coerced(Expr x, TensorType type)
    {
        Expr cast = x.Cast(type.Element);
        if (cast.Shape == type.Shape)
        {
            return cast;
        }
        if (cast.Type.ElementCount == type.ElementCount)
        {
            return cast.Reshape(type.Shape);
        }
        return cast.Sum(Axes.Range(0, cast.Rank)).Broadcast(type.Shape, []);
    }

    /// <summary>A random type of few elements; often of a shape met before, so that operands go together.</summary>
    public TensorType Type()
    {
        ElementType element = Draw.Weighted(Profile.Elements.AsSpan());
        return new TensorType(element, pool.Count > 0 && Draw.Chance(0.5) ? pool[Draw.Below(pool.Count)].Shape : Shape());
    }

    /// <summary>A random shape of few elements.</summary>
    public Shape Shape()
    {
        while (true)
        {
            int rank = Draw.Weighted<int>([(15, 0), (27, 1), (31, 2), (17, 3), (10, 4)]);
            // Equal sizes let axes be mixed up without a complaint about shapes.
            Shape shape = Draw.Chance(0.25) ? Graph.Shape.Repeat(Draw.Of<long>(2, 2, 3), rank) : [.. Enumerable.Range(0, rank).Select(_ => Size())];
            if (shape.ElementCount <= MostElements / 2)
            {
                return shape;
            }
        }
    }

    /// <summary>A random size of an axis.</summary>
    public long Size() => Draw.Weighted<long>([(4, 0), (18, 1), (31, 2), (26, 3), (11, 5), (10, 7)]);

    private static bool BroadcastsTo(Shape from, Shape to) => Broadcasting.TryMerge(from, to, out Shape merged, out _) && merged == to;

    private Expr Rearranged(Expr x, Shape shape)
    {
        if (x.Rank == shape.Rank && x.Rank > 1)
        {
            Axes permutation = Draw.Permutation(x.Rank);
            if (x.Shape.Select(permutation) == shape)
            {
                return x.Transpose(permutation);
            }
        }
        return x.Reshape(shape);
    }

    private Expr Resized(Expr x, Shape shape)
    {
        Shape none = Graph.Shape.Repeat(0, x.Rank);
        Shape low = [.. Enumerable.Range(0, x.Rank).Select(axis => (long)Draw.Below((int)Math.Abs(shape[axis] - x.Shape[axis]) + 1) * Math.Sign(shape[axis] - x.Shape[axis]))];
        Shape high = [.. Enumerable.Range(0, x.Rank).Select(axis => shape[axis] - x.Shape[axis] - low[axis])];
        return x.Pad(Primitives.Constant(Values.Splat(Draw, x.Element, Profile)), low, high, none);
    }
}
