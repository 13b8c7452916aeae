using Graph.Reference;

namespace Graph.Tests.Reference;

/// <summary>Every operator has samples, and the interpreter a meaning for each.</summary>
public sealed class CoverageTests
{
    public static TheoryData<string> Operators =>
        [.. typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_operator_has_samples(string name) =>
        Assert.Contains(OperatorSamples.All, sample => sample.Operator.GetType().Name == name);

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_sample_evaluates_to_the_inferred_types(string name)
    {
        foreach (OperatorSample sample in OperatorSamples.All.Where(sample => sample.Operator.GetType().Name == name))
        {
            ImmutableArray<Literal> results = Interpreter.Evaluate(sample.Computation, sample.Arguments);
            Assert.Equal(sample.Computation.Results.Select(result => result.Type), results.Select(result => result.Type));
        }
    }
}
