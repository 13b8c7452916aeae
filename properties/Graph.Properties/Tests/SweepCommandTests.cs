using Graph.Properties.Running;

namespace Graph.Properties.Tests;

/// <summary>The verb <c>sweep</c>.</summary>
public sealed class SweepCommandTests
{
    [Fact]
    public void A_short_sweep_reports_and_exits_with_0()
    {
        (int code, string output, string errors) = Run("sweep", "--count", "40", "--seed", "9", "--threads", "1", "--coverage");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("40 computations of seed 9", output, StringComparison.Ordinal);
        Assert.Contains("text-round-trip", output, StringComparison.Ordinal);
        Assert.Contains(" rule ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_alone_checks_every_property_of_one_computation()
    {
        (int code, string output, _) = Run("sweep", "--seed", "9", "--index", "5");
        Assert.Equal(0, code);
        Assert.Contains("1 computations of seed 9", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the verb is sweep", "swep")]
    [InlineData("the verb is sweep")]
    [InlineData("'--count many' is no option with a value that it takes", "sweep", "--count", "many")]
    [InlineData("'--count 0' is no option with a value that it takes", "sweep", "--count", "0")]
    [InlineData("'--speed 3' is no option with a value that it takes", "sweep", "--speed", "3")]
    [InlineData("'--seed ' is no option with a value that it takes", "sweep", "--seed")]
    [InlineData("there is no property 'verify'; there are verifies, ", "sweep", "--property", "verify")]
    public void Wrong_arguments_get_one_sentence_and_exit_code_2(string sentence, params string[] arguments)
    {
        (int code, string output, string errors) = Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith(sentence, errors, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        int code = SweepCommand.Run(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
