using System.Diagnostics;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>A plan with code for its kernels, made by <see cref="CpuBackend"/>.</summary>
/// <remarks>A run rents a frame, so runs do not meet but there, for a moment, and at the workers, where none waits for another.</remarks>
public sealed unsafe class CpuProgram : IProgram
{
    private readonly Runtime runtime;
    private readonly Body body;
    private readonly FrameStack frames;
    private readonly ImmutableArray<TimedStep> timed;
    private readonly ArgumentSizes sizes;
    private readonly int given;

    internal CpuProgram(ExecutionPlan plan, Runtime runtime, int threads, LaneWidth width)
    {
        (Plan, this.runtime) = (plan, runtime);
        (body, FrameLayout layout, timed) = ProgramBuilder.Build(plan, runtime, width);
        sizes = new ArgumentSizes(plan);
        given = layout.Slots.Take(plan.Parameters.Count + plan.Results.Count);
        frames = runtime.Frames.StackOf(() => new Frame(layout, runtime, threads));
    }

    /// <inheritdoc/>
    public ExecutionPlan Plan { get; }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results)
    {
        bool hasBegun = false;
        Run(arguments, results, null, ref hasBegun);
    }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results, ref bool hasBegun) =>
        Run(arguments, results, null, ref hasBegun);

    /// <summary>
    /// Runs it once as <see cref="Run(ReadOnlySpan{Buffer}, ReadOnlySpan{Buffer})"/> does, and tells what each step took.
    /// </summary>
    /// <param name="arguments">A buffer for each parameter.</param>
    /// <param name="results">A buffer for each result.</param>
    public ImmutableArray<StepTime> Profile(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results)
    {
        StepClock clock = new(timed.Length);
        bool hasBegun = false;
        Run(arguments, results, clock, ref hasBegun);
        return
        [
            .. timed.Select((step, number) =>
                new StepTime(step.Path, step.Step, clock[number].Runs, clock[number].Ticks / (double)Stopwatch.Frequency)),
        ];
    }

    private void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results, StepClock? clock, ref bool hasBegun)
    {
        sizes.Check(arguments, results);
        Frame frame = frames.Rent();
        frame.Clock = clock;
        if (runtime.Options.Poison)
        {
            frame.Poison();
        }
        byte** pointers = frame.Table + given;
        foreach (Buffer argument in arguments)
        {
            *pointers++ = (byte*)argument.Address;
        }
        foreach (Buffer result in results)
        {
            *pointers++ = (byte*)result.Address;
        }
        hasBegun = true;
        body.Run(frame, frame.Table + given);
        frame.KeepAlive();
        frames.Return(frame);
        KeepAlive(arguments);
        KeepAlive(results);
        GC.KeepAlive(this);
    }

    private static void KeepAlive(ReadOnlySpan<Buffer> buffers)
    {
        foreach (Buffer buffer in buffers)
        {
            GC.KeepAlive(buffer);
        }
    }
}
