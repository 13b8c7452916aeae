using System.Diagnostics;
using Graph.Codegen;

namespace Graph.Cpu;

/// <summary>A step of a plan, ready to run in a frame.</summary>
internal abstract class ProgramStep
{
    /// <summary>Runs it.</summary>
    public abstract void Run(Frame frame);
}

/// <summary>Runs the phases of a kernel, or of a routine that has the form of one.</summary>
/// <param name="phases">The phases.</param>
/// <param name="operands">The slot of the first operand.</param>
/// <param name="sharing">Which threads take part.</param>
/// <param name="stride">How many bytes of scratch each of them has.</param>
/// <param name="number">Its place in the list of timed steps.</param>
internal sealed unsafe class CodeStep(ImmutableArray<KernelPhase> phases, int operands, Sharing sharing, long stride, int number)
    : ProgramStep
{
    /// <inheritdoc/>
    public override void Run(Frame frame)
    {
        long start = frame.Clock is null ? 0 : Stopwatch.GetTimestamp();
        foreach (KernelPhase phase in phases)
        {
            RunPhase(frame, phase);
        }
        frame.Clock?.Add(number, Stopwatch.GetTimestamp() - start);
    }

    private void RunPhase(Frame frame, KernelPhase phase)
    {
        if (phase.Chunks == 0)
        {
            return;
        }
        Job job = new(phase.Method, phase.Chunks, frame.Table + operands, frame.ScratchOf(stride));
        bool isForSeveral = sharing != Sharing.Alone && phase.Chunks > 1 && frame.Threads > 1;
        if (!isForSeveral || !frame.Workers.TryRun(job, frame.Threads, wakes: sharing == Sharing.WithAll))
        {
            job.Run();
        }
    }
}

/// <summary>Copies a tensor from where one slot points to where the next one does.</summary>
/// <param name="slots">The first of the two.</param>
/// <param name="byteCount">The size.</param>
internal sealed unsafe class CopyStep(int slots, long byteCount) : ProgramStep
{
    /// <inheritdoc/>
    public override void Run(Frame frame) => System.Buffer.MemoryCopy(frame.Table[slots], frame.Table[slots + 1], byteCount, byteCount);
}

/// <summary>Runs a body once.</summary>
/// <param name="body">The body.</param>
/// <param name="operands">The slot of the first operand; results follow.</param>
internal sealed unsafe class CallProgramStep(Body body, int operands) : ProgramStep
{
    /// <inheritdoc/>
    public override void Run(Frame frame) => body.Run(frame, frame.Table + operands);
}
