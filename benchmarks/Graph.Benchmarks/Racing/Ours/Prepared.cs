using Graph.Benchmarks.Contest;
using Graph.Cpu;
using Graph.Inspection;
using Graph.Lowering;

namespace Graph.Benchmarks.Racing;

/// <summary>Our side of a workload: compiled, with inputs made.</summary>
/// <param name="Entry">How it is run and what it gives.</param>
/// <param name="Plan">Its kernels.</param>
/// <param name="Engine">What runs it.</param>
/// <param name="Arguments">Makes values for the parameters of the plan, in memory that a run may change.</param>
public sealed record Prepared(Entry Entry, ExecutionPlan Plan, Engine Engine, Func<ImmutableArray<Buffer>> Arguments)
{
    /// <summary>A function of tensors that are given once.</summary>
    /// <param name="executable">The function; its first result is compared.</param>
    /// <param name="engine">What runs it.</param>
    /// <param name="inputs">A tensor for each of its inputs.</param>
    public static Prepared Of(Executable executable, Engine engine, Tensor[] inputs)
    {
        Tensor[] outputs = [.. executable.Computation.Results.Select(result => Tensor.Empty(result.Shape, result.Element))];
        Entry entry = new("Compile, Run", () => Run(), () =>
        {
            Run();
            return outputs[0].ToArray<float>();
        });
        return new Prepared(entry, executable.Plan!, engine, () => [.. inputs.Select(input => input.Literal.Buffer)]);

        void Run()
        {
            executable.Run(inputs, outputs);
            engine.Finish();
        }
    }

    /// <summary>A step of training.</summary>
    /// <param name="step">The step.</param>
    /// <param name="engine">What runs it.</param>
    /// <param name="entry">How it is run and what it gives.</param>
    /// <param name="state">A tensor for each leaf of the state, by its name.</param>
    /// <param name="inputs">A tensor for each of its inputs.</param>
    public static Prepared Of(TrainStep step, Engine engine, Entry entry, TrainState state, Tensor[] inputs)
    {
        int leaves = step.Computation.Parameters.Length - inputs.Length;
        return new Prepared(entry with { Iterate = entry.Iterate + engine.Finish }, step.Plan!, engine, () =>
        [
            .. step.Computation.Parameters.Take(leaves).Select(leaf => state[((Parameter)leaf.Op).Label].Literal.Buffer),
            .. inputs.Select(input => input.Literal.Buffer),
        ]);
    }

    /// <summary>Measures its kernels on the processor.</summary>
    /// <param name="name">The name of the workload.</param>
    /// <param name="limits">What the machine can do at most.</param>
    public Profile Profile(string name, MachineLimits limits) =>
        Inspection.Profile.Of(name, Plan, (CpuBackend)Engine.Backend, Arguments(), limits);
}
