namespace Graph.Learning;

/// <summary>How gradients are kept small before an optimizer sees them.</summary>
public abstract record GradientClipping
{
    private GradientClipping()
    {
    }

    /// <summary>Each element into [−limit, limit].</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public static GradientClipping ByValue(double limit) => new Elementwise(Checked(limit));

    /// <summary>Each gradient of a longer Euclidean norm scaled to that norm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public static GradientClipping ByNorm(double limit) => new Single(Checked(limit));

    /// <summary>
    /// All gradients together scaled by one factor, where the Euclidean norm of all of them is larger (Pascanu et al., 2013, "On the
    /// difficulty of training recurrent neural networks", algorithm 1).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public static GradientClipping ByGlobalNorm(double limit) => new Together(Checked(limit));

    /// <summary>The gradients that an optimizer sees.</summary>
    /// <param name="gradients">Those of the parameters.</param>
    internal abstract ImmutableArray<Expr> Clip(ImmutableArray<Expr> gradients);

    private static double Checked(double limit) =>
        limit > 0 ? limit : throw new ArgumentOutOfRangeException(nameof(limit), limit, "the limit is above 0");

    // A norm that is not a number leaves the gradients as they are, so that the step that made it can be found.
    private static Expr Factor(Expr norm, double limit) => Ops.Where(norm > limit, limit / norm, 1);

    private sealed record Elementwise(double Limit) : GradientClipping
    {
        internal override ImmutableArray<Expr> Clip(ImmutableArray<Expr> gradients) =>
            [.. gradients.Select(gradient => Ops.Clip(gradient, -Limit, Limit))];
    }

    private sealed record Single(double Limit) : GradientClipping
    {
        internal override ImmutableArray<Expr> Clip(ImmutableArray<Expr> gradients) =>
            [.. gradients.Select(gradient => gradient * Factor(Ops.Norm(gradient), Limit))];
    }

    private sealed record Together(double Limit) : GradientClipping
    {
        internal override ImmutableArray<Expr> Clip(ImmutableArray<Expr> gradients)
        {
            if (gradients.IsEmpty)
            {
                return gradients;
            }
            Expr squares = gradients.Select(gradient => Ops.Sum(Ops.Square(gradient))).Aggregate((sum, next) => sum + next);
            Expr factor = Factor(squares.Sqrt(), Limit);
            return [.. gradients.Select(gradient => gradient * factor)];
        }
    }
}
