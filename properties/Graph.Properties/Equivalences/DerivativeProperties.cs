using Graph.Properties.Checking;
using Graph.Properties.Generation;
using Graph.Reference;

namespace Graph.Properties.Equivalences;

/// <summary>Derivatives against each other and against differences of values.</summary>
public static class DerivativeProperties
{
    private const double Tolerance = 1e-5;

    private const double Aside = 2e-3;

    // At a step of 1e-5, rounding then moves a quotient by less than the tolerance.
    private const double MostNoise = 5e-8;

    /// <summary>The properties, in the order in which they are checked.</summary>
    public static ImmutableArray<Property> All { get; } =
    [
        new("forward-is-reverse", "The seeds times the Jacobian times the tangents is one number, whichever product is taken first.",
            trial => IsZero(trial, Derivatives.ForwardMinusReverse), Every: 2),
        new("hessian-symmetric", "The second derivative is symmetric, taken forward over reverse and reverse over forward.",
            trial => trial.Case.Profile.IsSmooth ? IsZero(trial, Derivatives.HessianAsymmetry) : Verdict.Skipped("not smooth"), Every: 3),
        AgainstDifferences(Derivatives.Reverse),
    ];

    /// <summary>A way to make gradients, against differences of values.</summary>
    public static Property AgainstDifferences(Func<Case, Case?> reverse) => new(
        "finite-differences", "The gradient along a direction is the limit of the quotient of differences, away from kinks.",
        trial => FiniteDifferences(trial, reverse));

    private static Verdict IsZero(Trial trial, Func<Case, Case?> derive)
    {
        if (trial.Case.Profile.HasSpecials || !Derivatives.HasNoCustom(trial.Computation))
        {
            return Verdict.Skipped("special values, or a derivative of the user's");
        }
        if (derive(trial.Case) is not { } derived)
        {
            return Verdict.Skipped("nothing to differentiate");
        }
        ImmutableArray<Literal> actual = Interpreter.Evaluate(derived.Computation, derived.Arguments);
        ImmutableArray<Literal> zero = [Literal.Scalar(0.0)];
        if (Agreement.Tight(zero, actual) is null)
        {
            return Verdict.Held;
        }
        if (!Perturbation.IsOrdinary(derived.Computation, derived.Arguments))
        {
            return Verdict.Skipped("overflow or underflow on the way");
        }
        return Verdict.Of(Perturbation.Unexplained(new(derived.Computation, derived.Arguments, actual), zero, trial.Case.DrawFor("noise")));
    }

    private static Verdict FiniteDifferences(Trial trial, Func<Case, Case?> reverse)
    {
        bool isDouble = Derivatives.By(trial.Computation).Concat(Derivatives.Of(trial.Computation)).All(x => x.Element == ElementType.F64);
        if (!trial.Case.Profile.IsSmooth || !isDouble || !Derivatives.IsPlain(trial.Computation))
        {
            return Verdict.Skipped("not smooth, or a derivative of the user's");
        }
        if (reverse(trial.Case) is not { } gradient)
        {
            return Verdict.Skipped("nothing to differentiate");
        }
        ImmutableArray<Expr> by = Derivatives.By(trial.Computation);
        Draw draw = trial.Case.DrawFor("direction");
        ImmutableArray<Literal> direction = [.. by.Select(x => Values.Literal(draw, x.Type, Profile.Smooth))];
        double Slope(double step) =>
            Interpreter.Evaluate(gradient.Computation, [.. Moved(trial, direction, step), .. gradient.Arguments[trial.Arguments.Length..]])
                .Zip(direction).Sum(pair => Inner(pair.First, pair.Second));
        double analytic = Slope(0);
        ImmutableArray<Literal> seeds = gradient.Arguments[trial.Arguments.Length..];
        double At(double step) => Weighted(trial, seeds, Interpreter.Evaluate(trial.Computation, Moved(trial, direction, step)));
        double here = At(0);
        if (!double.IsFinite(analytic) || !double.IsFinite(here))
        {
            return Verdict.Skipped("not finite");
        }
        Verdict verdict = Compare(analytic, here, At);
        double scale = Math.Max(Math.Abs(analytic), 1e-3);
        if (verdict.Outcome == Outcome.Broken && Noise(trial, seeds) > MostNoise * scale)
        {
            return Verdict.Skipped("the value is mostly rounding");
        }
        // min(|x|, x) is x, without a kink, but its parts have one at 0: a derivative there is chosen part by part. Beside it, it is right.
        if (verdict.Outcome == Outcome.Broken && Math.Abs(Slope(Aside) - analytic) > Tolerance * scale && Compare(Slope(Aside), At(Aside), step => At(Aside + step)).Outcome == Outcome.Held)
        {
            return Verdict.Skipped("a kink of a part");
        }
        if (verdict.Outcome == Outcome.Held)
        {
            trial.Coverage.CountDifferentiated(trial.Computation);
        }
        return verdict;
    }

    // A quotient is believed where it hardly changes with the step and no kink shows: the slopes on both sides come together as the step shrinks.
    private static Verdict Compare(double analytic, double here, Func<double, double> at)
    {
        List<double> believed = [];
        foreach (double step in new[] { 1e-3, 1e-4, 1e-5 })
        {
            (double wide, double wideGap) = Quotient(here, at, step);
            (double narrow, double narrowGap) = Quotient(here, at, step / 4);
            double scale = Math.Max(Math.Max(Math.Abs(narrow), Math.Abs(analytic)), 1e-3);
            double rounding = Math.Max(scale, Math.Abs(here)) * 1e-13 / step;
            if (Math.Abs(wide - narrow) <= (1e-6 * scale) + rounding && narrowGap <= (0.4 * wideGap) + rounding && rounding <= 1e-6 * scale)
            {
                if (Math.Abs(narrow - analytic) <= Tolerance * scale)
                {
                    return Verdict.Held;
                }
                believed.Add(narrow);
            }
        }
        return believed.Count >= 2 && Math.Abs(believed[0] - believed[1]) <= Tolerance * Math.Max(Math.Abs(believed[0]), 1e-3)
            ? Verdict.Broken($"along a random direction the gradient says {analytic:R}, differences say {believed[0]:R}")
            : Verdict.Skipped("a kink, or too much rounding");
    }

    private static (double Slope, double Gap) Quotient(double here, Func<double, double> at, double step)
    {
        (double ahead, double behind) = (at(step), at(-step));
        return ((ahead - behind) / (2 * step), Math.Abs((ahead - here) - (here - behind)) / step);
    }

    private static ImmutableArray<Literal> Moved(Trial trial, ImmutableArray<Literal> direction, double step)
    {
        int next = 0;
        return [.. trial.Arguments.Select(argument =>
        {
            if (!argument.Element.IsFloat)
            {
                return argument;
            }
            Literal along = direction[next++];
            return Literal.Generate(argument.Shape, index => argument.ToDouble(index) + (step * along.ToDouble(index)));
        })];
    }

    private static double Weighted(Trial trial, ImmutableArray<Literal> seeds, ImmutableArray<Literal> results) =>
        results.Where(result => result.Element.IsFloat).Zip(seeds).Sum(pair => Inner(pair.First, pair.Second));

    // How far the value spreads when every operand is changed by 2^9 times its rounding.
    private static double Noise(Trial trial, ImmutableArray<Literal> seeds)
    {
        double[][] spread = Perturbation.Spread(trial.Evaluated, trial.Case.DrawFor("noise"));
        ImmutableArray<double[]> floats = [.. spread.Where((_, place) => trial.Expected[place].Element.IsFloat)];
        return floats.Zip(seeds).Sum(pair => pair.First.Select((bound, index) => bound * Math.Abs(pair.Second.ToDouble(index))).Sum());
    }

    private static double Inner(Literal left, Literal right)
    {
        double sum = 0;
        for (long index = 0; index < left.Type.ElementCount; index++)
        {
            sum += left.ToDouble(index) * right.ToDouble(index);
        }
        return sum;
    }
}
