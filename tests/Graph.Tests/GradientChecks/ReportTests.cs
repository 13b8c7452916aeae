using System.Text.Json;
using static Graph.Ops;

namespace Graph.Tests.GradientChecks;

/// <summary>A failing check says all that is needed to find and replay it, as a value, as text and as JSON.</summary>
public sealed class ReportTests
{
    private static Expr WrongSign(Expr x)
    {
        using var _ = NameScope("activation");
        return CustomCalls.Call(x, Sigmoid, (_, y, dy) => -(dy * y * (1 - y)), "wrong_sigmoid");
    }

    // Wrong only where there are at least two columns.
    private static Expr WrongFromTwoColumns(Expr x) =>
        CustomCalls.Call(x, Exp, (_, y, dy) => x.Shape[1] >= 2 ? dy * y * 2 : dy * y);

    [Fact]
    public void The_exception_holds_the_whole_report_as_its_message()
    {
        GradientCheckException thrown = Assert.Throws<GradientCheckException>(() => GradientCheck.Verify(x => Sum(WrongSign(x * x)), input: [3, 2], seed: 7));
        Assert.Equal(thrown.Report.ToString(), thrown.Message);
        Golden.Verify("gradient-checks/flipped-sign.txt", thrown.Message + "\n");
    }

    [Fact]
    public void The_text_of_a_kink_is_golden()
    {
        GradientCheckOptions at = new() { Values = new Dictionary<string, Tensor> { ["x"] = new[] { 0.5f, 0 } }, Seed = 3 };
        Golden.Verify("gradient-checks/kink.txt", GradientCheck.Run(x => Sum(Relu(x)), input: [2], options: at) + "\n");
    }

    [Fact]
    public void Json_says_what_the_value_says()
    {
        GradientCheckReport report = GradientCheck.Run(x => Sum(WrongSign(x * x)), input: [3, 2], seed: 7);
        JsonElement json = JsonDocument.Parse(report.ToJson()).RootElement;
        Assert.Equal((1, 1, 7, false), (Int(json, "order"), Int(json, "points"), Int(json, "seed"), json.GetProperty("passed").GetBoolean()));
        Assert.Equal(report.MaxRelativeError, json.GetProperty("maxRelativeError").GetDouble());
        JsonElement failure = json.GetProperty("failure");
        Assert.Equal("wrong-derivative", failure.GetProperty("verdict").GetString());
        Assert.Equal("flipped-sign", failure.GetProperty("mistake").GetString());
        Assert.Equal(report.Failure!.Culprit!.Alone, TextForm.Parse(failure.GetProperty("culprit").GetProperty("alone").GetString()!));
        Assert.Equal("activation", failure.GetProperty("culprit").GetProperty("origin").GetString());
        JsonElement worst = failure.GetProperty("argument").GetProperty("worst");
        Assert.Equal(report.Failure.Argument!.Worst.Index!.Value, worst.GetProperty("index").EnumerateArray().Select(size => size.GetInt64()));
        Assert.Equal(report.Failure.Argument.Worst.Analytic, worst.GetProperty("analytic").GetDouble());
        Assert.Equal(1e-5, worst.GetProperty("tolerance").GetDouble());
        Assert.Equal(7, json.GetProperty("arguments")[0].GetProperty("sweep").GetArrayLength());
        Assert.Equal([1, 1], failure.GetProperty("inputs")[0].EnumerateArray().Select(size => size.GetInt32()));
    }

    [Fact]
    public void Infinities_and_nan_are_strings_in_json()
    {
        // √ at 0 has an infinite derivative.
        GradientCheckOptions at = new() { Values = new Dictionary<string, Tensor> { ["x"] = new[] { 0f } } };
        JsonElement json = JsonDocument.Parse(GradientCheck.Run(x => Sum(Abs(x) * 0 + Sqrt(x * x)), input: [1], options: at).ToJson()).RootElement;
        Assert.Equal("Infinity", json.GetProperty("maxRelativeError").GetString());
    }

    [Fact]
    public void The_error_stands_against_the_step_from_large_to_small()
    {
        GradientArgument argument = GradientCheck.Run(x => Sum(WrongSign(x)), input: [3], seed: 7).Failure!.Argument!;
        Assert.Equal([1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7], argument.Sweep.Select(error => error.Step));
        // a = −n: the relative error is 2, but for the curvature of the sigmoid at the largest steps.
        Assert.All(argument.Sweep.Skip(2), error => Assert.Equal(2, error.RelativeError, 1e-4));
    }

    [Fact]
    public void Shapes_shrink_as_far_as_the_failure_goes()
    {
        GradientFailure failure = GradientCheck.Run(x => Sum(WrongFromTwoColumns(x)), input: [6, 9], seed: 11).Failure!;
        Assert.Equal([1, 2], Assert.Single(failure.Inputs!.Value));
    }

    [Fact]
    public void The_seed_and_the_shrunk_shape_replay_the_failure()
    {
        GradientFailure failure = GradientCheck.Run(x => Sum(WrongFromTwoColumns(x)), input: [6, 9], options: new() { Seed = 11, Points = 3 }).Failure!;
        GradientFailure replayed = GradientCheck.Run(x => Sum(WrongFromTwoColumns(x)), failure.Inputs!.Value[0], seed: failure.Seed).Failure!;
        Assert.Equal((failure.Verdict, failure.Mistake), (replayed.Verdict, replayed.Mistake));
        Assert.Equal(failure.Factor!.Value, replayed.Factor!.Value, 1e-6);
    }

    [Fact]
    public void The_same_seed_gives_the_same_report() =>
        Assert.Equal(
            GradientCheck.Run(x => Sum(WrongSign(x)), input: [3, 5], seed: 4).ToJson(),
            GradientCheck.Run(x => Sum(WrongSign(x)), input: [3, 5], seed: 4).ToJson());

    [Fact]
    public void A_passed_report_is_one_line() =>
        Assert.Matches(@"^gradient check of x => Sum\(Exp\(x\)\), order 2: passed, relative error at most [0-9.e-]+$", GradientCheck.Verify(x => Sum(Exp(x)), input: [3], order: 2).ToString());

    [Fact]
    public void A_long_function_is_named_by_its_beginning_on_one_line()
    {
        GradientCheckReport report = GradientCheck.Verify(
            x => Sum(Exp(x)
                * Sin(x)) + Sum(Cos(x) * Tanh(x)) + Sum(Sigmoid(x) * Softplus(x)) + Sum(Gelu(x) * Silu(x)) + Sum(Mish(x)),
            input: [2]);
        Assert.Equal("x => Sum(Exp(x) * Sin(x)) + Sum(Cos(x) * Tanh(x)) + Sum(Sigmoid(x) * Softplus(x) …", report.Name);
    }

    [Fact]
    public void An_argument_that_is_not_reached_is_named() =>
        Assert.EndsWith("; 'y' is not reached", GradientCheck.Verify((x, y) => Sum(x * x), [2], [3]).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_derivative_below_the_floor_of_the_error_is_flagged()
    {
        // Wrong by a factor of two, which 1e-9 against a floor of 1e-3 does not show.
        GradientCheckReport report = GradientCheck.Run((x, y) => Sum(CustomCalls.Call(x, u => u * 1e-9, (_, _, dy) => dy * 2e-9)) + Sum(y), [3], [2]);
        Assert.True(report.Passed);
        Assert.Equal([true, false], report.Arguments.Select(argument => argument.TooSmall));
        Assert.EndsWith("; the derivative by 'x' is too small to tell", report.ToString(), StringComparison.Ordinal);
        Assert.True(JsonDocument.Parse(report.ToJson()).RootElement.GetProperty("arguments")[0].GetProperty("tooSmall").GetBoolean());
    }

    [Fact]
    public void A_derivative_of_zero_is_not_too_small() =>
        Assert.False(Assert.Single(GradientCheck.Run(x => Sum(Round(x)), [3], seed: 2).Arguments).TooSmall);

    [Fact]
    public void The_points_that_were_drawn_again_are_counted()
    {
        // Of points in (−1, 1) those below 0 have no root: about every second is drawn again.
        GradientCheckOptions options = new() { Ranges = new Dictionary<string, (double, double)> { ["x"] = (-1, 1) }, Points = 8 };
        GradientCheckReport report = GradientCheck.Run(x => Sqrt(x), [1], options: options);
        Assert.InRange(report.Redraws, 2, 40);
        Assert.EndsWith($"; {report.Redraws} points were drawn again", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(report.Redraws, Int(JsonDocument.Parse(report.ToJson()).RootElement, "redraws"));
        Assert.Equal(0, GradientCheck.Run(x => Exp(x), [1], options: options).Redraws);
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
