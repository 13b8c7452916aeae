using System.Numerics;

namespace Graph.Tests.Reference;

/// <summary>How near the transcendental functions come to their true values, found by series in fixed-point arithmetic.</summary>
public sealed class AccuracyTests
{
    private const int Samples = 1000;

    // In f32 the true value is rounded once from f64: half a unit, and what f64 is wrong by.
    private const double WorstF32 = 0.5 + 1e-6;
    private const double WorstF64 = 2;

    /// <summary>The function, and the exponents of 2 between which magnitudes are drawn; negative arguments too where the flag is set.</summary>
    public static TheoryData<UnaryKind, int, int, bool> Functions => new()
    {
        { UnaryKind.SquareRoot, -40, 60, false },
        { UnaryKind.Exponential, -40, 6, true },
        { UnaryKind.Exponential2, -40, 6, true },
        { UnaryKind.ExponentialMinusOne, -60, 6, true },
        { UnaryKind.ExponentialMinusOne, -4, 3, true },
        { UnaryKind.NaturalLogarithm, -60, 60, false },
        { UnaryKind.NaturalLogarithm, -1, 1, false },
        { UnaryKind.Logarithm1Plus, -60, 60, false },
        { UnaryKind.Logarithm1Plus, -60, 0, true },
        { UnaryKind.Sine, -40, 60, true },
        { UnaryKind.Cosine, -40, 60, true },
        { UnaryKind.Arctangent, -40, 40, true },
        { UnaryKind.HyperbolicSine, -40, 6, true },
        { UnaryKind.HyperbolicCosine, -40, 6, true },
        { UnaryKind.HyperbolicTangent, -40, 5, true },
        { UnaryKind.ErrorFunction, -60, 3, true },
        { UnaryKind.ErrorFunction, -2, 2, true },
        { UnaryKind.Logistic, -40, 6, true },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_is_near_its_true_value(UnaryKind kind, int least, int largest, bool negative)
    {
        HighPrecision exact = new(320);
        Random random = new(1);
        double[] arguments =
        [
            .. from _ in Enumerable.Range(0, Samples)
               let magnitude = Math.ScaleB(1 + random.NextDouble(), random.Next(least, largest))
               select (double)(float)(negative && random.Next(2) == 0 ? -magnitude : magnitude),
        ];
        CheckF32(kind, exact, arguments);
        CheckF64(kind, exact, [.. arguments.Select(x => x * (1 + (random.NextDouble() * 1e-8)))]);
    }

    /// <summary>Arguments where the result, not the argument, is the hard part: next to overflow, below the normal numbers, and where terms cancel.</summary>
    [Theory]
    [InlineData(UnaryKind.Exponential, 709.78)]
    [InlineData(UnaryKind.Exponential, -708.5)]
    [InlineData(UnaryKind.Exponential, -740.25)]
    [InlineData(UnaryKind.Exponential2, -1060.5)]
    [InlineData(UnaryKind.Exponential2, 1023.75)]
    [InlineData(UnaryKind.ExponentialMinusOne, 709.78)]
    [InlineData(UnaryKind.ExponentialMinusOne, 39.999)]
    [InlineData(UnaryKind.ExponentialMinusOne, -39.999)]
    [InlineData(UnaryKind.ExponentialMinusOne, 0.34657359)]
    [InlineData(UnaryKind.ExponentialMinusOne, -0.34657360)]
    [InlineData(UnaryKind.ExponentialMinusOne, -0.69314718)]
    [InlineData(UnaryKind.Logarithm1Plus, 1e-300)]
    [InlineData(UnaryKind.Logarithm1Plus, -0.99999999999999989)]
    [InlineData(UnaryKind.Logarithm1Plus, -0.29289)]
    [InlineData(UnaryKind.Logarithm1Plus, 1.7e308)]
    [InlineData(UnaryKind.Logistic, -700.25)]
    [InlineData(UnaryKind.Logistic, -740.25)]
    [InlineData(UnaryKind.Logistic, -37.5)]
    [InlineData(UnaryKind.Logistic, 37.5)]
    [InlineData(UnaryKind.ErrorFunction, 1e-310)]
    [InlineData(UnaryKind.ErrorFunction, 5.9)]
    [InlineData(UnaryKind.ErrorFunction, 5.99999999)]
    [InlineData(UnaryKind.ErrorFunction, -3.5)]
    [InlineData(UnaryKind.Sine, 3.141592653589793)]
    [InlineData(UnaryKind.Cosine, 1.5707963267948966)]
    [InlineData(UnaryKind.Sine, 1e22)]
    public void A_function_is_near_its_true_value_at(UnaryKind kind, double x) => CheckF64(kind, new HighPrecision(1400), [x]);

    /// <summary>Past 88.7 the exponential of f32 overflows, past −103.97 it is 0, and between −87.4 and there subnormal.</summary>
    [Theory]
    [InlineData(UnaryKind.Exponential, 88.5f)]
    [InlineData(UnaryKind.Exponential, -95.25f)]
    [InlineData(UnaryKind.Logistic, -90.5f)]
    [InlineData(UnaryKind.Logistic, -103.5f)]
    [InlineData(UnaryKind.HyperbolicSine, 89.25f)]
    [InlineData(UnaryKind.Logarithm1Plus, 1e-40f)]
    public void A_function_of_f32_is_near_its_true_value_at(UnaryKind kind, float x) => CheckF32(kind, new HighPrecision(600), [x]);

    [Fact]
    public void A_power_is_near_its_true_value()
    {
        HighPrecision exact = new(320);
        Random random = new(2);
        for (int sample = 0; sample < Samples; sample++)
        {
            float x = (float)Math.ScaleB(1 + random.NextDouble(), random.Next(-8, 8));
            float y = (float)((random.NextDouble() - 0.5) * 20);
            BigInteger power = exact.Power(exact.Of(x), exact.Of(y));
            double narrow = Numbers.Run(new Binary(BinaryKind.Power), Literal.Scalar(x), Literal.Scalar(y)).ToDouble(0);
            double wide = Numbers.Run(new Binary(BinaryKind.Power), Literal.Scalar((double)x), Literal.Scalar((double)y)).ToDouble(0);
            Assert.InRange(exact.ErrorInUlp(narrow, power, isF32: true), 0, WorstF32);
            Assert.InRange(exact.ErrorInUlp(wide, power, isF32: false), 0, WorstF64);
        }
    }

    /// <summary>Digits from D. H. Bailey's and others' tables: e, ln 2, π/4, erf 1/2, tanh 1; so that the yardstick itself is held to something.</summary>
    [Fact]
    public void The_yardstick_knows_published_constants()
    {
        HighPrecision exact = new(200);
        BigInteger one = exact.Of(1);
        string Digits(BigInteger value) => (value * BigInteger.Pow(10, 30) / one).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("2718281828459045235360287471352", Digits(exact.Exp(one)));
        Assert.Equal("693147180559945309417232121458", Digits(exact.Log(exact.Of(2))));
        Assert.Equal("785398163397448309615660845819", Digits(exact.Arctan(one)));
        Assert.Equal("520499877813046537682746653891", Digits(exact.Erf(exact.Of(0.5))));
        Assert.Equal("761594155955764888119458282604", Digits(exact.Tanh(one)));
        Assert.Equal("841470984807896506652502321630", Digits(exact.Sin(one)));
        Assert.Equal("540302305868139717400936607442", Digits(exact.Cos(one)));
        Assert.Equal("1414213562373095048801688724209", Digits(exact.Sqrt(exact.Of(2))));
    }

    /// <summary>What is computed here, and not by the C library of the machine, keeps a tighter bound.</summary>
    private static double Worst(UnaryKind kind) => kind switch
    {
        UnaryKind.ExponentialMinusOne => 1.25,
        UnaryKind.Logarithm1Plus or UnaryKind.ErrorFunction or UnaryKind.Logistic => 1.75,
        _ => WorstF64,
    };

    private static void CheckF32(UnaryKind kind, HighPrecision exact, double[] arguments)
    {
        Literal result = Numbers.Run(new Unary(kind), Numbers.Floats(ElementType.F32, [arguments.Length], arguments));
        for (int place = 0; place < arguments.Length; place++)
        {
            double error = exact.ErrorInUlp(result.ToDouble(place), True(kind, exact, arguments[place]), isF32: true);
            Assert.True(error <= WorstF32, $"f32 {kind}({arguments[place]:R}) = {result.ToDouble(place):R} is {error} ULP off");
        }
    }

    private static void CheckF64(UnaryKind kind, HighPrecision exact, double[] arguments)
    {
        Literal result = Numbers.Run(new Unary(kind), Literal.Create<double>([arguments.Length], arguments));
        for (int place = 0; place < arguments.Length; place++)
        {
            double error = exact.ErrorInUlp(result.ToDouble(place), True(kind, exact, arguments[place]), isF32: false);
            Assert.True(error <= Worst(kind), $"f64 {kind}({arguments[place]:R}) = {result.ToDouble(place):R} is {error} ULP off");
        }
    }

    /// <summary>The true value of a function, fixed-point.</summary>
    internal static BigInteger True(UnaryKind kind, HighPrecision exact, double x)
    {
        Func<BigInteger, BigInteger> function = kind switch
        {
            UnaryKind.SquareRoot => exact.Sqrt,
            UnaryKind.Exponential => exact.Exp,
            UnaryKind.Exponential2 => exact.Exp2,
            UnaryKind.ExponentialMinusOne => exact.ExpMinusOne,
            UnaryKind.NaturalLogarithm => exact.Log,
            UnaryKind.Logarithm1Plus => exact.LogOnePlus,
            UnaryKind.Sine => exact.Sin,
            UnaryKind.Cosine => exact.Cos,
            UnaryKind.Arctangent => exact.Arctan,
            UnaryKind.HyperbolicSine => exact.Sinh,
            UnaryKind.HyperbolicCosine => exact.Cosh,
            UnaryKind.HyperbolicTangent => exact.Tanh,
            UnaryKind.ErrorFunction => exact.Erf,
            UnaryKind.Logistic => exact.Logistic,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return function(exact.Of(x));
    }
}
