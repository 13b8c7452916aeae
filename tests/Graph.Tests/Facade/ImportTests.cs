using System.Numerics.Tensors;
using Graph;
using Xunit;
using static System.Math;
using static Graph.Ops;
using Tensor = Graph.Tensor;

namespace Imports.Tests;

/// <summary>What a user imports together must go together: both libraries of tensors, both libraries of functions, and the test framework.</summary>
public sealed class ImportTests
{
    private static Expr Twice(Func<Expr, Expr> function, Expr x) => function(function(x));

    [Fact]
    public void Functions_of_numbers_and_of_expressions_stand_side_by_side()
    {
        Tensor t = new double[] { 1, 4 };
        Expr x = Input("x", [2], ElementType.F64);
        Expr y = Sqrt(x) * Sqrt(4.0) + Max(x) - Max(1, 2) + Pow(x, 2) - Pow(2.0, 2) + Exp(x - x) - Exp(0.0) + Floor(x / 3) + Sign(x) * Sign(-3) + Tanh(x) - Tanh(0.0) + PI;
        Assert.Equal(
            new[] { 1.0, 4 }.Select(v => (Sqrt(v) * 2) + 4 - 2 + (v * v) - 4 + 1 - 1 + Floor(v / 3) - 1 + Tanh(v) + PI),
            y.Evaluate(("x", t)).ToArray<double>(),
            (a, b) => Abs(a - b) < 1e-12);
        Assert.Equal(1, TensorPrimitives.Min<double>(t.ToArray<double>()));
    }

    [Fact]
    public void Functions_are_handed_on_by_name()
    {
        Func<Expr, Expr>[] functions =
        [
            Exp, Log, Sqrt, Abs, Sign, Floor, Round, Tanh, Sin, Sigmoid, Relu, LeakyRelu, Elu, Gelu, GeluTanh, Silu, Softplus, Softmax, LogSoftmax, LayerNorm,
            RmsNorm, Sum, Mean, Max, Min, Flatten, Transpose, Squeeze, ZerosLike, Variance, Norm,
        ];
        Assert.All(functions, function => Assert.Equal(ElementType.F32, function(Input("x", [2, 3])).Element));
        Assert.Equal(256, (double)Twice(Square, (Tensor)4.0).Evaluate());
    }
}
