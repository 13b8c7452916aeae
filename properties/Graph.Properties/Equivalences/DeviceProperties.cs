using Graph.Ilgpu;
using Graph.Lowering;
using Graph.Properties.Checking;

namespace Graph.Properties.Equivalences;

/// <summary>Generated code on an accelerator against the reference.</summary>
public static class DeviceProperties
{
    /// <summary>The property; a sweep checks it only when it is named, for every kernel takes a driver a third of a second to compile.</summary>
    public static ImmutableArray<Property> All { get; } =
        [new("device", "On an OpenCL device it gives what the reference does, but for the order of sums.", Device)];

    private static Verdict Device(Trial trial)
    {
        IlgpuBackend backend = trial.Workshop.Accelerator;
        ExecutionPlan plan = Planner.Plan(trial.Computation, backend.Target);
        Buffer[] results = [.. plan.Results.Select(number => backend.Allocate((nint)plan.Buffers[number].Type.ByteCount))];
        backend.Compile(plan).Run([.. trial.Arguments.Select(argument => argument.Buffer)], results);
        return CompiledProperties.Compare(
            trial, [.. plan.Results.Select((number, place) => new Literal(plan.Buffers[number].Type, results[place]))]);
    }
}
