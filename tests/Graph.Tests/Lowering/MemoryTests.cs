using Graph.Cli.Models;
using Graph.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>Where buffers lie: one arena by lifetimes, in place where that is safe, donated parameters written over behind their last reader.</summary>
public sealed class MemoryTests
{
    private static readonly Expr x = Input("x", [16, 16]);
    private static readonly Expr w = Parameter("w", [16, 16]);

    [Fact]
    public void A_chain_of_kernels_needs_two_places()
    {
        Expr value = x;
        for (int layer = 0; layer < 6; layer++)
        {
            value = Tanh(MatMul(value, w));
        }
        ExecutionPlan plan = Run([value]);
        Assert.Equal(6, plan.Steps.Count);
        Assert.Equal(2 * 16 * 16 * sizeof(float), plan.ArenaBytes);
    }

    [Fact]
    public void An_intermediate_is_overwritten_in_place_by_its_last_reader()
    {
        // Without merges the softmax is stored row by row over the product that it reads.
        Computation computation = FusionTests.Optimize([MatMul(Softmax(MatMul(x, w)), w)]);
        ExecutionPlan plan = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation));
        Assert.Equal(3, plan.Steps.Count);
        Assert.Equal(16 * 16 * sizeof(float), plan.ArenaBytes);
    }

    [Theory]
    [InlineData("perceptron")]
    [InlineData("mnist-linear")]
    [InlineData("mnist-mlp")]
    public void A_training_step_updates_all_donated_weights_in_place(string name)
    {
        Computation step = FusionTests.TrainingStep(BuiltInModels.Find(name).Small());
        ImmutableArray<int> weights = [.. Enumerable.Range(0, step.Parameters.Length).Where(place => step.Parameters[place].Op is Parameter { Role: LeafRole.TrainableLeaf })];
        (int, int)[] donated = [.. weights.Select((parameter, place) => (parameter, place + 1))];
        ExecutionPlan plan = LoweringTests.Check(step, FusionTests.ArgumentsOf(step), donated: donated);
        Assert.Empty(plan.Remarks);
        Assert.Equal(weights.Select(parameter => (Location)new InArgument(parameter)), plan.Results.Skip(1).Select(result => plan.Buffers[result].Location));
    }

    [Fact]
    public void An_update_comes_behind_every_other_reader_of_the_old_value()
    {
        Computation computation = FusionTests.Optimize([w - (0.1 * MatMul(x, x)), MatMul(x, w)]);
        int parameter = computation.Parameters.Index().Single(leaf => ((Parameter)leaf.Item.Op).Label == "w").Index;
        ExecutionPlan asIs = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation));
        Assert.Equal(0, WriterOf(asIs, 0));
        ExecutionPlan plan = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation), donated: (parameter, 0));
        Assert.Equal(1, WriterOf(plan, 0));
        Assert.Equal(new InArgument(parameter), plan.Buffers[plan.Results[0]].Location);
    }

    [Fact]
    public void An_update_that_others_need_beside_the_old_value_is_not_in_place()
    {
        Expr updated = w - (0.1 * MatMul(x, x));
        Computation computation = FusionTests.Optimize([updated, MatMul(updated, w)]);
        int parameter = computation.Parameters.Index().Single(leaf => ((Parameter)leaf.Item.Op).Label == "w").Index;
        ExecutionPlan plan = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation), donated: (parameter, 0));
        Assert.Equal(new InResult(0), plan.Buffers[plan.Results[0]].Location);
        Assert.Contains("reads the old one", Assert.Single(plan.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_reads_other_elements_is_not_in_place()
    {
        Computation computation = FusionTests.Optimize([Transpose(w) + 1]);
        ExecutionPlan plan = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation), donated: (0, 0));
        Assert.Equal(new InResult(0), plan.Buffers[plan.Results[0]].Location);
        Assert.Contains("reads other elements", Assert.Single(plan.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_values_in_one_place_are_found_by_the_verifier_and_by_the_replay()
    {
        ExecutionPlan plan = Run([MatMul(MatMul(MatMul(x, w), w), Tanh(MatMul(w, w)))]);
        ImmutableArray<int> inArena = [.. Enumerable.Range(0, plan.Buffers.Count).Where(buffer => plan.Buffers[buffer].Location is InArena)];
        Location shared = plan.Buffers[inArena[0]].Location;
        ExecutionPlan broken = plan with { Buffers = [.. plan.Buffers.Select(buffer => buffer.Location is InArena ? buffer with { Location = shared } : buffer)] };
        Assert.Throws<VerificationException>(() => PlanVerifier.Verify(broken));
        Literal[] arguments = [OperatorSamples.Values(ElementType.F32, [16, 16]), OperatorSamples.Values(ElementType.F32, [16, 16], seed: 1)];
        Assert.NotEqual(PlanSimulator.Run(plan, [.. arguments])[0], PlanSimulator.Run(broken, [.. arguments])[0]);
    }

    /// <summary>The scalar is read before the points, in a stage of its own, and its place is taken by what the only point stores.</summary>
    [Fact]
    public void A_scalar_that_long_totals_use_is_updated_in_place()
    {
        Expr rate = Parameter("rate", []);
        Computation computation = FusionTests.Optimize([rate - Mean(x * (rate * 0.5))]);
        int parameter = computation.Parameters.Index().Single(leaf => ((Parameter)leaf.Item.Op).Label == "rate").Index;
        ExecutionPlan plan = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation), donated: (parameter, 0));
        Assert.Contains(plan.Steps.OfType<KernelStep>().SelectMany(step => step.Kernel.Stages), stage => stage.Phase == StagePhase.BeforePoints);
        Assert.Empty(plan.Remarks);
    }

    /// <summary>Every chunk reads the first element before its points, which another chunk may have overwritten by then.</summary>
    [Fact]
    public void An_element_that_all_points_read_is_not_overwritten_by_one_of_them()
    {
        Computation computation = FusionTests.Optimize([x + x.Slice([0, 0], [1, 1], [1, 1]).Reshape([])]);
        ExecutionPlan plan = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation), donated: (0, 0));
        Assert.Contains("reads other elements", Assert.Single(plan.Remarks), StringComparison.Ordinal);
    }

    /// <summary>Global-norm clipping needs all gradients, which read the weights, before any update: nothing of it runs in the epilogue of a gradient's contraction.</summary>
    [Fact]
    public void Clipping_by_the_global_norm_updates_behind_all_gradients()
    {
        Expr v = Parameter("v", [16, 16]);
        Expr loss = Sum(Tanh(MatMul(Tanh(MatMul(x, w)), v)));
        ExprList gradients = Differentiate(loss, w, v);
        Expr norm = Sqrt(Sum(gradients[0] * gradients[0]) + Sum(gradients[1] * gradients[1]));
        Expr factor = 0.1 / Maximum(norm, 1);
        Computation computation = FusionTests.Optimize([loss, w - (factor * gradients[0]), v - (factor * gradients[1])]);
        ExecutionPlan plan = LoweringTests.Check(
            computation, FusionTests.ArgumentsOf(computation), donated: [(PlaceOf(computation, "w"), 1), (PlaceOf(computation, "v"), 2)]);
        Assert.Empty(plan.Remarks);
        int lastReader = Enumerable.Range(0, plan.Steps.Count).Last(step => plan.Steps[step].Reads.Any(read => plan.Buffers[read].Name == "x"));
        Assert.All((int[])[1, 2], result => Assert.True(WriterOf(plan, result) > lastReader, plan.ToString()));
    }

    /// <summary>A matrix that two layers share has two contributions to its gradient; the second layer's way back reads it before it is updated.</summary>
    [Fact]
    public void Tied_weights_are_updated_behind_their_last_reader()
    {
        Expr loss = Sum(Tanh(MatMul(Tanh(MatMul(x, w)), Transpose(w))));
        Computation computation = FusionTests.Optimize([loss, w - (0.1 * Differentiate(loss, w)[0])]);
        int place = PlaceOf(computation, "w");
        ExecutionPlan plan = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation), donated: (place, 1));
        Assert.Equal(new InArgument(place), plan.Buffers[plan.Results[1]].Location);
        int writer = WriterOf(plan, 1);
        Assert.All(Enumerable.Range(writer + 1, plan.Steps.Count - writer - 1), step => Assert.DoesNotContain(plan.Parameters[place], plan.Steps[step].Reads));
    }

    [Fact]
    public void A_carry_is_written_over_the_old_one()
    {
        (Expr last, Expr all) = Scan((state, element) => (Tanh(state + element), element * 2), Input("start", [16]), Input("sequence", [5, 16]));
        Computation computation = FusionTests.Optimize([last, all]);
        ExecutionPlan body = Assert.Single(LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation)).Steps.OfType<LoopStep>()).Body;
        Assert.Equal(new InArgument(0), body.Buffers[body.Results[0]].Location);
        Assert.Equal([0], body.Donated);
        Assert.Empty(body.Remarks);
    }

    /// <summary>What the planner may get wrong, done wrong on purpose: the verifier says so, and the replay computes something else.</summary>
    [Theory]
    [InlineData("an update before the last reader")]
    [InlineData("an end that comes too early")]
    public void A_wrong_plan_is_found(string bug)
    {
        Computation computation = FusionTests.Optimize([w - (0.1 * MatMul(x, x)), MatMul(MatMul(x, w), Tanh(MatMul(x, x)))]);
        int place = PlaceOf(computation, "w");
        ImmutableArray<Literal> arguments = FusionTests.ArgumentsOf(computation);
        ExecutionPlan plan = LoweringTests.Check(computation, arguments, donated: (place, 0));
        int writer = WriterOf(plan, 0);
        ExecutionPlan broken = bug switch
        {
            "an update before the last reader" => plan with { Steps = [plan.Steps[writer], .. plan.Steps.Where((_, step) => step != writer)] },
            _ => plan with
            {
                Buffers = [.. plan.Buffers.Select(buffer => buffer.Location is InArena(_, var bytes) ? buffer with { Location = new InArena(0, bytes) } : buffer)],
            },
        };
        Assert.Throws<VerificationException>(() => PlanVerifier.Verify(broken));
        Assert.NotEqual(PlanSimulator.Run(plan, arguments)[1], PlanSimulator.Run(broken, arguments)[1]);
    }

    /// <summary>Many random claims: none overlaps another that is needed at the same time, and the block is not much larger than what is needed at once.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(2000)]
    public void Claims_are_packed_apart_and_tightly(int count)
    {
        Random random = new(count);
        Claim[] claims = [.. Enumerable.Range(0, count).Select(first => new Claim(random.Next(1, 5000), first, first + random.Next(12)))];
        (InArena[] places, long size) = Packing.Pack(claims);
        for (int one = 0; one < count; one++)
        {
            for (int other = one + 1; other < Math.Min(count, one + 13); other++)
            {
                bool meet = claims[one].Last >= claims[other].First;
                bool overlap = places[one].Offset < places[other].Offset + places[other].ByteCount && places[other].Offset < places[one].Offset + places[one].ByteCount;
                Assert.False(meet && overlap, $"{claims[one]} at {places[one]} and {claims[other]} at {places[other]}");
            }
        }
        long peak = Enumerable.Range(0, count).Max(step => claims.Where(claim => claim.First <= step && step <= claim.Last).Sum(claim => claim.ByteCount));
        Assert.InRange(size, peak, 2 * peak);
    }

    private static int PlaceOf(Computation computation, string label) => computation.Parameters.Index().Single(leaf => ((Parameter)leaf.Item.Op).Label == label).Index;

    private static int WriterOf(ExecutionPlan plan, int result) => plan.Steps.Index().Single(step => step.Item.Writes.Contains(plan.Results[result])).Index;

    private static ExecutionPlan Run(ImmutableArray<Expr> results)
    {
        Computation computation = FusionTests.Optimize(results);
        return LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation));
    }
}
