namespace Graph.Transforms;

internal static class ScanReverse
{
    public static ImmutableArray<Expr?> Contributions(Expr y, ImmutableArray<Expr?> dys, ImmutableArray<bool> wanted) =>
        throw new NotSupportedException($"{y.Op.Name} has no derivative rule for reverse mode");
}
