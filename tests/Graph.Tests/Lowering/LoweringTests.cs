using Graph.Lowering;
using Graph.Reference;

namespace Graph.Tests.Lowering;

/// <summary>What is lowered and run as its plan says is what the reference interpreter computes.</summary>
public sealed class LoweringTests
{
    public static IEnumerable<object[]> Operators =>
        from type in typeof(Op).Assembly.GetTypes()
        where type.IsSubclassOf(typeof(Op)) && !type.IsAbstract
        from merges in (bool[])[false, true]
        select (object[])[type.Name, merges];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_sample_of_an_operator_runs_as_the_reference_does(string name, bool merges)
    {
        int samples = 0;
        foreach (OperatorSample sample in OperatorSamples.All.Where(sample => sample.Operator.GetType().Name == name))
        {
            Check(sample.Computation, sample.Arguments, merges);
            samples++;
        }
        Assert.True(samples > 0, $"{name} has no samples");
    }

    internal static ExecutionPlan Check(Computation computation, ImmutableArray<Literal> arguments, bool merges = true, params IReadOnlyList<(int, int)> donated)
    {
        ImmutableArray<Literal> expected = Interpreter.Evaluate(computation, arguments);
        ExecutionPlan plan = Planner.Plan(computation, Target.Common, merges, donated);
        try
        {
            PlanVerifier.Verify(plan);
            ImmutableArray<Literal> actual = PlanSimulator.Run(plan, arguments);
            for (int place = 0; place < expected.Length; place++)
            {
                Columns.AssertClose(expected[place], actual[place], $"result {place} of\n{computation}\n{plan}");
            }
        }
        catch (Exception exception) when (exception is GraphException or ArgumentException or NotSupportedException)
        {
            throw new InvalidOperationException($"{exception.Message}\n{computation}\n{plan}", exception);
        }
        return plan;
    }
}
