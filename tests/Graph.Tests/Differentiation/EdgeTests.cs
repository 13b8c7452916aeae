using Graph.Transforms;
using static Graph.IR.Primitives;

namespace Graph.Tests.Derivatives;

/// <summary>Derivatives at ties, zeros, infinities and indices out of range, where differences say nothing: by hand, exactly, in both modes.</summary>
public sealed class EdgeTests
{
    private const double NaN = double.NaN;
    private const double Infinity = double.PositiveInfinity;

    /// <param name="Function">From x to y.</param>
    /// <param name="X">Where.</param>
    /// <param name="Dy">The cotangent of y.</param>
    /// <param name="Dx">The cotangent of x.</param>
    private sealed record Edge(Func<Expr, Expr> Function, double[,] X, double[] Dy, double[] Dx);

    private static readonly Dictionary<string, Edge> edges = new()
    {
        ["relu is flat at zero"] = new(x => Select(x <= 0, Zeros(x.Type), x), new double[,] { { -1, -0.0, 0, 2, NaN } }, [1, 1, 1, 1, 1], [0, 0, 0, 1, 1]),
        ["the absolute value is flat at zero"] = new(x => x.Abs(), new double[,] { { -3, -0.0, 0, 2 } }, [5, 5, 5, 5], [-5, 0, 0, 5]),
        ["the absolute value multiplies no infinity by zero"] = new(
            x => x.Abs(), new double[,] { { -3, -0.0, 0, 2 } }, [Infinity, Infinity, -Infinity, Infinity], [-Infinity, 0, 0, Infinity]),
        ["roundings are flat"] = new(
            x => x.Sign() + x.Apply(UnaryKind.RoundDown) + x.Apply(UnaryKind.RoundUp) + x.Apply(UnaryKind.RoundToEven),
            new double[,] { { -1.5, 0, 2.5 } }, [1, 1, 1], [0, 0, 0]),
        ["a maximum shares a tie"] = new(x => x[0].Apply(BinaryKind.Larger, x[1]), new double[,] { { 1, 2, 3 }, { 0, 2, 4 } }, [4, 4, 4], [4, 2, 0, 0, 2, 4]),
        ["a minimum shares a tie"] = new(x => x[0].Apply(BinaryKind.Smaller, x[1]), new double[,] { { 1, 2, 3 }, { 0, 2, 4 } }, [4, 4, 4], [0, 2, 4, 4, 2, 0]),
        ["a maximum multiplies no infinity by zero"] = new(x => x[0].Apply(BinaryKind.Larger, x[1]), new double[,] { { 1 }, { 0 } }, [Infinity], [Infinity, 0]),
        ["the first of the largest in row-major order"] = new(x => x.Reduce(ReduceKind.MaximumOf, [0, 1]), new double[,] { { 1, 3, 2 }, { 3, 3, 0 } }, [7], [0, 7, 0, 0, 0, 0]),
        ["the first of the least along an axis"] = new(x => x.Reduce(ReduceKind.MinimumOf, [0]), new double[,] { { 1, 3 }, { 1, 2 }, { 1, 2 } }, [7, 8], [7, 0, 0, 8, 0, 0]),
        ["the first NaN is the largest"] = new(x => x.Reduce(ReduceKind.MaximumOf, [1]), new double[,] { { 1, NaN, Infinity, NaN } }, [7], [0, 7, 0, 0]),
        ["no infinity leaks out of a largest element"] = new(x => x.Reduce(ReduceKind.MaximumOf, [1]), new double[,] { { 1, Infinity } }, [Infinity], [0, Infinity]),
        ["a product with one zero"] = new(x => x.Reduce(ReduceKind.ProductOf, [0, 1]), new double[,] { { 2, 0 }, { 3, 5 } }, [10], [0, 300, 0, 0]),
        ["a product with two zeros"] = new(x => x.Reduce(ReduceKind.ProductOf, [1]), new double[,] { { 2, 0, 0 } }, [10], [0, 0, 0]),
        ["a product without zeros"] = new(x => x.Reduce(ReduceKind.ProductOf, [0]), new double[,] { { 2, 7 }, { 3, 1 }, { -4, 2 } }, [1, 10], [-12, 20, -8, 140, 6, 70]),
        ["a running product over a zero"] = new(x => x.Cumulative(ReduceKind.ProductOf, 1), new double[,] { { 2, 0, 3, 4 } }, [1, 1, 1, 1], [1, 32, 0, 0]),
        ["a running product over two zeros"] = new(x => x.Cumulative(ReduceKind.ProductOf, 1), new double[,] { { 2, 0, 0, 4 } }, [1, 1, 1, 1], [1, 2, 0, 0]),
        ["a running maximum from its first place"] = new(
            x => x.Cumulative(ReduceKind.MaximumOf, 1), new double[,] { { 1, 3, 3, 2, 5 } }, [1, 2, 4, 8, 16], [1, 14, 0, 0, 16]),
        ["a running minimum from its first place"] = new(
            x => x.Cumulative(ReduceKind.MinimumOf, 0), new double[,] { { 3, 0 }, { 1, 2 }, { 1, -1 } }, [1, 2, 4, 8, 16, 32], [1, 10, 20, 0, 0, 32]),
        ["a running maximum stays at the first NaN"] = new(x => x.Cumulative(ReduceKind.MaximumOf, 1), new double[,] { { 3, NaN, 9, NaN } }, [1, 2, 4, 8], [1, 14, 0, 0]),
        ["the power by its base"] = new(
            x => x[0].Pow(x[1].StopGradient()), new double[,] { { 0, 0, 0, -2, -2, 3 }, { 0, 1, 2, 3, 0, -1 } }, [1, 1, 1, 1, 1, 9], [0, 1, 0, 12, 0, -1, 0, 0, 0, 0, 0, 0]),
        ["the power by its exponent"] = new(
            x => x[0].StopGradient().Pow(x[1]), new double[,] { { 0, 0, 1, 4 }, { 0, 2, 5, 0.5 } }, [1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 2 * Math.Log(4)]),
        ["the remainder"] = new(
            x => x[0] % x[1], new double[,] { { 7, -7, 7, -7, 1 }, { 3, 3, -3, -3, 0.1 } }, [1, 1, 1, 1, 1], [1, 1, 1, 1, 1, -2, 2, 2, -2, -9]),
        ["nothing is read out of range"] = new(
            x => x.Reshape([3]).Gather(Constant(Literal.Create<int>([5], [2, -1, 3, 2, 0]))), new double[,] { { 5, 6, 7 } }, [1, 2, 4, 8, 16], [16, 0, 9]),
        ["an update out of range has no effect"] = new(
            x => Zeros(new TensorType(ElementType.F64, [3])).Scatter(ScatterKind.Accumulate, Constant(Literal.Create<int>([4], [2, -1, 3, 2])), x.Reshape([4])),
            new double[,] { { 5, 6, 7, 8 } }, [1, 2, 4], [4, 0, 0, 4]),
        ["the last of several updates wins"] = new(
            x => x[0, ..3].Scatter(ScatterKind.Overwrite, Constant(Literal.Create<int>([4], [2, 0, 3, 2])), x[1]),
            new double[,] { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } }, [1, 2, 4], [0, 2, 0, 0, 0, 1, 0, 4]),
        ["of rows, each of a batch, the last wins"] = new(
            x => x.Reshape([2, 2, 2]).Scatter(ScatterKind.Overwrite, Constant(Literal.Create<int>([2, 2], [1, 1, 0, 7])), x.Reshape([2, 2, 2]) * 10, batch: 1),
            new double[,] { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } }, [1, 2, 4, 8, 16, 32, 64, 128], [1, 2, 40, 80, 160, 320, 64, 128]),
        ["equal elements keep their order when sorted"] = new(
            x => Expr.Create(new Sort(1), x)[0], new double[,] { { 3, 1, 3, 1 } }, [1, 2, 4, 8], [4, 1, 8, 2]),
        ["a fill has the cotangents of its own places alone"] = new(
            x => x.Pad(x[0, 1], [0, 1], [0, 1], [0, 1]), new double[,] { { 5, 6 } }, [1, Infinity, 2, Infinity, 4], [Infinity, Infinity + 7]),
        ["a softmax of equal logits"] = new(
            x => x.Exp() / x.Exp().Sum([1]).BroadcastLike(x, [1]), new double[,] { { 0, 0 } }, [1, 0], [0.25, -0.25]),
    };

    public static TheoryData<string> Names => [.. edges.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reverse_mode(string name)
    {
        (Edge edge, Expr x, Expr y, Expr dy) = Prepare(name);
        Expr dx = ReverseMode.Pullback([y], [dy], [x])[0]!;
        Derivatives.AssertClose(name, edge.Dx, Derivatives.Evaluate([x], [dx], [Value(edge.X)])[0].ToArray<double>(), 1e-15);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_mode(string name)
    {
        (Edge edge, Expr x, Expr y, Expr dy) = Prepare(name);
        for (int place = 0; place < edge.Dx.Length; place++)
        {
            Expr unit = Constant(Literal.Generate(x.Shape, at => at == place ? 1.0 : 0.0));
            Expr tangent = ForwardMode.Pushforward([y], [x], [unit])[0]!;
            // What an infinite cotangent does not meet counts nothing.
            Expr met = Select(tangent.Is(CompareKind.EqualTo, Zeros(tangent.Type)), Zeros(tangent.Type), tangent * dy).Sum(Axes.Range(0, y.Rank));
            Derivatives.AssertClose(name, [edge.Dx[place]], Derivatives.Evaluate([x], [met], [Value(edge.X)])[0].ToArray<double>(), 1e-14);
        }
    }

    /// <summary>e^x − 1 is −1 to the last bit there, so its value says nothing of its slope.</summary>
    [Fact]
    public void The_slope_of_expm1_far_below_zero_is_that_of_exp()
    {
        Expr x = Leaf("x", new TensorType(ElementType.F32, []));
        Expr slope = ReverseMode.Gradient(x.Apply(UnaryKind.ExponentialMinusOne), [x])[0];
        float actual = Derivatives.Evaluate([x], [slope], [Literal.Scalar(-20f)])[0].At<float>(0);
        Assert.InRange(actual, 2.0611534e-9f, 2.0611540e-9f);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 2, 2)]
    [InlineData(0, 3, 0)]
    [InlineData(-2, 3, -12)]
    [InlineData(-2, 1, 0)]
    [InlineData(-2, 0, 0)]
    [InlineData(4, 0.5, -1 / 32.0)]
    public void The_second_derivative_of_a_power_by_its_base(double @base, double exponent, double expected)
    {
        Expr x = Leaf("x", new TensorType(ElementType.F64, []));
        Expr first = ReverseMode.Gradient(x.Pow(Fill(x.Type, exponent)), [x])[0];
        Expr second = ReverseMode.Gradient(first, [x])[0];
        Assert.Equal(expected, Derivatives.Evaluate([x], [second], [Literal.Scalar(@base)])[0].At<double>(0));
    }

    [Theory]
    [InlineData(new double[] { 2, 3, 5 })]
    [InlineData(new double[] { 2, 0, 5 })]
    [InlineData(new double[] { 0, 0, 5 })]
    [InlineData(new double[] { 0, 0, 0 })]
    public void The_second_derivatives_of_a_product_are_the_products_of_the_rest(double[] values)
    {
        Expr x = Leaf("x", new TensorType(ElementType.F64, [3]));
        Expr first = ReverseMode.Gradient(x.Reduce(ReduceKind.ProductOf, [0]), [x])[0];
        // The row of the Hessian that belongs to the middle element.
        Expr row = ReverseMode.Gradient(first[1], [x])[0];
        double[] actual = Derivatives.Evaluate([x], [row], [Literal.Create<double>([3], values)])[0].ToArray<double>();
        Assert.Equal([values[2], 0, values[0]], actual);
    }

    /// <summary>Σ over the triples of a product, of which each third derivative is 1 or 0; that of a running product is made of loops.</summary>
    [Fact]
    public void A_product_of_zeros_has_exact_third_derivatives()
    {
        Expr x = Leaf("x", new TensorType(ElementType.F64, [3]));
        Expr running = ReverseMode.Gradient(x.Cumulative(ReduceKind.ProductOf, 0)[2], [x])[0];
        Expr whole = ReverseMode.Gradient(x.Reduce(ReduceKind.ProductOf, [0]), [x])[0];
        foreach (Expr first in (Expr[])[running, whole])
        {
            Expr second = ReverseMode.Gradient(first[0], [x])[0];
            Expr third = ReverseMode.Gradient(second[1], [x])[0];
            Assert.Equal([0, 0, 1], Derivatives.Evaluate([x], [third], [Literal.Create<double>([3], [0, 0, 0])])[0].ToArray<double>());
        }
    }

    private static Literal Value(double[,] x) => Literal.Generate([x.GetLength(0), x.GetLength(1)], place => x[place / x.GetLength(1), place % x.GetLength(1)]);

    private static (Edge Edge, Expr X, Expr Y, Expr Dy) Prepare(string name)
    {
        Edge edge = edges[name];
        Expr x = Leaf("x", Value(edge.X).Type);
        Expr y = edge.Function(x);
        return (edge, x, y, Constant(Literal.Create<double>(y.Shape, edge.Dy)));
    }
}
