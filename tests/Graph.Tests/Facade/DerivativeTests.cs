using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class DerivativeTests
{
    private static readonly double[] Values = [0.5, -1, 2];
    private static readonly Expr X = Input("x", [3], ElementType.F64);

    // f(x) = (x₀ x₁, sin x₂), and its Jacobian.
    private static readonly Expr F = Stack([X[0] * X[1], Sin(X[2])]);
    private static readonly double[] JacobianOfF = [-1, 0.5, 0, 0, 0, Math.Cos(2)];

    /// <summary>Fewer results than arguments go by reverse mode, more by forward mode.</summary>
    [Fact]
    public void A_Jacobian_has_all_derivatives()
    {
        Near.Equal([2, 3], JacobianOfF, Jacobian(F, X).Evaluate(("x", Values)));
        Expr s = Input("s", [], ElementType.F64);
        Expr exponentials = Exp(s * (Tensor)new double[] { -1, 1.5, 0 });
        Near.Equal([3], [-Math.Exp(-2), 1.5 * Math.Exp(3), 0], Jacobian(exponentials, s).Evaluate(("s", 2.0)));
    }

    [Fact]
    public void A_Jacobian_of_matrices_has_the_axes_of_both()
    {
        // d(A B) / dA: element (i, j, k, l) is δᵢₖ B[l, j].
        Expr a = Input("a", [3, 2], ElementType.F64);
        Tensor b = Draw.Tensor([2, 4], 1);
        Expr product = MatMul(a, b);
        double[] expected = [.. from i in Enumerable.Range(0, 3)
                                from j in Enumerable.Range(0, 4)
                                from k in Enumerable.Range(0, 3)
                                from l in Enumerable.Range(0, 2)
                                select i == k ? b.At<double>(l, j) : 0];
        Executable jacobian = Compile([a], [Jacobian(product, a)]);
        Near.Equal([3, 4, 3, 2], expected, jacobian.Run(Draw.Tensor([3, 2], 2)));
    }

    [Fact]
    public void A_Hessian_has_all_second_derivatives()
    {
        // x₀² x₁ + e^x₂.
        Expr f = (Square(X[0]) * X[1]) + Exp(X[2]);
        double[] expected = [2 * Values[1], 2 * Values[0], 0, 2 * Values[0], 0, 0, 0, 0, Math.Exp(Values[2])];
        Near.Equal([3, 3], expected, Hessian(f, X).Evaluate(("x", Values)));
        double[] v = [1, 2, 3];
        Near.Equal([3], Enumerable.Range(0, 3).Select(i => v.Select((value, j) => value * expected[(i * 3) + j]).Sum()), HessianVectorProduct(f, X, (Tensor)v).Evaluate(("x", Values)));
    }

    [Fact]
    public void The_Hessian_of_a_linear_function_is_0()
    {
        Near.Equal([3, 3], new double[9], Hessian(Sum(X * 2), X).Evaluate());
        Near.Equal([3], new double[3], HessianVectorProduct(Sum(X * 2), X, OnesLike(X)).Evaluate());
    }

    [Fact]
    public void Products_with_the_Jacobian_from_both_sides()
    {
        double[] v = [1, -2, 3], u = [2, -1];
        Near.Equal([2], Enumerable.Range(0, 2).Select(i => v.Select((value, j) => JacobianOfF[(i * 3) + j] * value).Sum()), Jvp(F, X, (Tensor)v).Evaluate(("x", Values)));
        Near.Equal([3], Enumerable.Range(0, 3).Select(j => u.Select((value, i) => JacobianOfF[(i * 3) + j] * value).Sum()), Vjp(F, (Tensor)u, X)[0].Evaluate(("x", Values)));
    }

    [Fact]
    public void Tangents_of_several_expressions_add_up()
    {
        Expr y = Input("y", [], ElementType.F64);
        Expr z = Input("z", [], ElementType.F64);
        Near.Equal([(5 * 7) + (3 * 11)], Jvp(y * z, [y, z], [(Tensor)7.0, (Tensor)11.0]).Evaluate(("y", 3.0), ("z", 5.0)));
    }

    [Fact]
    public void One_may_differentiate_by_an_intermediate_result()
    {
        Expr hidden = Square(X);
        Near.Equal([0.25, 1, 4], Differentiate(Sum(hidden * hidden) * 0.5, hidden)[0].Evaluate(("x", Values)));
    }

    [Fact]
    public void A_single_gradient_is_an_expression()
    {
        Expr dx = Differentiate(Sum(X * X), X);
        Near.Equal([1, -2, 4], dx.Evaluate(("x", Values)));
    }

    /// <summary>The gradient over a batch is the mean of the gradients of its samples.</summary>
    [Fact]
    public void The_gradient_of_a_mean_is_the_mean_of_gradients()
    {
        Expr w = Parameter("w", [3, 2], ElementType.F64);
        Tensor x = Draw.Tensor([4, 3], 1), t = Draw.Tensor([4, 2], 2), weights = Draw.Tensor([3, 2], 3);
        Expr Gradient(Expr input, Expr target) => Differentiate(MeanSquaredError(Tanh(MatMul(input, w)), target), w);
        double[][] each = [.. Enumerable.Range(0, 4).Select(sample => Gradient(x[sample..(sample + 1)], t[sample..(sample + 1)]).Evaluate(("w", weights)).Doubles())];
        Near.Equal([3, 2], Enumerable.Range(0, 6).Select(place => each.Average(gradient => gradient[place])), Gradient(x, t).Evaluate(("w", weights)));
    }
}
