using static Graph.Ops;

namespace Graph.Tests.GradientChecks;

/// <summary>A check finds by itself what is wrong, and says which.</summary>
public sealed class VerdictTests
{
    // d/du sigmoid = y (1 − y); here it stands with the opposite sign.
    private static Expr WrongSign(Expr x) => CustomCalls.Call(x, Sigmoid, (_, y, dy) => -(dy * y * (1 - y)), "wrong_sigmoid");

    // d/du u² = 2u; here the 2 is missing.
    private static Expr MissingTwo(Expr x) => CustomCalls.Call(x, u => u * u, (u, _, dy) => dy * u);

    // d/dv (u + v) sums over the rows that v was broadcast to; here only one row is taken.
    private static Expr MissingSum(Expr x, Expr b, int row) => CustomCalls.Call(x, b, (u, v) => u + v, (_, _, _, dy) => (dy, dy[row]));

    // The mean over the rows in place of their sum.
    private static Expr MeanForSum(Expr x, Expr b) => CustomCalls.Call(x, b, (u, v) => u + v, (_, _, _, dy) => (dy, Mean(dy, 0)));

    private static Expr Vanished(Expr x) => CustomCalls.Call(x, Exp, (u, _, _) => ZerosLike(u));

    // Right in value, wrong in two elements of the derivative: no constant explains it.
    private static Expr Crooked(Expr x) => CustomCalls.Call(x, Sin, (u, _, dy) => dy * (Cos(u) + (0.5 * u)));

    [Fact]
    public void A_right_derivative_passes_in_one_line()
    {
        GradientCheckReport report = GradientCheck.Verify(x => Sum(Sigmoid(x)), input: [5, 4], seed: 7);
        Assert.True(report.Passed);
        Assert.InRange(report.MaxRelativeError, 0, 1e-7);
        Assert.Equal((1, 20, 0), (report.Arguments.Length, report.Arguments[0].Coordinates, report.Arguments[0].Directions));
        Assert.Equal("x", report.Arguments[0].Name);
        Assert.Equal(new TensorType(ElementType.F64, [5, 4]), report.Arguments[0].Type);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Higher_orders_pass(int order)
    {
        GradientCheckReport report = GradientCheck.Verify(x => Sum(Sigmoid(x) * x), input: [3], seed: 1, order: order);
        Assert.Equal(order, report.Order);
        Assert.InRange(report.MaxRelativeError, 0, 1e-6);
    }

    [Fact]
    public void A_flipped_sign_is_recognised_and_its_node_named()
    {
        GradientFailure failure = Failing(x => Sum(Exp(WrongSign(x * 2))), [5, 4]);
        Assert.Equal((GradientVerdict.WrongDerivative, GradientMistake.FlippedSign), (failure.Verdict, failure.Mistake));
        Assert.Contains("analytic ≈ −numeric", failure.Sentence, StringComparison.Ordinal);
        Assert.Equal("call f64[5,4]", failure.Culprit!.Node);
        Assert.IsType<Call>(failure.Culprit.Alone.Results[0].Op);
    }

    [Fact]
    public void A_missing_factor_is_recognised_with_its_size()
    {
        GradientFailure failure = Failing(x => Sum(MissingTwo(Sin(x))), [3, 2]);
        Assert.Equal((GradientVerdict.WrongDerivative, GradientMistake.MissingFactor), (failure.Verdict, failure.Mistake));
        Assert.Equal(2, failure.Factor!.Value, 1e-6);
        Assert.Equal("call f64[3,2]", failure.Culprit!.Node);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 3)]
    [InlineData(3, 1)]
    public void A_missing_sum_over_a_broadcast_axis_is_recognised(int row, long columns)
    {
        GradientCheckReport report = GradientCheck.Run((x, b) => MissingSum(x, b, row), [4, columns], [columns], seed: 3);
        GradientFailure failure = report.Failure!;
        Assert.Equal((GradientVerdict.WrongDerivative, GradientMistake.MissingSum), (failure.Verdict, failure.Mistake));
        Assert.Contains($"index {row} of axis 0, which has size 4, alone", failure.Sentence, StringComparison.Ordinal);
        Assert.Equal("b", failure.Argument!.Name);
    }

    [Fact]
    public void A_mean_in_place_of_a_sum_is_a_missing_factor_that_names_the_axis()
    {
        GradientFailure failure = GradientCheck.Run(MeanForSum, [4, 3], [3], seed: 3).Failure!;
        Assert.Equal(GradientMistake.MissingFactor, failure.Mistake);
        Assert.Equal(4, failure.Factor!.Value, 1e-6);
        Assert.Contains("the size of axis 0", failure.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_derivative_that_is_quietly_zero_is_recognised()
    {
        GradientFailure failure = Failing(x => Sum(Vanished(x)), [3]);
        Assert.Equal((GradientVerdict.WrongDerivative, GradientMistake.VanishedDerivative), (failure.Verdict, failure.Mistake));
    }

    [Fact]
    public void A_wrong_derivative_of_no_known_kind_is_still_wrong()
    {
        GradientFailure failure = Failing(x => Sum(Crooked(x)), [6]);
        Assert.Equal(GradientVerdict.WrongDerivative, failure.Verdict);
        Assert.Null(failure.Mistake);
    }

    [Fact]
    public void A_small_error_in_one_element_is_wrong_and_that_element_is_named()
    {
        Tensor off = Tensor.Generate([4, 3], index => index == 7 ? 1.0625f : 1);
        GradientFailure failure = Failing(x => Sum(CustomCalls.Call(x, Exp, (_, y, dy) => dy * y * off)), [4, 3]);
        Assert.Equal(GradientVerdict.WrongDerivative, failure.Verdict);
        Assert.Equal([2, 1], failure.Argument!.Worst.Index!.Value);
        Assert.Equal(0.0625, failure.Argument.Worst.Absolute / Math.Abs(failure.Argument.Worst.Numeric), 1e-6);
    }

    [Fact]
    public void A_kink_is_told_from_a_wrong_derivative()
    {
        // Of equal elements the first is the maximum: its derivative is 1, but it is 0 to the left and 1 to the right.
        GradientCheckOptions at = new() { Values = new Dictionary<string, Tensor> { ["x"] = new[] { -0.5, 1.25, 1.25 } } };
        GradientFailure failure = GradientCheck.Run(x => Max(x), input: [3], options: at).Failure!;
        Assert.Equal(GradientVerdict.Kink, failure.Verdict);
        Assert.Equal("reduce f64[]", failure.Culprit!.Node);
        Assert.Equal([1], failure.Argument!.Worst.Index!.Value);
        Assert.Matches("derivative is (-?[0-9.]+) to the left and (-?[0-9.]+) to the right", failure.Sentence);
    }

    [Fact]
    public void A_kink_made_by_a_comparison_names_the_comparison()
    {
        GradientCheckOptions at = new() { Values = new Dictionary<string, Tensor> { ["x"] = new[] { 0.3, 0.0 } } };
        GradientFailure failure = GradientCheck.Run(x => Sum(Relu(x)), input: [2], options: at).Failure!;
        Assert.Equal(GradientVerdict.Kink, failure.Verdict);
        Assert.Equal("less-or-equal bool[2]", failure.Culprit!.Node);
    }

    [Fact]
    public void A_jump_is_a_kink()
    {
        GradientCheckOptions at = new() { Values = new Dictionary<string, Tensor> { ["x"] = new[] { 0.3, 2.0 } } };
        GradientFailure failure = GradientCheck.Run(x => Sum(Floor(x) * x), input: [2], options: at).Failure!;
        Assert.Equal(GradientVerdict.Kink, failure.Verdict);
    }

    [Fact]
    public void Drawn_points_keep_away_from_kinks() =>
        Assert.InRange(GradientCheck.Verify(x => Sum(Relu(x) + Abs(x) + Max(x)), input: [7, 9], options: new() { Points = 5 }).MaxRelativeError, 0, 1e-6);

    [Theory]
    [InlineData(1e12)]
    [InlineData(1e14)]
    public void Rounding_is_told_from_a_wrong_derivative(double large)
    {
        // The derivative is 1, but x + large has a unit in the last place of 1e-4 or 1e-2.
        GradientFailure failure = GradientCheck.Run(x => Sum(x + large - large), input: [2], seed: 5).Failure!;
        Assert.Equal(GradientVerdict.Rounding, failure.Verdict);
    }

    [Fact]
    public void A_function_that_draws_numbers_while_it_is_built_is_not_deterministic()
    {
        Random random = new(1);
        GradientFailure failure = GradientCheck.Run(x => Sum(x * random.NextDouble()), input: [2]).Failure!;
        Assert.Equal(GradientVerdict.NotDeterministic, failure.Verdict);
        Assert.Contains("constant", failure.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_that_differs_from_time_to_time_is_not_deterministic()
    {
        int calls = 0;
        GradientCheckOptions options = new()
        {
            Evaluate = (computation, arguments) =>
            {
                calls++;
                return [.. Graph.Reference.Interpreter.Evaluate(computation, arguments).Select(result => Literal.Generate(result.Shape, index => result.At<double>(index) + (1e-9 * calls)))];
            },
        };
        GradientFailure failure = GradientCheck.Run(x => Sum(x * x), input: [2], options: options).Failure!;
        Assert.Equal(GradientVerdict.NotDeterministic, failure.Verdict);
    }

    [Fact]
    public void A_point_outside_of_the_domain_is_told()
    {
        GradientCheckOptions at = new() { Values = new Dictionary<string, Tensor> { ["x"] = new[] { 0.3, -2.0 } } };
        GradientFailure failure = GradientCheck.Run(x => Sum(Log(x)), input: [2], options: at).Failure!;
        Assert.Equal(GradientVerdict.NotFinite, failure.Verdict);
    }

    private static GradientFailure Failing(Func<Expr, Expr> function, Shape input) =>
        Assert.Throws<GradientCheckException>(() => GradientCheck.Verify(function, input, seed: 7)).Report.Failure!;
}
