namespace Graph.Benchmarks.Ulp.Truths;

/// <summary>
/// Functions of f64 to about 100 bits, from their series and identities alone. Arguments are finite; what a function does with infinities
/// is not a question of accuracy.
/// </summary>
public static class Wide
{
    // Taylor series begin after the argument was halved so often.
    private const int Halvings = 8;

    // From here on e^−x is below the last bit beside 1.
    private const double Vanishing = 80;

    // Below, e^x − 1 is x to all digits; and halved, it might lose some.
    private const double OwnResult = 1e-32;

    // 1/2!, 1/3!, …: with an argument of at most ln 2 / 2 / 2^8 the last term is below 2^−120 of the sum.
    private static readonly ImmutableArray<DoubleDouble> inverseFactorials = InverseFactorials(30);

    /// <summary>e^x.</summary>
    public static Scaled Exp(DoubleDouble x)
    {
        double k = Math.Round(x.Upper / DoubleDouble.Ln2.Upper);
        return new(SmallExpm1(x - (DoubleDouble.Ln2 * k)) + 1, (int)k);
    }

    /// <summary>e^x.</summary>
    public static Scaled Exp(double x) => Exp((DoubleDouble)Math.Clamp(x, -1e4, 1e4));

    /// <summary>2^x.</summary>
    public static Scaled Exp2(double x)
    {
        double near = Math.Clamp(x, -1e4, 1e4), k = Math.Round(near);
        return new(SmallExpm1(DoubleDouble.Ln2 * (near - k)) + 1, (int)k);
    }

    /// <summary>e^x − 1.</summary>
    public static Scaled Expm1(double x)
    {
        if (Math.Abs(x) < 0.3)
        {
            return SmallExpm1(x);
        }
        Scaled power = Exp(x);
        return power.Exponent > 120 ? power : power.Exponent < -120 ? -1.0 : power.Mantissa.Scale(power.Exponent) - 1;
    }

    /// <summary>ln x; NaN below zero.</summary>
    public static Scaled Log(double x) => x < 0 ? double.NaN : x == 0 ? double.NegativeInfinity : Log(new DoubleDouble(x));

    /// <summary>ln(1 + x); NaN below −1.</summary>
    public static Scaled Log1p(double x) => x switch
    {
        < -1 => double.NaN,
        -1 => double.NegativeInfinity,
        > -0.25 and < 0.25 => SmallLog1p(x),
        _ => Log(DoubleDouble.Sum(1, x)),
    };

    /// <summary>sinh x.</summary>
    public static Scaled Sinh(double x)
    {
        if (Math.Abs(x) < 0.3)
        {
            DoubleDouble small = SmallExpm1(x);
            return (small + (small / (small + 1))) * 0.5;
        }
        Scaled positive = Exp(Math.Abs(x));
        DoubleDouble mantissa = positive.Mantissa - Mirror(positive);
        return new(x < 0 ? -mantissa : mantissa, positive.Exponent - 1);
    }

    /// <summary>cosh x.</summary>
    public static Scaled Cosh(double x)
    {
        Scaled positive = Exp(Math.Abs(x));
        return new(positive.Mantissa + Mirror(positive), positive.Exponent - 1);
    }

    /// <summary>tanh x.</summary>
    public static Scaled Tanh(double x)
    {
        double distance = Math.Abs(x);
        if (distance > Vanishing)
        {
            return (double)Math.Sign(x);
        }
        Scaled less = Expm1(2 * distance);
        DoubleDouble power = less.Mantissa.Scale(less.Exponent), value = power / (power + 2);
        return x < 0 ? -value : value;
    }

    /// <summary>1 / (1 + e^−x).</summary>
    public static Scaled Logistic(double x)
    {
        Scaled power = Exp(-x);
        return x < -Vanishing ? new Scaled((DoubleDouble)1 / power.Mantissa, -power.Exponent)
            : x > Vanishing ? 1.0
            : (DoubleDouble)1 / (power.Mantissa.Scale(power.Exponent) + 1);
    }

    /// <summary>
    /// erf x = 2/√π · e^(−x²) Σ 2^n x^(2n+1) / (1 · 3 · … · (2n + 1)) (Abramowitz and Stegun, "Handbook of mathematical functions", 7.1.6).
    /// </summary>
    public static Scaled Erf(double x)
    {
        // 1 − erf 7 is 4 · 10^−23.
        if (Math.Abs(x) > 7)
        {
            return (double)Math.Sign(x);
        }
        DoubleDouble square = DoubleDouble.Product(x, x), term = x, sum = x;
        for (int odd = 3; Math.Abs(term.Upper) > Math.Abs(sum.Upper) * 1e-30; odd += 2)
        {
            term = term * (square * 2) / (double)odd;
            sum += term;
        }
        Scaled power = Exp(-square);
        return sum * DoubleDouble.TwoOverRootPi * power.Mantissa.Scale(power.Exponent);
    }

    /// <summary>sin x.</summary>
    public static Scaled Sin(double x) => Turned(x, quarters: 0);

    /// <summary>cos x.</summary>
    public static Scaled Cos(double x) => Turned(x, quarters: 1);

    private static DoubleDouble Turned(double x, int quarters)
    {
        (int quadrant, DoubleDouble rest) = QuarterTurns.Reduce(x);
        int turned = (quadrant + quarters) & 3;
        DoubleDouble value = turned % 2 == 0 ? SmallSine(rest) : SmallCosine(rest);
        return turned < 2 ? value : -value;
    }

    // e^−x in units of the mantissa of e^x.
    private static DoubleDouble Mirror(Scaled positive) =>
        positive.Exponent > 80 ? 0.0 : ((DoubleDouble)1 / positive.Mantissa).Scale(-2 * positive.Exponent);

    // x / 2^8 by its series, then (1 + e)² − 1 = e (2 + e) for each halving: a small result keeps all its digits.
    private static DoubleDouble SmallExpm1(DoubleDouble x)
    {
        if (Math.Abs(x.Upper) < OwnResult)
        {
            return x;
        }
        DoubleDouble small = x.Scale(-Halvings), tail = 0.0;
        for (int place = 9; place >= 0; place--)
        {
            tail = (tail * small) + inverseFactorials[place];
        }
        DoubleDouble result = small + (small * small * tail);
        for (int left = Halvings; left > 0; left--)
        {
            result *= result + 2;
        }
        return result;
    }

    private static DoubleDouble Log(DoubleDouble x)
    {
        int exponent = Math.ILogB(x.Upper);
        DoubleDouble mantissa = x.Scale(-exponent);
        if (mantissa.Upper > 1.4)
        {
            (exponent, mantissa) = (exponent + 1, mantissa.Scale(-1));
        }
        return (DoubleDouble.Ln2 * exponent) + SmallLog1p(mantissa - 1);
    }

    // One step of Halley's method on e^y − 1 = z, which triples the digits of f64's y.
    private static DoubleDouble SmallLog1p(DoubleDouble z)
    {
        double u = 1 + z.Upper;
        if (z.Upper == 0)
        {
            return z;
        }
        double near = u == 1 ? z.Upper : Math.Log(u) * (z.Upper / (u - 1));
        DoubleDouble power = SmallExpm1(near);
        return near + ((z - power) * 2 / (power + z + 2));
    }

    private static DoubleDouble SmallSine(DoubleDouble x) => x + (x * Alternating(x * x, first: 1));

    private static DoubleDouble SmallCosine(DoubleDouble x) => Alternating(x * x, first: 0) + 1;

    // −s/(first + 2)! + s²/(first + 4)! − …, first! being 1.
    private static DoubleDouble Alternating(DoubleDouble square, int first)
    {
        DoubleDouble sum = 0.0;
        for (int place = 26 + first; place >= first; place -= 2)
        {
            sum = -(square * (sum + inverseFactorials[place]));
        }
        return sum;
    }

    private static ImmutableArray<DoubleDouble> InverseFactorials(int count)
    {
        DoubleDouble[] all = new DoubleDouble[count];
        DoubleDouble inverse = 1.0;
        for (int place = 0; place < count; place++)
        {
            inverse /= (double)(place + 2);
            all[place] = inverse;
        }
        return [.. all];
    }
}
