namespace Graph.Learning;

/// <summary>What layers demand of their inputs.</summary>
internal static class Require
{
    /// <summary>The input holds floats.</summary>
    /// <exception cref="ElementTypeException">It does not.</exception>
    public static void Floats(Expr x)
    {
        if (!x.Element.IsFloat)
        {
            throw new ElementTypeException($"the input {x.Describe()} must be floats; cast it first");
        }
    }

    /// <summary>The input has so many axes at least.</summary>
    /// <param name="x">The input.</param>
    /// <param name="rank">How many.</param>
    /// <param name="axes">Which ones.</param>
    /// <exception cref="ShapeException">It has fewer.</exception>
    public static void AtLeast(Expr x, int rank, string axes)
    {
        if (x.Rank < rank)
        {
            throw new ShapeException($"the input {x.Describe()} must have {axes}");
        }
    }

    /// <summary>The input has these axes.</summary>
    /// <param name="x">The input.</param>
    /// <param name="rank">How many.</param>
    /// <param name="axes">Their names.</param>
    /// <exception cref="ShapeException">It has others.</exception>
    public static void Axes(Expr x, int rank, string axes)
    {
        if (x.Rank != rank)
        {
            throw new ShapeException($"the input {x.Describe()} must have the axes [{axes}]");
        }
    }
}
