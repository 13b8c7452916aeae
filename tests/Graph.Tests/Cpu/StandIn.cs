using Graph.Codegen;
using Graph.Lowering;
using Graph.Tests.Lowering;

namespace Graph.Tests.Cpu;

/// <summary>Kernels in the form of generated code that the simulator runs, to test how plans are run apart from how code is made.</summary>
internal static unsafe class StandIn
{
    public static ImmutableArray<KernelCode> Compile(IReadOnlyList<ScheduledKernel> kernels, LaneWidth width) =>
        [.. kernels.Select(kernel => new KernelCode(kernel, [new KernelPhase(Simulate(kernel.Kernel), 1)], 64, 64))];

    /// <summary>Kernels that only touch their operands, in some chunks, to see what running them allocates.</summary>
    public static ImmutableArray<KernelCode> Idle(IReadOnlyList<ScheduledKernel> kernels, LaneWidth width) =>
        [.. kernels.Select(kernel => new KernelCode(kernel, [new KernelPhase(static (_, _, _, _, _) => { }, 20)], 64, 64))];

    private static KernelMethod Simulate(LoopKernel kernel) => (operands, _, _, _, _) =>
    {
        List<Literal> inputs = [];
        for (int place = 0; kernel.Operands[place].Access == OperandAccess.Read; place++)
        {
            inputs.Add(Read(kernel.Operands[place].Type, operands[place]));
        }
        foreach (Literal output in KernelSimulator.Run(kernel, inputs))
        {
            byte* target = operands[inputs.Count];
            output.Buffer.CopyTo<byte>(0, new Span<byte>(target, (int)output.Type.ByteCount));
            inputs.Add(output);
        }
    };

    private static Literal Read(TensorType type, byte* source)
    {
        Buffer copy = Buffer.Allocate((nint)type.ByteCount);
        copy.CopyFrom<byte>(0, new ReadOnlySpan<byte>(source, (int)type.ByteCount));
        return new Literal(type, copy);
    }
}
