namespace Graph.Lowering;

/// <summary>Makes one effect, each of whose terms is rounded once, of a sum of floats and the product that it alone uses.</summary>
internal static class SumProducts
{
    public static LoopKernel Apply(LoopKernel kernel)
    {
        Sequence<Stage> stages = [.. kernel.Stages.Select(Fuse)];
        return stages == kernel.Stages ? kernel : kernel with { Stages = stages };
    }

    /// <summary>The sum of products that a total of a stage with inner axes is, or null.</summary>
    public static ProductTotal? Of(Stage stage, Effect effect, int[] uses) =>
        stage.Axes.Count > 0 && effect is Total(ReduceKind.SumOf, var value, var guard) && uses[value] == 1
        && stage.Body[value] is Compute { Op: Binary(BinaryKind.Multiply), Element.IsFloat: true } product
            ? new ProductTotal(product.Arguments[0], product.Arguments[1], guard)
            : null;

    private static Stage Fuse(Stage stage)
    {
        int[] uses = stage.Uses();
        Sequence<Effect> effects = [.. stage.Effects.Select(effect => Of(stage, effect, uses) ?? effect)];
        return effects == stage.Effects ? stage : (stage with { Effects = effects }).WithoutUnused();
    }
}
