namespace Graph.Learning;

/// <summary>Something that is kept from step to step.</summary>
/// <param name="Leaf">Its leaf.</param>
/// <param name="As">The variable whose first value is its own, too; null where all elements begin alike.</param>
/// <param name="Fill">As what they begin then.</param>
internal readonly record struct KeptLeaf(Expr Leaf, Variable? As, double Fill)
{
    public string Label => ((IR.Parameter)Leaf.Op).Label;
}
