using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class ControlTests
{
    [Theory]
    [InlineData(false, new double[] { 1, 3, 6, 10 })]
    [InlineData(true, new double[] { 10, 9, 7, 4 })]
    public void A_scan_carries_from_step_to_step(bool reverse, double[] sums)
    {
        Tensor xs = new double[] { 1, 2, 3, 4 };
        (Expr last, Expr outputs) = Scan((sum, x) => (sum + x, sum + x), Constant(0.0, ElementType.F64), xs, reverse);
        Near.Equal([], [10], last.Evaluate());
        Near.Equal([4], sums, outputs.Evaluate());
    }

    [Fact]
    public void Two_carries_give_the_numbers_of_Fibonacci()
    {
        var ((first, second), outputs) = Scan((a, b, _) => (b, a + b, a), (Constant(0), Constant(1)), Zeros([10]));
        Near.Equal([10], [0, 1, 1, 2, 3, 5, 8, 13, 21, 34], outputs.Evaluate());
        Near.Equal([55], first.Evaluate());
        Near.Equal([89], second.Evaluate());
    }

    [Fact]
    public void What_a_lambda_uses_from_outside_becomes_an_operand()
    {
        Expr w = Parameter("w", [2, 2], ElementType.F64), xs = Input("xs", [3, 2], ElementType.F64);
        Expr twice = w * 2;
        (Expr last, _) = Scan((h, x) => (MatMul(h, twice) + x + w[0], h), Zeros([2], ElementType.F64), xs);
        // Written out as a loop, with the same weights.
        Expr unrolled = Zeros([2], ElementType.F64);
        for (int step = 0; step < 3; step++)
        {
            unrolled = MatMul(unrolled, twice) + xs[step] + w[0];
        }
        (string, Tensor)[] values = [("w", Draw.Tensor([2, 2], 1)), ("xs", Draw.Tensor([3, 2], 2))];
        Near.Equal(unrolled.Evaluate(values).Doubles(), last.Evaluate(values));
        Near.Equal(
            Differentiate(Sum(Square(unrolled)), w)[0].Evaluate(values).Doubles(), Differentiate(Sum(Square(last)), w)[0].Evaluate(values));
    }

    [Fact]
    public void Loops_nest()
    {
        // Row sums by an inner loop that uses the outer loop's element and a value from outside of both.
        Expr offset = Input("offset", [], ElementType.F64);
        Tensor xs = Draw.Tensor([3, 4], 1);
        (_, Expr sums) = Scan(
            (carry, row) =>
            {
                (Expr sum, _) = Scan((inner, x) => (inner + (x * row[0]) + offset, inner), Zeros([], ElementType.F64), row);
                return (carry, sum + carry);
            },
            Constant(0.5, ElementType.F64),
            xs);
        double[] x = xs.Doubles();
        Near.Equal([3], Enumerable.Range(0, 3).Select(row => (x[(row * 4)..((row * 4) + 4)].Sum() * x[row * 4]) + (4 * 7) + 0.5), sums.Evaluate(("offset", 7.0)));
    }

    [Fact]
    public void A_loop_without_a_sequence_has_a_length()
    {
        // lab 1.1: x ← x − η d(x − 4)²/dx.
        Expr start = Input("x", [], ElementType.F64);
        (ExprList last, _) = Scan((carries, _) => ([carries[0] - (0.01 * Differentiate(Square(carries[0] - 4), carries[0])[0])], []), [start], [], length: 500);
        Near.Equal([4 + ((9 - 4) * Math.Pow(0.98, 500))], last[0].Evaluate(("x", 9.0)));
    }

    [Fact]
    public void A_scan_of_no_steps_returns_its_beginning()
    {
        (Expr last, Expr outputs) = Scan((h, x) => (h + x, h), Constant(3.0), Zeros([0]));
        Near.Equal([3], last.Evaluate());
        Assert.Equal([0L], outputs.Shape);
    }

    [Fact]
    public void Nodes_of_a_lambda_have_the_lines_of_the_lambda()
    {
        Expr inside = null!;
        Scan((h, x) => (inside = Exp(h), x), Constant(3.0), Zeros([2]));
        Assert.Equal("Exp", inside.Origin.Places[0].Operator);
    }

    [Fact]
    public void A_call_is_one_operator_with_the_derivative_of_its_body()
    {
        Expr x = Input("x", [3], ElementType.F64), w = Parameter("w", [3], ElementType.F64);
        Expr y = Call("block", z => Sin(z) * w, x);
        Assert.Equal("call", y.Op.Name);
        (string, Tensor)[] values = [("x", new double[] { 1, 2, 3 }), ("w", new double[] { 4, 5, 6 })];
        Near.Equal([4 * Math.Sin(1), 5 * Math.Sin(2), 6 * Math.Sin(3)], y.Evaluate(values));
        (Expr dx, Expr dw) = Differentiate(Sum(y), x, w);
        Near.Equal([4 * Math.Cos(1), 5 * Math.Cos(2), 6 * Math.Cos(3)], dx.Evaluate(values));
        Near.Equal([Math.Sin(1), Math.Sin(2), Math.Sin(3)], Compile([x, w], [dw]).Run(values[0].Item2, values[1].Item2)[0]);
    }

    [Fact]
    public void A_given_derivative_takes_the_place_of_the_body_s()
    {
        // The straight-through estimator: rounds, with the derivative of the identity clipped to one unit.
        Expr x = Input("x", [3], ElementType.F64);
        Expr y = CustomDerivative(Round, (z, _, dy) => Where(Abs(z) <= 1, dy, 0), x);
        Tensor at = new[] { 0.6, -0.2, 1.4 };
        Near.Equal([1, 0, 1], y.Evaluate(("x", at)));
        Near.Equal([2, 2, 0], Differentiate(Sum(y * 2), x)[0].Evaluate(("x", at)));
    }

    [Fact]
    public void A_given_derivative_of_several_operands_sees_the_result()
    {
        // √(a² + b²), with the derivative by the result, and a table of constants inside.
        Expr a = Input("a", [2], ElementType.F64), b = Input("b", [2], ElementType.F64);
        Tensor ones = new double[] { 1, 1 };
        Expr y = CustomDerivative(
            operands => Sqrt(Square(operands[0]) + (Square(operands[1]) * ones)),
            (operands, length, dy) => [dy * operands[0] / length, dy * operands[1] / length],
            [a, b]);
        (Expr da, Expr db) = Differentiate(Sum(y), a, b);
        (string, Tensor)[] values = [("a", new double[] { 3, 5 }), ("b", new double[] { 4, 12 })];
        Near.Equal([5, 13], y.Evaluate(values));
        Near.Equal([0.6, 5.0 / 13], da.Evaluate(values));
        Near.Equal([0.8, 12.0 / 13], db.Evaluate(values));
    }

    [Fact]
    public void A_given_derivative_serves_forward_mode_too()
    {
        // exp: its Jacobian is diagonal, and the Hessian of its sum is the same.
        Expr x = Input("x", [2], ElementType.F64);
        Expr y = CustomDerivative(Exp, (_, result, dy) => dy * result, x);
        Tensor at = new[] { 0.5, -1 };
        (double p, double q) = (Math.Exp(0.5), Math.Exp(-1));
        Near.Equal([p, 0, 0, q], Jacobian(y, x).Evaluate(("x", at)));
        Near.Equal([3 * p, -2 * q], Jvp(y, x, Constant(new[] { 3.0, -2 })).Evaluate(("x", at)));
        Near.Equal([3 * p, -2 * q], HessianVectorProduct(Sum(y), x, Constant(new[] { 3.0, -2 })).Evaluate(("x", at)));
        Near.Equal([p, 0, 0, q], Hessian(Sum(y), x).Evaluate(("x", at)));
    }

    [Fact]
    public void A_given_derivative_that_is_no_linear_map_is_named_in_forward_mode()
    {
        Expr x = Input("x", [2]);
        Expr clipped = CustomDerivative(y => y * 1, (_, _, dy) => Clip(dy, -1, 1), x);
        GraphException wrong = Assert.Throws<GraphException>(() => Jvp(clipped, x, x));
        Assert.Contains("the pullback of the call @function is not linear in its cotangents", wrong.Sentence, StringComparison.Ordinal);
    }
}
