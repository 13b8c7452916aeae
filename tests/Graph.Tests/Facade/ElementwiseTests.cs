using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class ElementwiseTests
{
    private const double Infinity = double.PositiveInfinity;

    /// <summary>Each function beside .NET's own, or a formula that is not the one it is made of.</summary>
    private static readonly Dictionary<string, (Func<Expr, Expr> Function, Func<double, double> Formula, double Low, double High)> Table = new()
    {
        ["Exp"] = (Exp, Math.Exp, -5, 5),
        ["Exp2"] = (Exp2, x => Math.Pow(2, x), -5, 5),
        ["Expm1"] = (Expm1, x => 2 * Math.Exp(x / 2) * Math.Sinh(x / 2), -3, 3),
        ["Log"] = (Log, Math.Log, 0.01, 9),
        ["Log1p"] = (Log1p, x => Math.Log(1 + x), -0.9, 9),
        ["Log2"] = (Log2, Math.Log2, 0.01, 99),
        ["Log10"] = (Log10, Math.Log10, 0.01, 999),
        ["Sqrt"] = (Sqrt, Math.Sqrt, 0, 9),
        ["Rsqrt"] = (Rsqrt, x => Math.Pow(x, -0.5), 0.1, 9),
        ["Square"] = (Square, x => x * x, -5, 5),
        ["Abs"] = (Abs, Math.Abs, -5, 5),
        ["Sign"] = (Sign, x => Math.Sign(x), -5, 5),
        ["Floor"] = (Floor, Math.Floor, -5, 5),
        ["Ceil"] = (Ceil, Math.Ceiling, -5, 5),
        ["Round"] = (Round, x => Math.Round(x, MidpointRounding.ToEven), -5, 5),
        ["Trunc"] = (Trunc, Math.Truncate, -5, 5),
        ["Sin"] = (Sin, Math.Sin, -9, 9),
        ["Cos"] = (Cos, Math.Cos, -9, 9),
        ["Tan"] = (Tan, Math.Tan, -1.5, 1.5),
        ["Asin"] = (Asin, Math.Asin, -1, 1),
        ["Acos"] = (Acos, Math.Acos, -1, 1),
        ["Atan"] = (Atan, Math.Atan, -9, 9),
        ["Sinh"] = (Sinh, Math.Sinh, -5, 5),
        ["Cosh"] = (Cosh, Math.Cosh, -5, 5),
        ["Tanh"] = (Tanh, Math.Tanh, -5, 5),
        ["Asinh"] = (Asinh, Math.Asinh, -9, 9),
        ["Acosh"] = (Acosh, Math.Acosh, 1, 9),
        ["Atanh"] = (Atanh, Math.Atanh, -0.99, 0.99),
        ["Sigmoid"] = (Sigmoid, x => (1 + Math.Tanh(x / 2)) / 2, -9, 9),
        ["Relu"] = (Relu, x => Math.Max(0, x), -2, 2),
        ["Relu6"] = (Relu6, x => Math.Min(6, Math.Max(0, x)), -3, 9),
        ["LeakyRelu"] = (LeakyRelu, x => Math.Max(0.1 * x, x), -2, 2),
        ["LeakyRelu 0.3"] = (x => LeakyRelu(x, 0.3), x => Math.Max(0.3 * x, x), -2, 2),
        ["Elu"] = (Elu, x => x > 0 ? x : Math.Exp(x) - 1, -4, 2),
        ["Elu 2"] = (x => Elu(x, 2), x => x > 0 ? x : 2 * (Math.Exp(x) - 1), -4, 2),
        ["Selu"] = (Selu, x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)), -4, 2),
        ["Gelu"] = (Gelu, x => x * NormalDistribution(x), -4, 4),
        ["GeluTanh"] = (GeluTanh, x => x / (1 + Math.Exp(-2 * Math.Sqrt(2 / Math.PI) * (x + (0.044715 * Math.Pow(x, 3))))), -4, 4),
        ["Silu"] = (Silu, x => x / (1 + Math.Exp(-x)), -5, 5),
        ["Mish"] = (Mish, x => x * (1 - (2 / (Math.Pow(1 + Math.Exp(x), 2) + 1))), -5, 5),
        ["Softplus"] = (Softplus, x => Math.Log(1 + Math.Exp(x)), -5, 5),
        ["LogSigmoid"] = (LogSigmoid, x => -Math.Log(1 + Math.Exp(-x)), -5, 5),
        ["Softsign"] = (Softsign, x => x > 0 ? 1 - (1 / (1 + x)) : (1 / (1 - x)) - 1, -5, 5),
        ["HardSigmoid"] = (HardSigmoid, x => Math.Clamp((x + 3) / 6, 0, 1), -5, 5),
        ["HardSwish"] = (HardSwish, x => x * Math.Clamp((x + 3) / 6, 0, 1), -5, 5),
        ["HardTanh"] = (HardTanh, x => Math.Clamp(x, -1, 1), -3, 3),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_is_its_formula(string name)
    {
        (Func<Expr, Expr> function, Func<double, double> formula, double low, double high) = Table[name];
        double[] x = [.. Draw.Doubles(50, 1, low, high), low, high];
        Near.Equal([x.Length], x.Select(formula), function((Tensor)x).Evaluate());
    }

    /// <summary>The derivative against a central difference of the formula, and the second one of the derivative.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Its_first_and_second_derivative_are_those_of_the_formula(string name)
    {
        (Func<Expr, Expr> function, Func<double, double> formula, double low, double high) = Table[name];
        double margin = (high - low) * 0.02;
        // Away from the whole numbers, where some functions jump, and from the ends of the domain.
        double[] points = [.. Draw.Doubles(12, 2, low + margin, high - margin).Select(x => Math.Abs(x - Math.Round(x)) < 0.01 ? x + 0.03 : x)];
        Expr x = Input("x", [points.Length], ElementType.F64);
        Expr sum = Sum(function(x));
        // The Hessian is diagonal, so that its product with ones is the second derivative.
        Executable derivatives = Compile([x], [Differentiate(sum, x), HessianVectorProduct(sum, x, OnesLike(x))]);
        (Tensor first, Tensor second) = derivatives.Run(points);
        const double step = 1e-4;
        // Richardson's extrapolation of two central differences.
        double Difference(double at, double h) => (formula(at + h) - formula(at - h)) / (2 * h);
        double Second(double at, double h) => (formula(at + h) - (2 * formula(at)) + formula(at - h)) / (h * h);
        Near.Equal(points.Select(p => ((4 * Difference(p, step / 2)) - Difference(p, step)) / 3), first, 1e-8);
        Near.Equal(points.Select(p => Second(p, 1e-3)), second, 1e-3);
    }

    /// <summary>No finite argument, however large, may give NaN in value or derivative where the function has none.</summary>
    [Theory]
    [InlineData("Relu"), InlineData("Relu6"), InlineData("LeakyRelu"), InlineData("Elu"), InlineData("Selu"), InlineData("Gelu"), InlineData("GeluTanh")]
    [InlineData("Silu"), InlineData("Mish"), InlineData("Softplus"), InlineData("LogSigmoid"), InlineData("Softsign"), InlineData("HardSigmoid")]
    [InlineData("HardSwish"), InlineData("HardTanh"), InlineData("Sigmoid"), InlineData("Tanh"), InlineData("Asinh"), InlineData("Atan")]
    public void Value_and_derivatives_are_finite_at_large_arguments_in_f32(string name)
    {
        float[] points = [-1e4f, -1e3f, -89, -20, 0, 20, 89, 1e3f, 1e4f];
        Expr x = Input("x", [points.Length]);
        Expr value = Table[name].Function(x);
        Executable all = Compile([x], [value, Differentiate(Sum(value), x), HessianVectorProduct(Sum(value), x, OnesLike(x))]);
        foreach (Tensor result in all.Run(points))
        {
            Assert.All(result.Doubles(), number => Assert.True(double.IsFinite(number), $"{number} in {result}"));
        }
    }

    [Theory]
    [InlineData("Asin", new[] { 1.0, -1, 1.5, 0 }, new[] { Math.PI / 2, -Math.PI / 2, double.NaN, 0 })]
    [InlineData("Acos", new[] { 1.0, -1, 1.5, 0 }, new[] { 0, Math.PI, double.NaN, Math.PI / 2 })]
    [InlineData("Atanh", new[] { 1.0, -1, 1.5 }, new[] { Infinity, -Infinity, double.NaN })]
    [InlineData("Acosh", new[] { 1.0, 0.5, -3, Infinity, 1e300 }, new[] { 0, double.NaN, double.NaN, Infinity, 691.4686750787736 })]
    [InlineData("Asinh", new[] { Infinity, -Infinity, 1e300, 1e-300 }, new[] { Infinity, -Infinity, 691.4686750787736, 1e-300 })]
    [InlineData("Trunc", new[] { Infinity, -Infinity, -0.5, double.NaN }, new[] { Infinity, -Infinity, 0, double.NaN })]
    [InlineData("Relu", new[] { double.NaN, Infinity, -Infinity }, new[] { double.NaN, Infinity, 0 })]
    [InlineData("Softplus", new[] { Infinity, -Infinity, -745, 800 }, new[] { Infinity, 0, 5e-324, 800 })]
    [InlineData("LogSigmoid", new[] { -800.0, 40 }, new[] { -800, -4.248354255291589e-18 })]
    public void Limits_and_undefined_places(string name, double[] points, double[] expected) =>
        Near.Equal(expected, Table[name].Function((Tensor)points).Evaluate(), 1e-15);

    [Theory]
    [InlineData("Relu", 0, 0)]
    [InlineData("Relu6", 0, 0)]
    [InlineData("Relu6", 6, 0)]
    [InlineData("LeakyRelu", 0, 0.1)]
    [InlineData("Abs", 0, 0)]
    [InlineData("Softplus", 0, 0.5)]
    [InlineData("Asinh", 0, 1)]
    [InlineData("HardTanh", 1, 1)]
    [InlineData("Elu", 0, 1)]
    public void The_derivative_at_a_corner_is_the_stated_one(string name, double at, double expected)
    {
        Expr x = Input("x", [], ElementType.F64);
        Expr derivative = Differentiate(Table[name].Function(x), x);
        Near.Equal([expected], derivative.Evaluate(("x", at)));
    }

    /// <summary>Where the curve stands upright the derivative is infinite, not NaN.</summary>
    [Theory]
    [InlineData("Asin", 1, Infinity)]
    [InlineData("Asin", -1, Infinity)]
    [InlineData("Acos", 1, -Infinity)]
    [InlineData("Acos", -1, -Infinity)]
    [InlineData("Acosh", 1, Infinity)]
    [InlineData("Atanh", 1, Infinity)]
    [InlineData("Atanh", -1, Infinity)]
    [InlineData("Sqrt", 0, Infinity)]
    [InlineData("Rsqrt", 0, -Infinity)]
    [InlineData("Log", 0, Infinity)]
    [InlineData("Log2", 0, Infinity)]
    [InlineData("Log10", 0, Infinity)]
    [InlineData("Log1p", -1, Infinity)]
    public void The_derivative_at_the_end_of_a_domain_is_infinite(string name, double at, double expected)
    {
        Expr x = Input("x", [], ElementType.F64);
        Expr derivative = Differentiate(Table[name].Function(x), x);
        Near.Equal([expected], derivative.Evaluate(("x", at)));
    }

    /// <summary>At the numbers nearest to −∞ and ∞ every activation is one of its asymptotes: a factor of x, or a constant.</summary>
    [Theory]
    [InlineData("Relu", 0, 1), InlineData("Relu6", 0, 0), InlineData("LeakyRelu", 0.1, 1), InlineData("Elu", 0, 1), InlineData("Selu", 0, 1.0507009873554805)]
    [InlineData("Gelu", 0, 1), InlineData("GeluTanh", 0, 1), InlineData("Silu", 0, 1), InlineData("Mish", 0, 1), InlineData("Softplus", 0, 1)]
    [InlineData("LogSigmoid", 1, 0), InlineData("Softsign", 0, 0), InlineData("HardSigmoid", 0, 0), InlineData("HardSwish", 0, 1), InlineData("HardTanh", 0, 0)]
    [InlineData("Sigmoid", 0, 0), InlineData("Tanh", 0, 0)]
    public void Value_and_derivative_are_those_of_the_asymptotes_at_the_largest_numbers(string name, double slopeBelow, double slopeAbove)
    {
        float[] points = [float.MinValue, -1e20f, 1e20f, float.MaxValue];
        Expr x = Input("x", [4]);
        Expr value = Table[name].Function(x);
        Executable both = Compile([x], [value, Differentiate(Sum(value), x)]);
        (Tensor values, Tensor slopes) = both.Run(points);
        Near.Equal([slopeBelow, slopeBelow, slopeAbove, slopeAbove], slopes, 1e-6);
        // Beside 1e20 the constants that the activations tend to are nothing.
        // What is beyond the largest number, of Selu, is infinite.
        double[] asymptotes = [.. points.Select(point => (float)((point < 0 ? slopeBelow : slopeAbove) * point) / point)];
        Near.Equal(asymptotes, values.Doubles().Select((y, place) => y / points[place]).ToArray(), 1e-6);
    }

    [Fact]
    public void Softplus_has_all_derivatives_at_zero()
    {
        Expr x = Input("x", [], ElementType.F64);
        Expr second = Differentiate(Differentiate(Softplus(x), x), x);
        Expr third = Differentiate(second, x);
        Near.Equal([0.25], second.Evaluate(("x", 0.0)));
        Near.Equal([0], third.Evaluate(("x", 0.0)));
    }

    [Fact]
    public void Atan2_is_the_angle_in_all_quadrants()
    {
        double[] coordinates = [0, 1, -1, 0.5, -3, 1e200, -1e200, double.PositiveInfinity, double.NegativeInfinity];
        (double Y, double X)[] points = [.. from a in coordinates from b in coordinates select (a, b)];
        Tensor y = points.Select(p => p.Y).ToArray(), x = points.Select(p => p.X).ToArray();
        Near.Equal(points.Select(p => Math.Atan2(p.Y, p.X)), Atan2(y, x).Evaluate(), 1e-15);
    }

    [Fact]
    public void Atan2_has_the_derivative_of_the_angle_on_axes_and_diagonals_too()
    {
        (double Y, double X)[] points = [(1, 2), (2, 1), (1, 1), (-1, 1), (2, -1), (-2, -3), (3, 0), (-3, 0), (0, 2), (0, -2)];
        Expr y = Input("y", [10], ElementType.F64), x = Input("x", [10], ElementType.F64);
        (Expr dy, Expr dx) = Differentiate(Sum(Atan2(y, x)), y, x);
        (string, Tensor)[] values = [("y", points.Select(p => p.Y).ToArray()), ("x", points.Select(p => p.X).ToArray())];
        Near.Equal(points.Select(p => p.X / ((p.X * p.X) + (p.Y * p.Y))), dy.Evaluate(values));
        Near.Equal(points.Select(p => -p.Y / ((p.X * p.X) + (p.Y * p.Y))), dx.Evaluate(values));
    }

    [Fact]
    public void Functions_of_two_operands_broadcast_and_take_numbers()
    {
        Tensor column = new double[,] { { 1 }, { 2 } }, row = new double[] { 1, 2, 3 };
        Near.Equal([2, 3], [1, 1, 1, 2, 4, 8], Pow(column, row).Evaluate());
        Near.Equal([2, 3], [1, 2, 3, 2, 2, 3], Maximum(column, row).Evaluate());
        Near.Equal([2, 3], [1, 1, 1, 1, 2, 2], Minimum(column, row).Evaluate());
        Near.Equal([2, 3], [1, 0, 0, 0, 1, 0], Equal(column, row).Evaluate());
        Near.Equal([2, 3], [0, 1, 1, 1, 0, 1], NotEqual(column, row).Evaluate());
        Near.Equal([3], [1, 4, 9], Pow(row, 2).Evaluate());
        Near.Equal([3], [2, 4, 8], Pow(2, row).Evaluate());
        Near.Equal([3], [2, 2, 3], Maximum(2, row).Evaluate());
        Near.Equal([3], [1, 2, 2], Minimum(row, 2).Evaluate());
        Near.Equal([3], [0, 1, 0], Equal(row, 2).Evaluate());
        Near.Equal([2, 3], [5, 5, 5, 1, 2, 3], Where(Equal(column, 1), 5, BroadcastTo(row, [2, 3])).Evaluate());
        Near.Equal([2, 3], [1, 1, 1, 1, 2, 3], Where(Equal(column, 1), column, row).Evaluate());
        Near.Equal([3], [1.5, 2, 2.5], Clip(row, 1.5, 2.5).Evaluate());
        Near.Equal([2, 3], [1, 1.5, 1.5, 2, 2, 2], Clip(row, column, Maximum(column, 1.5)).Evaluate());
        Tensor chosen = Where(Equal(column, 1), 7, 9, ElementType.U8).Evaluate();
        Assert.Equal("u8[2,1]", chosen.Type.ToString());
        Near.Equal([7, 9], chosen);
    }

    [Fact]
    public void Bools_and_special_values()
    {
        Tensor x = new[] { 1, double.NaN, Infinity, -Infinity, 0 };
        Near.Equal([0, 1, 0, 0, 0], IsNaN(x).Evaluate());
        Near.Equal([0, 0, 1, 1, 0], IsInfinite(x).Evaluate());
        Near.Equal([1, 0, 0, 0, 1], IsFinite(x).Evaluate());
        Tensor numbers = new[] { 1, 2 };
        Near.Equal([0, 0], IsNaN(numbers).Evaluate());
        Near.Equal([0, 0], IsInfinite(numbers).Evaluate());
        Near.Equal([1, 1], IsFinite(numbers).Evaluate());
        Tensor p = new[] { true, true, false, false }, q = new[] { true, false, true, false };
        Assert.Equal([true, false, false, false], And(p, q).Evaluate().ToArray<bool>());
        Assert.Equal([true, true, true, false], Or(p, q).Evaluate().ToArray<bool>());
        Assert.Equal([false, false, true, true], Not(p).Evaluate().ToArray<bool>());
        Near.Equal([3, -3, 0], Cast((Tensor)new[] { 3.9, -3.9, double.NaN }, ElementType.I32).Evaluate());
        Near.Equal([0x3F800000], Bitcast((Tensor)1f, ElementType.I32).Evaluate());
    }

    [Fact]
    public void A_slope_of_PReLU_is_learned()
    {
        Expr x = Input("x", [2, 3], ElementType.F64), slope = Parameter("slope", [3], ElementType.F64);
        Expr y = PRelu(x, slope);
        Tensor values = new double[,] { { -1, 2, -3 }, { -4, -5, 6 } };
        Near.Equal([-0.5, 2, -6, -2, -5, 6], y.Evaluate(("x", values), ("slope", new[] { 0.5, 1, 2 })));
        Expr derivative = Differentiate(Sum(y), slope);
        Near.Equal([-5, -5, -3], derivative.Evaluate(("x", values)));
    }

    // Φ(x) by the series ½ + φ(x) Σ x^(2k+1) / (1·3·5…(2k+1)) (Marsaglia, 2004, "Evaluating the normal distribution").
    private static double NormalDistribution(double x)
    {
        double term = x, sum = x;
        for (int k = 1; k < 200; k++)
        {
            term *= x * x / ((2 * k) + 1);
            sum += term;
        }
        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}
