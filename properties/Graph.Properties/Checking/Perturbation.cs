using Graph.Properties.Generation;
using Graph.Reference;

namespace Graph.Properties.Checking;

/// <summary>What is neither tiny nor huge: products and quotients of a few such numbers neither overflow nor underflow.</summary>
/// <param name="Least">The least size of a number that is not zero.</param>
/// <param name="Most">The largest size.</param>
public readonly record struct Magnitudes(double Least, double Most)
{
    /// <summary>Ordinary for an f32.</summary>
    public static Magnitudes Single => new(1e-25, 1e25);

    /// <summary>Ordinary for an f64.</summary>
    public static Magnitudes Double => new(1e-150, 1e150);
}

/// <summary>A computation with arguments and the results that they give.</summary>
public sealed record Evaluated(Computation Computation, ImmutableArray<Literal> Arguments, ImmutableArray<Literal> Results);

/// <summary>
/// How far results may lie off when every operator rounds: the computation is evaluated with each operand of each operator changed at random by
/// far more than its rounding (Parker, "Monte Carlo arithmetic", 1997), and the results are seen to spread. A value next to a jump
/// (a comparison, a rounding, a lookup) spreads over it, so the bound is sound there too, and tight elsewhere.
/// </summary>
public static class Perturbation
{
    /// <summary>How much of an f32 is changed, of 1: 2^6 times its rounding.</summary>
    public const double OfSingle = 1.0 / (1 << 18);

    /// <summary>How much of an f64 is changed, of 1: 2^9 times its rounding.</summary>
    public const double OfDouble = 1.0 / (1L << 44);

    private const double NearlyEqual = 4 * OfSingle;
    private const double Slack = 2;
    private const int FewSamples = 5;
    private const int ManySamples = 60;

    /// <summary>
    /// Explains a difference by rounding, or gives the first one that rounding does not explain. Few samples decide the usual case; a difference
    /// that they do not explain gets many, so that a tie that fell the same way five times is not called a failure.
    /// </summary>
    /// <param name="expected">One way to compute the results.</param>
    /// <param name="actual">What another way gives.</param>
    /// <param name="draw">Where the changes come from.</param>
    /// <param name="ofDouble">How much of an f64 is changed, of 1.</param>
    /// <param name="other">The other way, where it may round more than the first.</param>
    public static Difference? Unexplained(Evaluated expected, ImmutableArray<Literal> actual, Draw draw, double ofDouble = OfDouble, Evaluated? other = null)
    {
        double[][] spread = Nothing(expected.Results);
        ImmutableArray<Evaluated> ways = [.. new[] { expected, other }.OfType<Evaluated>().Select(way => way with { Computation = Rewiring.Flatten(way.Computation) })];
        Difference? difference = Agreement.Tight(expected.Results, actual);
        for (int sample = 1; difference is not null && sample <= ManySamples; sample++)
        {
            foreach (Evaluated way in ways)
            {
                Widen(spread, way.Results, Interpreter.Evaluate(Perturb(way.Computation, draw, ofDouble), way.Arguments));
            }
            if (sample is FewSamples or ManySamples || sample % 10 == 0)
            {
                difference = Agreement.Within(expected.Results, actual, spread);
            }
        }
        return difference;
    }

    /// <summary>How far each element of the results spreads, over a few samples.</summary>
    public static double[][] Spread(Evaluated evaluated, Draw draw)
    {
        Computation flat = Rewiring.Flatten(evaluated.Computation);
        double[][] spread = Nothing(evaluated.Results);
        for (int sample = 0; sample < FewSamples; sample++)
        {
            Widen(spread, evaluated.Results, Interpreter.Evaluate(Perturb(flat, draw, OfDouble), evaluated.Arguments));
        }
        return spread;
    }

    /// <summary>Whether every float on the way is finite, not huge, and zero or not tiny, so that no rewrite may overflow or underflow where another does not.</summary>
    /// <param name="computation">The computation.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="ofDouble">What is ordinary for an f64; <see cref="Magnitudes.Double"/> unless said otherwise.</param>
    public static bool IsOrdinary(Computation computation, ImmutableArray<Literal> arguments, Magnitudes? ofDouble = null)
    {
        Computation flat = Rewiring.Flatten(computation);
        ImmutableArray<Expr> floats = [.. flat.Nodes.Where(node => !node.IsTuple && node.Element.IsFloat)];
        if (floats.IsEmpty)
        {
            return true;
        }
        Computation shown = Computation.Create("intermediates", flat.Parameters, [.. floats, .. floats.SelectMany(PartialProducts)]);
        return Interpreter.Evaluate(shown, arguments).All(literal =>
        {
            (double least, double most) = literal.Element == ElementType.F32 ? Magnitudes.Single : ofDouble ?? Magnitudes.Double;
            for (long index = 0; index < literal.Type.ElementCount; index++)
            {
                double size = Math.Abs(literal.ToDouble(index));
                if (size != 0 && !(size >= least && size <= most))
                {
                    return false;
                }
            }
            return true;
        });
    }

    // In another order, the large factors of a product may come first, or the small ones.
    private static IEnumerable<Expr> PartialProducts(Expr node)
    {
        if (node.Op is not (Reduce(ReduceKind.ProductOf, _) or Cumulative(ReduceKind.ProductOf, _)))
        {
            return [];
        }
        Expr size = node.Inputs[0].Abs(), one = Sketch.Number(size, 1), zero = Sketch.Number(size, 0);
        Expr small = Primitives.Select(size.Is(CompareKind.EqualTo, zero), one, size.Apply(BinaryKind.Smaller, one));
        return [Expr.Create(node.Op, size.Apply(BinaryKind.Larger, one)), Expr.Create(node.Op, small)];
    }

    private static double[][] Nothing(ImmutableArray<Literal> results) => [.. results.Select(literal => new double[literal.Type.ElementCount])];

    private static Computation Perturb(Computation flat, Draw draw, double ofDouble)
    {
        Expr Shake(Expr x)
        {
            if (x.IsTuple || !x.Element.IsFloat)
            {
                return x;
            }
            double amount = x.Element == ElementType.F32 ? OfSingle : ofDouble;
            double Factor() => 1 + (((2 * draw.Unit()) - 1) * amount);
            Literal factors = x.Element == ElementType.F32
                ? Literal.Generate(x.Shape, _ => (float)Factor())
                : Literal.Generate(x.Shape, _ => Factor());
            return x * Primitives.Constant(factors);
        }

        // Perturbed numbers are hardly ever equal, so whether two that nearly are count as equal is drawn.
        Expr Equality(Expr node, Expr near)
        {
            Literal drawn = Literal.Generate(node.Shape, _ => draw.Chance(0.5));
            return Primitives.Select(near, Primitives.Constant(drawn), node);
        }

        Expr EitherZero(Expr x)
        {
            Expr turned = x.Is(CompareKind.EqualTo, Primitives.Fill(x.Type, 0.0)) & Primitives.Constant(Literal.Generate(x.Shape, _ => draw.Chance(0.5)));
            return Primitives.Select(turned, -x, x);
        }

        Expr Map(Expr node, ImmutableArray<Expr> inputs)
        {
            Expr shaken = node.Update([.. inputs.Select(Shake)]);
            return shaken switch
            {
                (Compare(CompareKind.EqualTo or CompareKind.NotEqualTo), [var a, var b]) when a.Element.IsFloat =>
                    Equality(shaken, (a - b).Abs().Is(CompareKind.LessOrEqualTo, (a.Abs() + b.Abs()) * NearlyEqual)),
                (Cast(ElementType.Bool), [var a]) when a.Element.IsFloat => Equality(shaken, a.Abs().Is(CompareKind.LessThan, Primitives.Fill(a.Type, NearlyEqual))),
                // Zeros of both signs are equal, but for their bits.
                (Bitcast, [var a]) when a.Element.IsFloat => shaken.Update([EitherZero(a)]),
                _ => shaken,
            };
        }

        Computation shaken = Rewiring.Rebuild(flat, Map);
        return shaken.WithResults([.. shaken.Results.Select(Shake)]);
    }

    private static void Widen(double[][] spread, ImmutableArray<Literal> expected, ImmutableArray<Literal> perturbed)
    {
        for (int result = 0; result < expected.Length; result++)
        {
            Literal a = expected[result], b = perturbed[result];
            for (long index = 0; index < a.Type.ElementCount; index++)
            {
                // An i64 that differs beyond the precision of a double still differs.
                double distance = Math.Abs(a.ToDouble(index) - b.ToDouble(index));
                bool differs = a.Element == ElementType.I64 && a.At<long>(index) != b.At<long>(index);
                // Samples hardly ever reach the very edge of where they may.
                distance *= Slack;
                // A NaN or an infinity on one side only: anything may happen there.
                distance = double.IsNaN(distance) ? (double.IsNaN(b.ToDouble(index)) ? double.PositiveInfinity : 0) : distance;
                spread[result][index] = Math.Max(spread[result][index], differs ? Math.Max(1, distance) : distance);
            }
        }
    }
}
