namespace Graph.Properties.Generation;

/// <summary>
/// Draws computations whose totals have a hundred thousand terms and more: threads share them, in forms that smaller ones never take. Shapes go in turn, so that each comes.
/// </summary>
public static class LongTotals
{
    private const int Least = 1 << 17;

    /// <summary>A case that belongs to another one: the same for what that one is shrunk to.</summary>
    /// <param name="owner">The case it belongs to.</param>
    /// <param name="turn">Which shape; they repeat.</param>
    public static Case Of(Case owner, long turn)
    {
        Draw draw = owner.DrawFor("long totals");
        (Shape shape, Axes axes) = ShapeOf(draw, (int)(turn % 4));
        ElementType element = draw.Weighted<ElementType>([(6, ElementType.F32), (2, ElementType.F64), (1, ElementType.I32), (1, ElementType.I64)]);
        Expr x = Primitives.Leaf("x", new TensorType(element, shape));
        Expr scale = Primitives.Leaf("scale", new TensorType(element, [shape[^1]]));
        Expr term = draw.Below(3) switch
        {
            0 => x,
            1 => x * scale.Broadcast(shape, [shape.Rank - 1]),
            _ => element.IsFloat ? (-x).Exp() : x - 1,
        };
        Expr total = draw.Below(3) switch
        {
            0 => term.Reduce(ReduceKind.MaximumOf, axes),
            _ => term.Sum(axes),
        };
        Expr behind = draw.Chance(0.5) ? total * 3 : total;
        ImmutableArray<Expr> results = draw.Chance(0.3) ? [behind, term] : [behind];
        return new Case(owner.Seed, owner.Index, Profile.Calm, Computation.Create("long", [x, scale], results), [Positive(draw, x.Type), Positive(draw, scale.Type)]);
    }

    private static (Shape Shape, Axes Axes) ShapeOf(Draw draw, int turn)
    {
        long size = Least + draw.Below(1 << 15);
        long few = draw.Between(2, 9);
        return turn switch
        {
            // Columns; everything, of a size that may have no divisors; rows; rows of several axes.
            0 => ([Least / 64, draw.Between(64, 100)], [0]),
            1 => ([size | 1], [0]),
            2 => ([few, size / 16 * 16], [1]),
            _ => ([few, 512, 512 + draw.Below(64)], [1, 2]),
        };
    }

    // Sums of such numbers round little.
    private static Literal Positive(Draw draw, TensorType type) => type.Element switch
    {
        ElementType.F32 => Literal.Generate(type.Shape, _ => (float)(0.25 + draw.Unit())),
        ElementType.F64 => Literal.Generate(type.Shape, _ => 0.25 + draw.Unit()),
        ElementType.I32 => Literal.Generate(type.Shape, _ => draw.Between(1, 1000)),
        ElementType.I64 => Literal.Generate(type.Shape, _ => (long)draw.Bits()),
        _ => throw new NotSupportedException($"no long totals of {type.Element}"),
    };
}
