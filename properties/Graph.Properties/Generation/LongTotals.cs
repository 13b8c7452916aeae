namespace Graph.Properties.Generation;

/// <summary>
/// Draws computations whose totals have a hundred thousand terms and more: threads share them, in forms that smaller ones never take.
/// Shapes go in turn, so that each comes.
/// </summary>
public static class LongTotals
{
    private const int Least = 1 << 17;

    /// <summary>How many kinds of shapes there are.</summary>
    public const int Turns = 5;

    /// <summary>A case that belongs to another one: the same for what that one is shrunk to.</summary>
    /// <param name="owner">The case it belongs to.</param>
    /// <param name="turn">Which kind of shape; they repeat.</param>
    public static Case Of(Case owner, long turn)
    {
        Draw draw = owner.DrawFor("long totals");
        bool isOfRows = turn % Turns == Turns - 1;
        (Shape shape, Axes axes) = ShapeOf(draw, (int)(turn % Turns));
        ElementType element = isOfRows
            ? ElementType.F32
            : draw.Weighted<ElementType>([(6, ElementType.F32), (2, ElementType.F64), (1, ElementType.I32), (1, ElementType.I64)]);
        Expr x = Primitives.Leaf("x", new TensorType(element, shape));
        Expr scale = Primitives.Leaf("scale", new TensorType(element, [shape[^1]]));
        Expr term = isOfRows ? Softmax(x) : draw.Below(3) switch
        {
            0 => x,
            1 => x * scale.Broadcast(shape, [shape.Rank - 1]),
            _ => element.IsFloat ? (-x).Exp() : x - 1,
        };
        Expr total = term.Reduce(draw.Chance(0.3) ? ReduceKind.MaximumOf : ReduceKind.SumOf, axes);
        Expr behind = draw.Chance(0.5) ? total * 3 : total;
        ImmutableArray<Expr> results = draw.Chance(0.3) ? [behind, term] : [behind];
        Computation computation = Computation.Create("long", [x, scale], results);
        return new Case(owner.Seed, owner.Index, Profile.Calm, computation, [Positive(draw, x.Type), Positive(draw, scale.Type)]);
    }

    private static Expr Softmax(Expr x)
    {
        Expr raised = (x - x.Reduce(ReduceKind.MaximumOf, [1]).Broadcast(x.Shape, [0])).Exp();
        return raised / raised.Sum([1]).Broadcast(x.Shape, [0]);
    }

    private static (Shape Shape, Axes Axes) ShapeOf(Draw draw, int turn)
    {
        long size = Least + draw.Below(1 << 15);
        long few = draw.Between(2, 9);
        return turn switch
        {
            // Columns; everything, of a size without divisors; rows; rows of several axes; everything, or columns, of a softmax of rows.
            0 => ([Least / 64, draw.Between(64, 100)], [0]),
            1 => ([draw.Of<long>(131101, 131111, 131113, 131129, 131143)], [0]),
            2 => ([few, size / 16 * 16], [1]),
            3 => ([few, 512, 512 + draw.Below(64)], [1, 2]),
            _ => ([draw.Between(8, 64), draw.Between(20, 200)], draw.Chance(0.9) ? [0, 1] : [0]),
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
