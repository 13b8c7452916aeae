using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>Which threads are worth a meeting for a step's work. Decides about time only: the bits are the same either way.</summary>
internal enum Sharing
{
    /// <summary>None but the caller's.</summary>
    Alone,

    /// <summary>Those that are awake.</summary>
    WithAwake,

    /// <summary>All: sleeping ones are woken.</summary>
    WithAll,
}

/// <summary>How much work steps have, in units of the cost model, of which a core with vectors does about 150 in a nanosecond.</summary>
internal static class WorkThreshold
{
    // Some 7 µs: a hundred times what a meeting of awake threads costs.
    private const double LeastShared = 1 << 20;

    // Some 60 µs in a run: what a sleeping thread takes to come.
    private const double LeastWaking = 1 << 23;

    // What one element at a time costs more.
    private const double ScalarFactor = 16;

    /// <summary>The work of a kernel.</summary>
    public static double Of(ScheduledKernel scheduled)
    {
        double factor = scheduled.Schedule.Vector == VectorAxis.NoAxis ? ScalarFactor : 1;
        return (CostModel.Operations(scheduled.Kernel) * factor)
            + ((double)CostModel.Bytes(scheduled.Kernel) * CostModel.OperationsPerByte);
    }

    /// <summary>The work of a routine that does one element after the other.</summary>
    public static double Of(TensorType type, LibraryRoutine routine) =>
        (double)type.ElementCount * routine.OperationsPerElement * ScalarFactor;

    /// <summary>Who takes part in a step.</summary>
    /// <param name="work">Its work.</param>
    /// <param name="total">
    /// The work of all steps of a run that are worth to be shared: workers that one step wakes are awake for the next.
    /// </param>
    public static Sharing Share(double work, double total) =>
        work < LeastShared ? Sharing.Alone : total < LeastWaking ? Sharing.WithAwake : Sharing.WithAll;

    /// <summary>The work of all steps of a run that are worth to be shared.</summary>
    public static double Total(ExecutionPlan plan, Func<ScheduledKernel, double> workOf) => plan.Steps.Sum(step => step switch
    {
        KernelStep kernel => workOf(kernel.Scheduled) is >= LeastShared and var work ? work : 0,
        LoopStep loop => Total(loop.Body, workOf) * loop.Scan.Length,
        CallStep call => Total(call.Body, workOf),
        LibraryStep => 0,
        _ => throw new System.Diagnostics.UnreachableException($"a {step.GetType().Name} has no work"),
    });
}
