using Graph.Cli.Models;
using Graph.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>Planning takes work that grows with the computation, and no faster: counted, not timed.</summary>
public sealed class PlanningEffortTests
{
    private static readonly Expr x = Input("x", [8, 8]);
    private static readonly Expr w = Parameter("w", [8, 8]);

    public static TheoryData<string> Families => ["chain", "row sums", "tree", "fan", "fan of sums", "dense layers", "tangle"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Ten_times_the_operators_take_ten_times_the_work(string family)
    {
        (PlanningEffort small, PlanningEffort large) = (Plan(family, 1000).Effort, Plan(family, 10_000).Effort);
        AssertLinear(family, small, large, factor: 10);
    }

    [Fact]
    public void Four_times_the_blocks_of_a_transformer_take_four_times_the_work()
    {
        FusionPlan Blocks(int layers) => FusionPlanner.Plan(FusionTests.TrainingStep(GptSmall.Loss(GptSmall.Small with { Blocks = layers })));
        (FusionPlan four, FusionPlan sixteen) = (Blocks(4), Blocks(16));
        AssertLinear("transformer", four.Effort, sixteen.Effort, factor: 4);
        Assert.InRange(sixteen.Steps.Length, 3 * four.Steps.Length, 4 * four.Steps.Length);
    }

    [Fact]
    public void Every_attempt_is_recorded()
    {
        FusionPlan plan = Plan("tangle", 1000);
        Assert.Equal(plan.Decisions.Length, plan.Effort.Attempts);
        Assert.True(plan.Effort.Lowered > 0 && plan.Effort.Visits > 0);
    }

    private static void AssertLinear(string family, PlanningEffort small, PlanningEffort large, int factor)
    {
        foreach ((string what, long few, long many) in ((string, long, long)[])
            [("attempts", small.Attempts, large.Attempts), ("kernels", small.Lowered, large.Lowered), ("visits", small.Visits, large.Visits)])
        {
            Assert.True(many <= (factor * few * 5 / 4) + 100, $"{family}: {few} {what} became {many}");
        }
    }

    private static FusionPlan Plan(string family, int count)
    {
        ImmutableArray<Expr> results = Draw(family, count);
        Computation computation = Computation.Create("family", [x, w], results);
        Assert.InRange(computation.Nodes.Length, count * 9 / 10, count * 3);
        return FusionPlanner.Plan(computation);
    }

    private static ImmutableArray<Expr> Draw(string family, int count)
    {
        Expr[] many = [.. Enumerable.Range(0, count / 2).Select(number => Tanh(x * (number + 0.5f)))];
        return family switch
        {
            "chain" => [Repeat(count, value => Tanh(value) + x)],
            "row sums" => [Repeat(count / 3, value => value - Sum(value, axis: 1, keepDims: true))],
            "tree" => [Tree(many)],
            "fan" => [.. many],
            "fan of sums" => [.. many.Take(count / 3).Select(value => Sum(value, axis: 1))],
            "dense layers" => [Repeat(count / 2, value => Tanh(MatMul(value, w)))],
            "tangle" => Tangle(new Random(7), count),
            _ => throw new ArgumentOutOfRangeException(nameof(family), family, "there is no such family"),
        };
    }

    private static Expr Repeat(int count, Func<Expr, Expr> step) => Enumerable.Range(0, count).Aggregate(x, (value, _) => step(value));

    private static Expr Tree(IEnumerable<Expr> leaves)
    {
        Queue<Expr> open = new(leaves);
        while (open.Count > 1)
        {
            open.Enqueue(open.Dequeue() + open.Dequeue());
        }
        return open.Dequeue();
    }

    /// <summary>Operators on any of the last dozen values.</summary>
    private static ImmutableArray<Expr> Tangle(Random random, int count)
    {
        List<Expr> values = [x];
        while (values.Count < count)
        {
            Expr a = values[^(1 + random.Next(Math.Min(values.Count, 12)))];
            Expr b = values[^(1 + random.Next(Math.Min(values.Count, 12)))];
            values.Add(random.Next(5) switch
            {
                0 => Tanh(a),
                1 => a + b,
                2 => a * b,
                3 => a - Sum(b, axis: 1, keepDims: true),
                _ => MatMul(a, w),
            });
        }
        return [.. values.TakeLast(12)];
    }
}
