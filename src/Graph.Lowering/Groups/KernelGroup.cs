namespace Graph.Lowering;

/// <summary>A part of a computation that one kernel computes.</summary>
/// <param name="Roots">The nodes whose values are stored, each a tensor; the first one gives the iteration space.</param>
/// <param name="Members">The nodes that are computed inside, the roots among them. All others are loaded.</param>
internal sealed record KernelGroup(ImmutableArray<Expr> Roots, IReadOnlySet<Expr> Members);

/// <summary>A kernel with what its operands stand for.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Inputs">The nodes that are loaded, in the order of the operands.</param>
/// <param name="Outputs">The nodes that are stored, the operands behind the inputs.</param>
public sealed record LoweredGroup(LoopKernel Kernel, ImmutableArray<Expr> Inputs, ImmutableArray<Expr> Outputs);
