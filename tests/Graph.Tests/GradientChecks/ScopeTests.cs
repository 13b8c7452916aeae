using static Graph.Ops;

namespace Graph.Tests.GradientChecks;

/// <summary>What can be checked: functions, expressions, computations; scalars, vectors, whole models.</summary>
public sealed class ScopeTests
{
    private static readonly GradientCheckOptions few = new() { MostCoordinates = 20 };

    [Fact]
    public void A_function_of_two_inputs_names_them_as_the_user_did()
    {
        GradientCheckReport report = GradientCheck.Verify((left, right) => MatMul(left, right), [3, 4], [4, 2], seed: 1);
        Assert.Equal(["left", "right"], report.Arguments.Select(argument => argument.Name));
        Assert.Equal([12, 8], report.Arguments.Select(argument => argument.Coordinates));
    }

    [Fact]
    public void A_result_that_is_no_scalar_is_checked_along_a_random_cotangent()
    {
        // The rows of the Jacobian sum to zero: with equal weights a softmax would seem to have no derivative at all.
        GradientFailure failure = GradientCheck.Run(
            x => CustomCalls.Call(x, y => Softmax(y), (_, y, dy) => ZerosLike(y)), input: [5], seed: 1).Failure!;
        Assert.Equal(GradientMistake.VanishedDerivative, failure.Mistake);
    }

    [Fact]
    public void An_expression_is_checked_by_the_leaves_asked_for()
    {
        Expr x = Input("x", [4, 3]), w = Parameter("w", [3, 1]), b = Parameter("b", [1]), t = Input("t", [4, 1]);
        Expr loss = Mean(SigmoidCrossEntropy(MatMul(x, w) + b, t));
        GradientCheckReport report = GradientCheck.Verify(loss, [w, b], new() { Ranges = new Dictionary<string, (double, double)> { ["t"] = (0, 1) } });
        Assert.Equal(["w", "b"], report.Arguments.Select(argument => argument.Name));
    }

    [Fact]
    public void State_is_not_differentiated_by_unless_it_is_named()
    {
        Expr x = Input("x", [3]), running = State("running", [3]);
        Computation computation = Computation.Create("f", [x, running], [Sum(x * running)]);
        Assert.Equal(["x"], GradientCheck.Verify(computation).Arguments.Select(argument => argument.Name));
        Assert.Equal(["running"], GradientCheck.Verify(computation, new() { By = ["running"] }).Arguments.Select(argument => argument.Name));
    }

    [Fact]
    public void Integer_labels_are_bound_or_drawn_from_a_range()
    {
        Expr logits = Input("logits", [4, 5]), labels = Input("labels", [4], ElementType.I32);
        Computation computation = Computation.Create("loss", [logits, labels], [SoftmaxCrossEntropy(logits, labels)]);
        GradientCheck.Verify(computation, new() { Ranges = new Dictionary<string, (double, double)> { ["labels"] = (0, 5) } });
        GradientCheck.Verify(computation, new() { Values = new Dictionary<string, Tensor> { ["labels"] = new[] { 0, 4, 4, 2 } } });
        GraphException unbound = Assert.Throws<GraphException>(() => GradientCheck.Run(computation));
        Assert.Contains("'labels' i32[4] holds integers", unbound.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_a_stop_gradient_stops_counts_as_constant(int order)
    {
        // x · stop(x²) has the derivative x², and differences of the whole would say 3x².
        GradientCheckReport report = GradientCheck.Verify(x => Sum(x * StopGradient(x * x)), input: [4], seed: 2, order: order);
        Assert.Equal(order, report.Order);
    }

    public static TheoryData<string, Func<Expr, Expr>> InnerStops => new()
    {
        { "a loop", x => Scan((h, e) => (h + (e * StopGradient(e * h)), h), Ones([], ElementType.F32), x).Carry },
        { "a loop from the end, with a constant", x => Scan((h, e) => ((h * Sin(e)) + StopGradient(h * e) * Sum(x), StopGradient(e) * h), Ones([], ElementType.F32), x, reverse: true).Outputs },
        { "a call", x => Call("inner", y => y * StopGradient(Square(y)), Sin(x)) },
        { "a call in a loop in a call", x => Call("outer", y => Scan((h, e) => (h + Call("inner", z => z * StopGradient(z * h), e), h), Ones([], ElementType.F32), y).Carry, x) },
    };

    [Theory]
    [MemberData(nameof(InnerStops))]
    public void What_is_stopped_in_a_body_counts_as_constant_too(string where, Func<Expr, Expr> function)
    {
        foreach (int order in new[] { 1, 2 })
        {
            GradientCheckReport report = GradientCheck.Run(function, input: [4], seed: 3, order: order);
            Assert.True(report.Passed, $"{where}: {report}");
        }
    }

    [Fact]
    public void A_wrong_derivative_beside_a_stop_in_a_loop_is_found()
    {
        GradientFailure failure = GradientCheck.Run(
            x => Scan((h, e) => (h + (StopGradient(e) * CustomCalls.Call(e, Sin, (v, _, dy) => dy * Sin(v))), h), Zeros([]), x).Carry, input: [4], seed: 3).Failure!;
        Assert.Equal(("call f64[]", GradientVerdict.WrongDerivative), (failure.Culprit!.Node, failure.Verdict));
    }

    [Fact]
    public void Of_many_coordinates_some_and_a_direction_for_each_argument_are_checked()
    {
        GradientCheckReport report = GradientCheck.Verify((x, b) => Tanh(x) * b, [20, 30], [30], options: few);
        Assert.Equal([(10, 1), (10, 1)], report.Arguments.Select(argument => (argument.Coordinates, argument.Directions)));
    }

    [Fact]
    public void An_error_in_one_of_many_elements_is_found_by_the_direction_and_located()
    {
        Tensor off = Tensor.Generate([40, 50], index => index == 1234 ? 3f : 1);
        GradientFailure failure = GradientCheck.Run(
            x => CustomCalls.Call(x, Exp, (_, y, dy) => dy * y * off), input: [40, 50], options: few with { Seed = 5 }).Failure!;
        Assert.Equal([24, 34], failure.Argument!.Worst.Index!.Value);
        // Three times what it should be: off by two thirds of itself, however much that is of the direction.
        Assert.Equal(2.0 / 3, failure.Argument.Worst.Relative, 1e-4);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(3000)]
    public void The_cheap_mode_takes_as_many_evaluations_whatever_the_size(long size)
    {
        int evaluations = 0;
        GradientCheckOptions options = new()
        {
            Cheap = true,
            Evaluate = (computation, arguments) =>
            {
                evaluations++;
                return Graph.Reference.Interpreter.Evaluate(computation, arguments);
            },
        };
        GradientCheckReport report = GradientCheck.Verify((x, y) => Sin(x) * y, [size], [size], options: options);
        Assert.Equal("*", Assert.Single(report.Arguments).Name);
        // The point itself, two more to see that it is deterministic, the gradient, and the two sides of one step.
        Assert.Equal(6, evaluations);
    }

    [Fact]
    public void The_cheap_mode_finds_a_wrong_sign_and_its_place()
    {
        GradientCheckOptions cheap = new() { Cheap = true, Seed = 3 };
        GradientFailure failure = GradientCheck.Run(
            (x, y) => x * CustomCalls.Call(y, Sin, (u, _, dy) => -(dy * Cos(u))), [30], [30], options: cheap).Failure!;
        Assert.Equal(GradientMistake.FlippedSign, failure.Mistake);
        Assert.Equal("y", failure.Argument!.Name);
        Assert.True(failure.Argument.Worst.Index is { Rank: 1 });
    }

    [Fact]
    public void A_culprit_in_the_body_of_a_scan_is_found_there()
    {
        Expr h = Primitives.Leaf("h", new(ElementType.F32, [2])), u = Primitives.Leaf("u", new(ElementType.F32, [2]));
        Expr next = Tanh(h + CustomCalls.Call(u, Sin, (v, _, dy) => dy * Sin(v), "wrong_sine"));
        Computation body = Computation.Create("step", [h, u], [next, next]);
        GradientFailure failure = GradientCheck.Run(
            x => Primitives.Scan(body, 4, [Zeros([2])], [x], [])[1], input: [4, 2], seed: 1).Failure!;
        Assert.Equal("call f64[2]", failure.Culprit!.Node);
        Assert.Equal("scan @step", Assert.Single(failure.Culprit.Path));
    }

    [Fact]
    public void A_wrong_first_derivative_is_not_seen_by_the_second_order_alone_but_a_wrong_second_is()
    {
        // exp with a pullback whose own derivative is wrong: the value of dy·exp(u), the derivative of 2·dy·exp(u).
        static Expr Doubled(Expr e) => CustomCalls.Call(e, u => u * 1, (_, _, dy) => dy * 2, "doubled");
        static Expr Function(Expr x) => CustomCalls.Call(x, Exp, (u, _, dy) => dy * Doubled(Exp(u)), "exp");
        Assert.True(GradientCheck.Run(Function, input: [3], order: 1).Passed);
        GradientFailure failure = GradientCheck.Run(Function, input: [3], order: 2).Failure!;
        Assert.Equal((GradientVerdict.WrongDerivative, 2, "call f64[3]"), (failure.Verdict, (int)Math.Round(1 / failure.Factor!.Value), failure.Culprit!.Node));
    }

    [Fact]
    public void Large_values_are_moved_by_steps_of_their_own_size()
    {
        // A step of 1e-5 from 1e6 would leave two digits of the difference of the squares.
        GradientCheckOptions large = new() { Values = new Dictionary<string, Tensor> { ["x"] = new[] { 1e6f, -3e5f } }, Steps = [1e-5] };
        Assert.InRange(GradientCheck.Verify(x => x * x, input: [2], options: large).MaxRelativeError, 0, 1e-8);
    }

    [Fact]
    public void Of_nothing_nothing_is_compared()
    {
        GradientCheckReport report = GradientCheck.Verify(x => Sum(Exp(x)), input: [0, 3]);
        Assert.Equal((0, 0.0), (report.Arguments.Length, report.MaxRelativeError));
    }

    [Fact]
    public void A_culprit_is_found_among_infinities()
    {
        // As in max-pooling, whose padding is −∞.
        GradientFailure failure = GradientCheck.Run(
            x => Max(CustomCalls.Call(Pad(x, [1], [1], double.NegativeInfinity), u => u * 1, (_, _, dy) => -dy)), input: [3]).Failure!;
        Assert.Equal(("call f64[5]", GradientMistake.FlippedSign), (failure.Culprit!.Node, failure.Mistake));
    }

    [Fact]
    public void Where_every_operator_is_right_by_itself_the_report_says_so()
    {
        GradientCheckOptions options = new()
        {
            Evaluate = (computation, arguments) =>
            {
                ImmutableArray<Literal> results = Graph.Reference.Interpreter.Evaluate(computation, arguments);
                // Wrong for the whole alone, as a mistake in the accumulation would be.
                return computation.Name == "function.gradient" ? [.. results.Select(result => Literal.Generate(result.Shape, index => 3 * result.At<double>(index)))] : results;
            },
        };
        GradientCheckReport report = GradientCheck.Run(x => Sum(Sin(x) * Exp(x)), input: [3], options: options);
        Assert.Null(report.Failure!.Culprit);
        Assert.Equal(1.0 / 3, report.Failure.Factor!.Value, 1e-6);
        Assert.Contains("node      none: every operator is right by itself", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused_when_they_are_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>("Order", () => new GradientCheckOptions { Order = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Points", () => new GradientCheckOptions { Points = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MostCoordinates", () => new GradientCheckOptions { MostCoordinates = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Tolerance", () => new GradientCheckOptions { Tolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("Steps", () => new GradientCheckOptions { Steps = [1e-5, 0] });
    }

    public static TheoryData<string, Func<GradientCheckReport>> Misuses => new()
    {
        { "has no parameter 'weight' to bind; its parameters are 'x'", () => GradientCheck.Run(x => x, [2], options: new() { Values = new Dictionary<string, Tensor> { ["weight"] = 1f } }) },
        { "the value of 'x' has type f32[3], but the parameter is f64[2]", () => GradientCheck.Run(x => x, [2], options: new() { Values = new Dictionary<string, Tensor> { ["x"] = new[] { 1f, 2, 3 } } }) },
        { "the range of 'x', 2 to 1, holds no values", () => GradientCheck.Run(x => x, [2], options: new() { Ranges = new Dictionary<string, (double, double)> { ["x"] = (2, 1) } }) },
        { "@function has no parameter 'y'; its parameters are 'x'", () => GradientCheck.Run(x => x, [2], options: new() { By = ["y"] }) },
        { "@function has no result 'loss'; its results are 'result'", () => GradientCheck.Run(x => x, [2], options: new() { Results = ["loss"] }) },
        { "has no float result to differentiate", () => GradientCheck.Run(x => ArgMax(x), [2]) },
        { "add f32[2] is not a leaf", () => GradientCheck.Run(Sum(Input("x", [2])), [Input("x", [2]) + 1]) },
    };

    [Theory]
    [MemberData(nameof(Misuses))]
    public void A_misuse_is_one_sentence(string sentence, Func<GradientCheckReport> misuse) =>
        Assert.Contains(sentence, Assert.Throws<GraphException>(misuse).Message, StringComparison.Ordinal);
}
