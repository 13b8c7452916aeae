using static Graph.IR.BinaryKind;
using static Graph.IR.UnaryKind;

namespace Graph.Tests.Reference;

/// <summary>Special values of the elementwise operators on floats, by hand from IEEE 754 and ISO C, annex F.</summary>
public sealed class FloatTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    public static TheoryData<UnaryKind, double, double> Unaries => new()
    {
        { Negate, 0.0, -0.0 }, { Negate, -0.0, 0.0 }, { Negate, -Inf, Inf }, { Negate, 1.5, -1.5 }, { Negate, NaN, NaN },
        { Absolute, -0.0, 0.0 }, { Absolute, -Inf, Inf }, { Absolute, -2.5, 2.5 }, { Absolute, NaN, NaN },
        { Signum, 0.0, 0.0 }, { Signum, -0.0, -0.0 }, { Signum, Inf, 1 }, { Signum, -1e-30, -1 }, { Signum, NaN, NaN },
        { RoundDown, -0.5, -1 }, { RoundDown, 0.5, 0 }, { RoundDown, -0.0, -0.0 }, { RoundDown, Inf, Inf }, { RoundDown, NaN, NaN },
        { RoundUp, -0.5, -0.0 }, { RoundUp, 0.5, 1 }, { RoundUp, -Inf, -Inf }, { RoundUp, NaN, NaN },
        { RoundToEven, 0.5, 0 }, { RoundToEven, 1.5, 2 }, { RoundToEven, 2.5, 2 }, { RoundToEven, -0.5, -0.0 }, { RoundToEven, -2.5, -2 },
        { RoundToEven, 0.75, 1 }, { RoundToEven, -Inf, -Inf }, { RoundToEven, NaN, NaN },
        { SquareRoot, -0.0, -0.0 }, { SquareRoot, 4, 2 }, { SquareRoot, -1, NaN }, { SquareRoot, Inf, Inf }, { SquareRoot, NaN, NaN },
        { Exponential, 0.0, 1 }, { Exponential, -Inf, 0.0 }, { Exponential, Inf, Inf }, { Exponential, 710, Inf }, { Exponential, -750, 0.0 },
        { Exponential, NaN, NaN },
        { Exponential2, 10, 1024 }, { Exponential2, -3, 0.125 }, { Exponential2, -Inf, 0.0 }, { Exponential2, Inf, Inf }, { Exponential2, 1024, Inf },
        { Exponential2, NaN, NaN },
        { ExponentialMinusOne, 0.0, 0.0 }, { ExponentialMinusOne, -0.0, -0.0 }, { ExponentialMinusOne, -Inf, -1 }, { ExponentialMinusOne, -1000, -1 },
        { ExponentialMinusOne, Inf, Inf }, { ExponentialMinusOne, 710, Inf }, { ExponentialMinusOne, 1e-30f, 1e-30f }, { ExponentialMinusOne, NaN, NaN },
        { NaturalLogarithm, 1, 0.0 }, { NaturalLogarithm, 0.0, -Inf }, { NaturalLogarithm, -0.0, -Inf }, { NaturalLogarithm, -1, NaN },
        { NaturalLogarithm, Inf, Inf }, { NaturalLogarithm, NaN, NaN },
        { Logarithm1Plus, 0.0, 0.0 }, { Logarithm1Plus, -0.0, -0.0 }, { Logarithm1Plus, -1, -Inf }, { Logarithm1Plus, -1.5, NaN }, { Logarithm1Plus, -Inf, NaN },
        { Logarithm1Plus, Inf, Inf }, { Logarithm1Plus, 1e-30f, 1e-30f }, { Logarithm1Plus, NaN, NaN },
        { Sine, -0.0, -0.0 }, { Sine, Inf, NaN }, { Sine, -Inf, NaN }, { Sine, NaN, NaN },
        { Cosine, -0.0, 1 }, { Cosine, Inf, NaN }, { Cosine, NaN, NaN },
        { Arctangent, -0.0, -0.0 }, { Arctangent, Inf, Math.PI / 2 }, { Arctangent, -Inf, -Math.PI / 2 }, { Arctangent, 1, Math.PI / 4 }, { Arctangent, NaN, NaN },
        { HyperbolicSine, -0.0, -0.0 }, { HyperbolicSine, -Inf, -Inf }, { HyperbolicSine, 800, Inf }, { HyperbolicSine, NaN, NaN },
        { HyperbolicCosine, -0.0, 1 }, { HyperbolicCosine, -Inf, Inf }, { HyperbolicCosine, -800, Inf }, { HyperbolicCosine, NaN, NaN },
        { HyperbolicTangent, -0.0, -0.0 }, { HyperbolicTangent, -Inf, -1 }, { HyperbolicTangent, 800, 1 }, { HyperbolicTangent, NaN, NaN },
        { ErrorFunction, -0.0, -0.0 }, { ErrorFunction, Inf, 1 }, { ErrorFunction, -Inf, -1 }, { ErrorFunction, 30, 1 }, { ErrorFunction, NaN, NaN },
        { Logistic, 0.0, 0.5 }, { Logistic, -0.0, 0.5 }, { Logistic, -Inf, 0.0 }, { Logistic, Inf, 1 }, { Logistic, -800, 0.0 }, { Logistic, 800, 1 },
        { Logistic, NaN, NaN },
    };

    public static TheoryData<BinaryKind, double, double, double> Binaries => new()
    {
        { Add, 0.0, -0.0, 0.0 }, { Add, -0.0, -0.0, -0.0 }, { Add, Inf, -Inf, NaN }, { Add, Inf, 1, Inf }, { Add, 1, NaN, NaN }, { Add, 0.25, 0.5, 0.75 },
        { Subtract, 0.0, 0.0, 0.0 }, { Subtract, -0.0, 0.0, -0.0 }, { Subtract, Inf, Inf, NaN }, { Subtract, NaN, 1, NaN }, { Subtract, 1, Inf, -Inf },
        { Multiply, -0.0, 3, -0.0 }, { Multiply, 0.0, Inf, NaN }, { Multiply, -2, Inf, -Inf }, { Multiply, NaN, 0.0, NaN }, { Multiply, -0.0, -0.0, 0.0 },
        { Divide, 1, 0.0, Inf }, { Divide, 1, -0.0, -Inf }, { Divide, 0.0, 0.0, NaN }, { Divide, Inf, Inf, NaN }, { Divide, -1, Inf, -0.0 }, { Divide, 3, 4, 0.75 },
        { Remainder, 5.5, 2, 1.5 }, { Remainder, -5.5, 2, -1.5 }, { Remainder, 5.5, -2, 1.5 }, { Remainder, -4, 2, -0.0 }, { Remainder, 1, 0.0, NaN },
        { Remainder, Inf, 2, NaN }, { Remainder, 3, Inf, 3 }, { Remainder, -0.0, 2, -0.0 }, { Remainder, 1, NaN, NaN },
        { Larger, NaN, 1, NaN }, { Larger, 1, NaN, NaN }, { Larger, -0.0, 0.0, 0.0 }, { Larger, 0.0, -0.0, 0.0 }, { Larger, -Inf, -3, -3 }, { Larger, Inf, NaN, NaN },
        { Smaller, NaN, 1, NaN }, { Smaller, 1, NaN, NaN }, { Smaller, -0.0, 0.0, -0.0 }, { Smaller, 0.0, -0.0, -0.0 }, { Smaller, Inf, 3, 3 }, { Smaller, NaN, -Inf, NaN },
        { Power, 2, 10, 1024 }, { Power, 0.0, 0.0, 1 }, { Power, NaN, 0.0, 1 }, { Power, 1, NaN, 1 }, { Power, 1, Inf, 1 }, { Power, -1, Inf, 1 }, { Power, -1, -Inf, 1 },
        { Power, 0.0, -1, Inf }, { Power, -0.0, -1, -Inf }, { Power, -0.0, -2, Inf }, { Power, -0.0, 3, -0.0 }, { Power, -0.0, 0.5, 0.0 }, { Power, 0.5, Inf, 0.0 },
        { Power, 0.5, -Inf, Inf }, { Power, -8, 0.5, NaN }, { Power, -2, 3, -8 }, { Power, -Inf, 3, -Inf }, { Power, -Inf, 2, Inf }, { Power, -Inf, -3, -0.0 },
        { Power, Inf, -1, 0.0 }, { Power, -Inf, 0.5, Inf }, { Power, NaN, 1, NaN }, { Power, 2, NaN, NaN }, { Power, 4, 0.5, 2 },
    };

    public static TheoryData<double, double, bool, bool, bool> Pairs => new()
    {
        { 0.0, -0.0, false, true, false }, { -0.0, 0.0, false, true, false }, { 1, 2, true, false, false }, { 2, 1, false, false, true },
        { NaN, 1, false, false, false }, { 1, NaN, false, false, false }, { NaN, NaN, false, false, false }, { -Inf, Inf, true, false, false },
        { Inf, Inf, false, true, false }, { -Inf, -1e30, true, false, false },
    };

    [Theory]
    [MemberData(nameof(Unaries))]
    public void A_unary_operator_has_its_special_values(UnaryKind kind, double x, double expected)
    {
        Numbers.AssertSame((float)expected, Numbers.Run(new Unary(kind), Literal.Scalar((float)x)).ToDouble(0), $"f32 {kind}({x})");
        Numbers.AssertSame(expected, Numbers.Run(new Unary(kind), Literal.Scalar(x)).ToDouble(0), $"f64 {kind}({x})");
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void A_binary_operator_has_its_special_values(BinaryKind kind, double a, double b, double expected)
    {
        Literal narrow = Numbers.Run(new Binary(kind), Literal.Scalar((float)a), Literal.Scalar((float)b));
        Numbers.AssertSame((float)expected, narrow.ToDouble(0), $"f32 {kind}({a}, {b})");
        Numbers.AssertSame(expected, Numbers.Run(new Binary(kind), Literal.Scalar(a), Literal.Scalar(b)).ToDouble(0), $"f64 {kind}({a}, {b})");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_comparison_is_that_of_ieee_754(double a, double b, bool less, bool equal, bool greater)
    {
        foreach (ElementType element in (ElementType[])[ElementType.F32, ElementType.F64])
        {
            bool Holds(CompareKind kind) =>
                Numbers.Run(new Compare(kind), Numbers.Floats(element, [], a), Numbers.Floats(element, [], b)).At<bool>(0);
            Assert.Equal(
                (less, less | equal, equal, !equal, greater | equal, greater),
                (Holds(CompareKind.LessThan), Holds(CompareKind.LessOrEqualTo), Holds(CompareKind.EqualTo), Holds(CompareKind.NotEqualTo),
                    Holds(CompareKind.GreaterOrEqualTo), Holds(CompareKind.GreaterThan)));
        }
    }

    [Fact]
    public void Every_kind_that_takes_floats_has_special_values_here()
    {
        Assert.Equal(
            Enum.GetValues<UnaryKind>().Where(kind => kind != Complement),
            Unaries.Select(row => (UnaryKind)row[0]).Distinct().Order());
        Assert.Equal(
            [Add, Subtract, Multiply, Divide, Remainder, Power, Larger, Smaller],
            Binaries.Select(row => (BinaryKind)row[0]).Distinct().Order());
    }

    /// <summary>2^−149 and 2^−1074 are the least positive f32 and f64: flushing subnormals to zero would lose them.</summary>
    [Fact]
    public void Subnormals_are_kept()
    {
        Assert.Equal(float.Epsilon, Numbers.Run(new Binary(Multiply), Literal.Scalar(float.Epsilon * 2), Literal.Scalar(0.5f)).At<float>(0));
        Assert.Equal(double.Epsilon, Numbers.Run(new Binary(Add), Literal.Scalar(double.Epsilon), Literal.Scalar(0.0)).At<double>(0));
        Assert.Equal(float.Epsilon, Numbers.Run(new Unary(Exponential2), Literal.Scalar(-149f)).At<float>(0));
        Assert.Equal(double.Epsilon, Numbers.Run(new Unary(Exponential2), Literal.Scalar(-1074.0)).At<double>(0));
        Assert.Equal(float.Epsilon, Numbers.Run(new Reduce(ReduceKind.SumOf, [0]), Literal.Create<float>([1], [float.Epsilon])).At<float>(0));
    }

    [Fact]
    public void Arithmetic_of_f32_is_rounded_to_f32()
    {
        Assert.Equal(1f, Numbers.Run(new Binary(Add), Literal.Scalar(1f), Literal.Scalar(MathF.Pow(2, -24))).At<float>(0));
        Assert.Equal(1f / 3f, Numbers.Run(new Binary(Divide), Literal.Scalar(1f), Literal.Scalar(3f)).At<float>(0));
        Assert.Equal(float.PositiveInfinity, Numbers.Run(new Binary(Multiply), Literal.Scalar(float.MaxValue), Literal.Scalar(2f)).At<float>(0));
    }
}
