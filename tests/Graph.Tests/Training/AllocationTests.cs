using Graph.Cli.Models;
using static Graph.Ops;

namespace Graph.Tests.Training;

/// <summary>What calls allocate on the managed heap once they are many: nothing.</summary>
[Collection(nameof(AloneCollection))]
public sealed class AllocationTests
{
    private const int WarmUps = 200, Series = 20, Calls = 20;

    private static readonly CompileOptions onCpu = new() { Backend = Backend.OnCpu(new Runtime(new RuntimeOptions { Threads = 2 })) };

    [Fact]
    public void A_run_into_given_tensors_allocates_nothing()
    {
        Expr x = Input("x", [64, 32]), w = Input("w", [32, 16]);
        Executable run = Compile([x, w], [Relu(MatMul(x, w)), Sum(x)], onCpu);
        Tensor[] arguments = [Tensor.Ones([64, 32]), Tensor.Ones([32, 16])], outputs = [Tensor.Empty([64, 16]), Tensor.Empty([])];
        Assert.Equal(0, Allocated(() => run.Run(arguments, outputs)));
        Assert.Equal(32f, outputs[0].At<float>(0, 0));
    }

    [Fact]
    public void A_compiled_function_that_is_found_allocates_nothing()
    {
        JitFunction function = Jit((x, y) => x * y + 1, onCpu);
        Tensor[] arguments = [Tensor.Ones([100]), 0.5], outputs = [Tensor.Empty([100])];
        Assert.Equal(0, Allocated(() => function.Run(arguments, outputs)));
        Assert.Equal(1.5f, outputs[0].At<float>(99));
    }

    /// <summary>The dense network at full size: in place, with the loss read from a tensor that is there.</summary>
    [Fact]
    public void A_training_step_allocates_nothing()
    {
        Computation loss = BuiltInModels.Find("mnist-mlp").Full();
        Expr rate = Input("rate", []);
        ImmutableArray<Expr> weights = [.. loss.Parameters.Where(leaf => Role(leaf) == LeafRole.TrainableLeaf)];
        ExprList slopes = Differentiate(loss.Results[0], weights);
        TrainStep step = CompileStep(
            [.. loss.Parameters.Except(weights), rate], weights, [.. weights.Zip(slopes, (weight, slope) => weight - (rate * slope))], [("loss", loss.Results[0])], onCpu);
        Assert.Empty(step.Plan!.Remarks);
        Random random = new(3);
        TrainState state = new([.. weights.Select(leaf => (((Parameter)leaf.Op).Label, Tensor.Generate(leaf.Shape, _ => (random.NextSingle() - 0.5f) / 10)))]);
        Tensor images = Tensor.Empty([32, 784]), written = Tensor.Empty([]);
        Tensor[] inputs = [images, Tensor.Generate([32], place => (int)(place % 10)), 0.1], outputs = [written];
        float[] pixels = [.. Enumerable.Range(0, 32 * 784).Select(_ => random.NextSingle())];
        state = step.Run(state, inputs, outputs);
        float before = written.ToScalar<float>();
        long allocated = Allocated(() =>
        {
            images.CopyFrom<float>(pixels);
            state = step.Run(state, inputs, outputs);
        });
        Assert.Equal(0, allocated);
        Assert.InRange(written.ToScalar<float>(), 0, before / 2);
    }

    [Fact]
    public void A_training_step_without_results_or_with_two_steps_in_turn_allocates_nothing()
    {
        Expr x = Input("x", [8]), w = Parameter("w", [8]), v = Parameter("v", [8]);
        TrainStep first = CompileStep([x], [w, v], [w + x, v], ImmutableArray<Expr>.Empty, onCpu);
        // Exchanged leaves cannot be updated in place.
        TrainStep second = CompileStep([x], [w, v], [v, w], ImmutableArray<Expr>.Empty, onCpu);
        TrainState state = new(("w", Tensor.Zeros([8])), ("v", Tensor.Zeros([8])));
        Tensor[] inputs = [Tensor.Ones([8])];
        long allocated = Allocated(() =>
        {
            (state, _) = first.Run(state, inputs);
            (state, _) = second.Run(state, inputs);
        });
        Assert.Equal(0, allocated);
        Assert.Equal(state.Generation, (long)(state["w"].At<float>(0) + state["v"].At<float>(0)) * 2);
    }

    private static LeafRole Role(Expr leaf) => ((Parameter)leaf.Op).Role;

    // By all threads: the workers take part.
    private static long Allocated(Action call)
    {
        // The runtime compiles what is called often once more, a while later; unoptimized code of its dictionaries allocates.
        for (int warm = 0; warm < WarmUps; warm++)
        {
            call();
            if (warm % 50 == 49)
            {
                Thread.Sleep(150);
            }
        }
        // What the runtime itself allocates now and then, such as when it compiles a method again, is not in every series.
        long least = long.MaxValue;
        for (int series = 0; series < Series && least != 0; series++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int number = 0; number < Calls; number++)
            {
                call();
            }
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }
}
