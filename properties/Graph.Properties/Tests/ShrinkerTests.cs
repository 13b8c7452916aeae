using Graph.Properties.Checking;
using Graph.Properties.Generation;
using Graph.Properties.Shrinking;
using Graph.Reference;

namespace Graph.Properties.Tests;

/// <summary>Shrinking ends at the smallest thing that fails.</summary>
public sealed class ShrinkerTests
{
    public static TheoryData<string> Operators =>
        [.. Coverage.OperatorTypes.Except([nameof(Parameter), nameof(Constant), nameof(Iota), nameof(Project), nameof(Scan), nameof(Call)])];

    /// <summary>"Fails" here means: contains the operator. What is left is the operator alone on leaves.</summary>
    [Theory]
    [MemberData(nameof(Operators))]
    public void A_computation_shrinks_to_the_one_operator_that_fails(string type)
    {
        Case failing = Cases(seed: 21).First(subject => Has(subject, type) && Measure.CountOperators(subject.Computation) > 6);
        Case minimal = Shrinker.Shrink(failing, candidate => Has(candidate, type));
        Assert.Equal(1, Measure.CountOperators(minimal.Computation));
        // The sizes of a convolution depend on each other, so one at a time shrinks them little.
        Assert.InRange(minimal.Computation.Nodes.Max(node => node.ResultType.Tensors.Max(tensor => tensor.ElementCount)), 0, type == nameof(Convolve) ? 100 : 8);
    }

    [Fact]
    public void A_loop_shrinks_to_a_body_that_does_nothing()
    {
        Case failing = Cases(seed: 22).First(subject => Has(subject, nameof(Scan)) && Measure.CountOperators(subject.Computation) > 8);
        Case minimal = Shrinker.Shrink(failing, candidate => Has(candidate, nameof(Scan)));
        Assert.InRange(Measure.CountOperators(minimal.Computation), 1, 3);
    }

    [Fact]
    public void A_wrong_value_shrinks_to_the_operator_that_makes_it()
    {
        static bool HasNaN(Case subject) => Interpreter.Evaluate(subject.Computation, subject.Arguments).Any(literal =>
            literal.Element.IsFloat && Enumerable.Range(0, (int)literal.Type.ElementCount).Any(index => double.IsNaN(literal.ToDouble(index))))
            && subject.Arguments.All(literal => !literal.Element.IsFloat
                || Enumerable.Range(0, (int)literal.Type.ElementCount).All(index => !double.IsNaN(literal.ToDouble(index))));

        // What a loop makes keeps the loop around the operator.
        Case failing = Cases(seed: 23).First(subject =>
            HasNaN(subject) && Measure.CountOperators(subject.Computation) > 6 && !Has(subject, nameof(Scan)));
        Case minimal = Shrinker.Shrink(failing, HasNaN);
        Assert.InRange(Measure.CountOperators(minimal.Computation), 0, 1);
    }

    [Fact]
    public void What_does_not_fail_when_smaller_stays()
    {
        Case subject = CaseGenerator.Generate(24, 0);
        Assert.Same(subject.Computation, Shrinker.Shrink(subject, _ => false).Computation);
    }

    [Fact]
    public void Every_candidate_is_a_computation_whose_arguments_fit()
    {
        foreach (Case subject in Cases(seed: 25).Take(150))
        {
            List<Case> seen = [];
            Shrinker.Shrink(subject, candidate =>
            {
                seen.Add(candidate);
                return false;
            }, tries: 400);
            Assert.All(seen, candidate =>
            {
                Verifier.Verify(candidate.Computation);
                Assert.Equal(candidate.Computation.Parameters.Select(x => x.Type), candidate.Arguments.Select(x => x.Type));
            });
        }
    }

    private static IEnumerable<Case> Cases(ulong seed) => Enumerable.Range(0, 100_000).Select(index => CaseGenerator.Generate(seed, index));

    private static bool Has(Case subject, string type) => subject.Computation.Nodes.Any(node => node.Op.GetType().Name == type);
}
