using Graph.Properties.Checking;
using Graph.Properties.Equivalences;
using Graph.Properties.Running;
using Xunit.Abstractions;

namespace Graph.Properties.Tests;

/// <summary>A thousand computations through every property; the verb <c>sweep</c> runs more.</summary>
public sealed class SweepTests(SweepTests.Thousand thousand, ITestOutputHelper output) : IClassFixture<SweepTests.Thousand>
{
    public sealed class Thousand
    {
        public SweepOptions Options { get; } = new(Seed: 20, First: 0, Count: 1_000, AllProperties.All, Threads: Environment.ProcessorCount) { Pursuit = Sweep.UsualPursuit };

        public Lazy<SweepResult> Result { get; }

        public Thousand() => Result = new(() => Sweep.Run(Options));
    }

    [Fact]
    public void A_thousand_random_computations_keep_every_property()
    {
        SweepResult result = thousand.Result.Value;
        output.WriteLine(Report.Of(thousand.Options, result, []));
        Assert.True(result.Failures.IsEmpty, string.Join(Environment.NewLine, result.Failures));
        Assert.Equal(1_000, result.Cases);
    }

    [Fact]
    public void They_reach_every_operator_every_rule_and_every_property() =>
        Assert.Empty(Floors.Missed(thousand.Result.Value, thousand.Options.Properties));

    /// <summary>Only the smooth ones of the cases count, so there are more of them.</summary>
    [Fact]
    public void The_derivative_of_every_operator_is_held_against_differences_and_the_other_mode()
    {
        SweepResult result = Sweep.Run(new SweepOptions(Seed: 33, First: 0, Count: 12_000, DerivativeProperties.All, Environment.ProcessorCount));
        Assert.True(result.Failures.IsEmpty, string.Join(Environment.NewLine, result.Failures));
        Assert.All(Coverage.WantedDerivatives, kind => Assert.True(result.Coverage.Differentiated.GetValueOrDefault(kind) >= 5, kind));
    }

    [Fact]
    public void What_is_found_does_not_depend_on_the_number_of_threads()
    {
        ImmutableArray<Property> properties = [Planted];
        SweepOptions options = new(Seed: 31, First: 0, Count: 300, properties, Threads: 1) { MostFailures = int.MaxValue };
        SweepResult one = Sweep.Run(options), three = Sweep.Run(options with { Threads = 3 });
        Assert.NotEmpty(one.Failures);
        Assert.Equal(one.Failures.Select(failure => failure.ToString()), three.Failures.Select(failure => failure.ToString()));
        Assert.Equal(one.Coverage.Operators, three.Coverage.Operators);
        Assert.Equal(one.Coverage.OutcomesOf(Planted.Name), three.Coverage.OutcomesOf(Planted.Name));
    }

    [Fact]
    public void What_was_not_reached_is_named()
    {
        SweepResult tiny = new(Cases: 1, new Coverage(), [], TimeSpan.Zero);
        ImmutableArray<string> missed = Floors.Missed(tiny, AllProperties.All);
        Assert.Contains(missed, sentence => sentence.StartsWith("the operator Convolve was reached 0 times", StringComparison.Ordinal));
        Assert.Contains(missed, sentence => sentence.StartsWith("the rule add-zero was reached 0 times", StringComparison.Ordinal));
        Assert.Contains(missed, sentence => sentence.StartsWith("the property finite-differences was reached 0 times", StringComparison.Ordinal));
    }

    private static Property Planted { get; } = new("planted", "No computation sorts.", trial =>
        trial.Computation.Nodes.Any(node => node.Op is Sort) ? Verdict.Broken("it sorts") : Verdict.Held);
}
