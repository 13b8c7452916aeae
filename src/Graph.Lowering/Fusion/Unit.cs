namespace Graph.Lowering;

/// <summary>What will be one step of a plan, while units are still being merged.</summary>
internal sealed class Unit
{
    private Unit(ImmutableArray<Expr> roots, ImmutableHashSet<Expr> members, LoweredGroup? lowered, ImmutableArray<Expr> inputs) =>
        (Roots, Members, Lowered, Inputs) = (roots, members, lowered, inputs);

    /// <summary>What it computes for others.</summary>
    public ImmutableArray<Expr> Roots { get; }

    /// <summary>All that it computes.</summary>
    public ImmutableHashSet<Expr> Members { get; }

    /// <summary>The kernel, or null where a single node has a step of its own.</summary>
    public LoweredGroup? Lowered { get; }

    /// <summary>What it reads.</summary>
    public ImmutableArray<Expr> Inputs { get; }

    /// <summary>A unit of a node that no kernel computes.</summary>
    public static Unit Of(Expr node) => new([node], [node], null, [.. node.Inputs.Distinct()]);

    /// <summary>A unit of a kernel.</summary>
    public static Unit Of(KernelGroup group, LoweredGroup lowered) => new(group.Roots, group.Members, lowered, lowered.Inputs);

    /// <summary>How much it computes, in the units of the cost model.</summary>
    public long Operations => Lowered is null ? 0 : CostModel.Operations(Lowered.Kernel);

    /// <summary>The bytes that it reads and writes.</summary>
    public long Bytes => Lowered is null ? 0 : CostModel.Bytes(Lowered.Kernel);
}
