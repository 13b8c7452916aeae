using Graph.Reference;

namespace Graph.Tests.Reference;

/// <summary>Loops and calls, and the interpreter as a whole.</summary>
public sealed class ControlTests
{
    private static readonly TensorType scalar = new(ElementType.I32, []);

    /// <summary>carry ← 10 · carry + digit; output the carry before: reads off in which order steps ran and where outputs went.</summary>
    private static Computation Digits()
    {
        (Expr carry, Expr digit, Expr ten) = (Primitives.Leaf("carry", scalar), Primitives.Leaf("digit", scalar), Primitives.Leaf("ten", scalar));
        return Computation.Create("digits", [carry, digit, ten], [(carry * ten) + digit, carry]);
    }

    [Theory]
    [InlineData(false, 7123, new[] { 7, 71, 712 })]
    [InlineData(true, 7321, new[] { 732, 73, 7 })]
    public void A_scan_runs_its_steps_in_order(bool reverse, int final, int[] outputs)
    {
        ImmutableArray<Literal> results = Numbers.RunAll(
            new Scan(Digits(), 3, 1, 1, reverse), Literal.Scalar(7), Literal.Create<int>([3], [1, 2, 3]), Literal.Scalar(10));
        Assert.Equal(final, results[0].At<int>(0));
        Assert.Equal(outputs, results[1].ToArray<int>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_scan_of_no_steps_returns_the_first_carry_and_empty_outputs(bool reverse)
    {
        ImmutableArray<Literal> results = Numbers.RunAll(
            new Scan(Digits(), 0, 1, 1, reverse), Literal.Scalar(7), OperatorSamples.Values(ElementType.I32, [0]), Literal.Scalar(10));
        Assert.Equal(7, results[0].At<int>(0));
        Assert.Equal(new TensorType(ElementType.I32, [0]), results[1].Type);
    }

    [Fact]
    public void A_scan_may_have_no_carry_and_tensors_as_elements()
    {
        Expr row = Primitives.Leaf("row", new TensorType(ElementType.I32, [2]));
        Computation body = Computation.Create("negate", [row], [-row, row + row]);
        Literal rows = Literal.Create<int>([3, 2], [1, 2, 3, 4, 5, 6]);
        ImmutableArray<Literal> results = Numbers.RunAll(new Scan(body, 3, 0, 1), rows);
        Assert.Equal([-1, -2, -3, -4, -5, -6], results[0].ToArray<int>());
        Assert.Equal([2, 4, 6, 8, 10, 12], results[1].ToArray<int>());
    }

    /// <summary>a, b ← b, a: the carries of the next step are all taken from the same step.</summary>
    [Fact]
    public void Carries_change_together()
    {
        (Expr a, Expr b) = (Primitives.Leaf("a", scalar), Primitives.Leaf("b", scalar));
        ImmutableArray<Literal> results = Numbers.RunAll(new Scan(Computation.Create("swap", [a, b], [b, a]), 3, 2, 0), Literal.Scalar(1), Literal.Scalar(2));
        Assert.Equal((2, 1), (results[0].At<int>(0), results[1].At<int>(0)));
    }

    [Fact]
    public void Loops_nest()
    {
        Expr total = Primitives.Leaf("total", scalar);
        Expr step = Primitives.Leaf("step", scalar);
        Computation inner = Computation.Create("inner", [total, step], [total + step]);
        (Expr outerTotal, Expr by) = (Primitives.Leaf("total", scalar), Primitives.Leaf("by", scalar));
        Computation outer = Computation.Create("outer", [outerTotal, by], [Expr.Create(new Scan(inner, 3, 1, 0), outerTotal, by)]);
        Literal result = Numbers.Run(new Scan(outer, 4, 1, 1), Literal.Scalar(0), Literal.Create<int>([4], [1, 10, 100, 1000]));
        Assert.Equal(3333, result.At<int>(0));
    }

    [Fact]
    public void A_call_means_its_body_and_not_the_derivatives_given_with_it()
    {
        TensorType real = new(ElementType.F64, []);
        (Expr x, Expr y, Expr dy) = (Primitives.Leaf("x", real), Primitives.Leaf("y", real), Primitives.Leaf("dy", real));
        Computation square = Computation.Create("square", [x], [x * x]);
        Computation wrong = Computation.Create("wrong", [x, y, dy], [dy * 7.0]);
        Assert.Equal(9.0, Numbers.Run(new Call(square, wrong), Literal.Scalar(3.0)).At<double>(0));
    }

    [Fact]
    public void Unused_results_and_parameters_do_no_harm()
    {
        (Expr used, Expr unused) = (Primitives.Leaf("used", new TensorType(ElementType.I32, [3])), Primitives.Leaf("unused", scalar));
        Expr places = Expr.Create(new Sort(0), used).Result(1);
        Computation computation = Computation.Create("f", [unused, used], [places, used, places]);
        Literal data = Literal.Create<int>([3], [5, 9, 1]);
        ImmutableArray<Literal> results = Interpreter.Evaluate(computation, [Literal.Scalar(0), data]);
        Assert.Equal([2, 0, 1], results[0].ToArray<int>());
        Assert.Equal(data, results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void A_chain_of_a_million_operators_is_evaluated()
    {
        Expr one = Primitives.Leaf("one", scalar);
        Expr sum = one;
        for (int count = 1; count < 1_000_000; count++)
        {
            sum += one;
        }
        Assert.Equal(1_000_000, Interpreter.Evaluate(Computation.Create("chain", [one], [sum]), [Literal.Scalar(1)])[0].At<int>(0));
    }

    [Theory]
    [InlineData(new[] { "f32[2]" }, "@f takes 2 arguments, got 1: the first without one is 'w' f32[3]")]
    [InlineData(new[] { "f32[2]", "f32[3]", "f32[3]" }, "@f takes 2 arguments, got 3: the last parameter is 'w' f32[3]")]
    [InlineData(new[] { "f32[2]", "f32[2]" }, "the argument of parameter 'w' f32[3] of @f is f32[2]")]
    [InlineData(new[] { "f64[2]", "f32[3]" }, "the argument of parameter 'x' f32[2] of @f is f64[2]")]
    public void Arguments_that_do_not_fit_are_named(string[] types, string sentence)
    {
        Expr x = Primitives.Leaf("x", new TensorType(ElementType.F32, [2]));
        Expr w = Primitives.Leaf("w", new TensorType(ElementType.F32, [3]));
        Computation computation = Computation.Create("f", [x, w], [x, w]);
        ImmutableArray<Literal> arguments =
        [
            .. types.Select(type => OperatorSamples.Values(type.StartsWith("f64", StringComparison.Ordinal) ? ElementType.F64 : ElementType.F32, [type[4] - '0'])),
        ];
        Assert.Equal(sentence, Assert.ThrowsAny<GraphException>(() => Interpreter.Evaluate(computation, arguments)).Sentence);
    }

    [Fact]
    public void A_computation_without_parameters_takes_no_argument()
    {
        Computation computation = Computation.Create("f", [], [Primitives.Constant(Literal.Scalar(3))]);
        Assert.Equal(3, Interpreter.Evaluate(computation, [])[0].At<int>(0));
        GraphException error = Assert.Throws<ShapeException>(() => Interpreter.Evaluate(computation, [Literal.Scalar(1)]));
        Assert.Equal("@f takes 0 arguments, got 1", error.Sentence);
    }
}
