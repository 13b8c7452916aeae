namespace Graph.Lowering;

/// <summary>Where the elements of a buffer lie.</summary>
public abstract record Location
{
    private protected Location()
    {
    }
}

/// <summary>In what the caller gives for a parameter. Only a donated one is written to.</summary>
/// <param name="Parameter">Its place among the parameters.</param>
public sealed record InArgument(int Parameter) : Location
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"argument {Parameter}");
}

/// <summary>In what the caller receives for a result.</summary>
/// <param name="Result">Its place among the results.</param>
public sealed record InResult(int Result) : Location
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"result {Result}");
}

/// <summary>In the data of a constant.</summary>
/// <param name="Value">The data.</param>
public sealed record InConstant(Literal Value) : Location
{
    /// <inheritdoc/>
    public override string ToString() => "constant";
}

/// <summary>In the arena, the plan's own memory.</summary>
/// <param name="Offset">The first byte; a multiple of <see cref="Buffer.Alignment"/>.</param>
/// <param name="ByteCount">How many bytes.</param>
public sealed record InArena(long Offset, long ByteCount) : Location
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"arena {Offset}..{Offset + ByteCount}");
}

/// <summary>
/// A tensor in memory: written once, by a step or by the caller. Buffers that are not needed at the same time may share a location.
/// </summary>
/// <param name="Name">The name of the node, for dumps.</param>
/// <param name="Type">Element type and shape; elements lie in row-major order.</param>
/// <param name="Location">Where it lies.</param>
public sealed record PlanBuffer(string Name, TensorType Type, Location Location);

/// <summary>What a plan does, step after step.</summary>
/// <param name="Reads">The buffers that it reads, by number.</param>
/// <param name="Writes">The buffers that it writes, by number.</param>
public abstract record PlanStep(Sequence<int> Reads, Sequence<int> Writes);

/// <summary>Runs a kernel.</summary>
/// <param name="Name">The kernel's name in dumps.</param>
/// <param name="Scheduled">The kernel and how it runs; its operands are the buffers read, then those written.</param>
/// <param name="Reads">The buffers that it reads.</param>
/// <param name="Writes">The buffers that it writes.</param>
/// <param name="Fuses">The operators it came from, for dumps.</param>
public sealed record KernelStep(string Name, ScheduledKernel Scheduled, Sequence<int> Reads, Sequence<int> Writes, string Fuses)
    : PlanStep(Reads, Writes)
{
    /// <summary>The kernel.</summary>
    public LoopKernel Kernel => Scheduled.Kernel;
}

/// <summary>Runs an operator along a sequential axis, for which the backend has a routine: sort or cumulative.</summary>
/// <param name="Op">The operator.</param>
/// <param name="Reads">Its operands.</param>
/// <param name="Writes">Its results.</param>
public sealed record LibraryStep(Op Op, Sequence<int> Reads, Sequence<int> Writes) : PlanStep(Reads, Writes);

/// <summary>Runs a plan of its own once for each step of a scan.</summary>
/// <param name="Scan">Says which of the buffers are carries, sequences and constants.</param>
/// <param name="Body">The plan of the body.</param>
/// <param name="Reads">The operands of the scan.</param>
/// <param name="Writes">Its results.</param>
public sealed record LoopStep(Scan Scan, ExecutionPlan Body, Sequence<int> Reads, Sequence<int> Writes) : PlanStep(Reads, Writes);

/// <summary>Runs the plan of a computation that stayed a call.</summary>
/// <param name="Body">The plan.</param>
/// <param name="Reads">Its arguments.</param>
/// <param name="Writes">Its results.</param>
public sealed record CallStep(ExecutionPlan Body, Sequence<int> Reads, Sequence<int> Writes) : PlanStep(Reads, Writes);

/// <summary>How a computation runs: which buffers there are and where, and the steps in order.</summary>
/// <param name="Name">The computation's name.</param>
/// <param name="Buffers">The buffers; steps name them by their place here.</param>
/// <param name="Parameters">The buffer of each parameter.</param>
/// <param name="Results">
/// The buffer of each result; one that is a parameter or a constant, or stands twice, is copied for the caller.
/// </param>
/// <param name="Steps">The steps.</param>
/// <param name="ArenaBytes">The size of the arena.</param>
/// <param name="Donated">The parameters whose memory the caller gives away.</param>
/// <param name="Remarks">Why something that was asked for was not done.</param>
public sealed record ExecutionPlan(
    string Name,
    Sequence<PlanBuffer> Buffers,
    Sequence<int> Parameters,
    Sequence<int> Results,
    Sequence<PlanStep> Steps,
    long ArenaBytes,
    Sequence<int> Donated,
    Sequence<string> Remarks)
{
    /// <summary>
    /// How many kernels it runs, those of bodies counted once: see <see cref="LoopKernel.IterationSpaces"/>; a routine for a sequential
    /// axis counts as one.
    /// </summary>
    public int KernelCount => Steps.Sum(step => step switch
    {
        KernelStep kernel => kernel.Kernel.IterationSpaces,
        LibraryStep => 1,
        LoopStep loop => loop.Body.KernelCount,
        CallStep call => call.Body.KernelCount,
        _ => throw new System.Diagnostics.UnreachableException($"{step.GetType().Name} has no kernels to count"),
    });

    /// <summary>The plan as text; see <see cref="PlanText"/>.</summary>
    public override string ToString() => PlanText.Print(this);
}
