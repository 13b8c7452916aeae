using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>Whether a step has enough work to hand some of it to other threads. Decides about time only: the bits are the same either way.</summary>
internal static class WorkThreshold
{
    // In units of the cost model, of which a core does about 150 in a nanosecond with vectors: some 7 µs, a hundred times what a meeting of awake threads costs.
    private const long LeastOperations = 1 << 20;

    // What one element at a time costs more.
    private const long ScalarFactor = 16;

    public static bool IsShared(ScheduledKernel scheduled)
    {
        long factor = scheduled.Schedule.Vector == VectorAxis.NoAxis ? ScalarFactor : 1;
        double work = ((double)CostModel.Operations(scheduled.Kernel) * factor) + ((double)CostModel.Bytes(scheduled.Kernel) * CostModel.OperationsPerByte);
        return work >= LeastOperations;
    }

    /// <param name="scalarOperations">Operations done one element at a time.</param>
    public static bool IsShared(long scalarOperations) => scalarOperations >= LeastOperations / ScalarFactor;
}
