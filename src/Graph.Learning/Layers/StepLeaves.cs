namespace Graph.Learning;

/// <summary>What every step of training keeps beside the variables of a network.</summary>
internal sealed class StepLeaves
{
    public const string SeedLabel = KeptPaths.Training + "/seed";
    public const string BatchLabel = KeptPaths.Training + "/batch";

    /// <summary>The key of the seed, a u32[2].</summary>
    public Expr Seed { get; } = Primitives.Leaf(SeedLabel, new TensorType(ElementType.U32, [2]), LeafRole.StateLeaf);

    /// <summary>How many batches came before this one, an i64 scalar.</summary>
    public Expr Batch { get; } = Primitives.Leaf(BatchLabel, new TensorType(ElementType.I64, []), LeafRole.StateLeaf);

    /// <summary>The key of this batch.</summary>
    public Expr Key => Ops.FoldIn(Seed, Batch);
}
