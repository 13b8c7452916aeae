using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>Memory that a kernel needs beside its operands.</summary>
/// <param name="Element">What it holds.</param>
/// <param name="Count">How many of them.</param>
internal sealed record ScratchOperand(ElementType Element, long Count)
{
    /// <summary>The size.</summary>
    public long ByteCount => checked(Count * Element.ByteSize);
}

/// <summary>What is launched at once: a kernel whose totals over points, if it has any, go to scratch memory.</summary>
/// <param name="Kernel">The kernel, of instructions that lanes have.</param>
/// <param name="Work">How its points are shared out.</param>
/// <param name="Partials">The scratch operand where each effect that combines over points leaves its partial totals.</param>
/// <param name="Rows">Where each effect that keeps values of inner points leaves them, where that is not the memory of a group.</param>
/// <param name="Reads">The scratch operands that are operands of the kernel itself, behind those that it was made with.</param>
internal sealed record Launch(
    LoopKernel Kernel,
    WorkPlan Work,
    ImmutableDictionary<(int Stage, int Effect), int> Partials,
    ImmutableDictionary<(int Stage, int Effect), int> Rows,
    ImmutableArray<int> Reads)
{
    /// <summary>The tiles that it runs in, where it is a contraction; else null.</summary>
    public TilePlan? Tile { get; init; }

    /// <summary>The scratch operands that are parameters behind the kernel's own.</summary>
    public ImmutableArray<int> Behind => [.. Partials.Values.Concat(Rows.Values).Order()];
}
