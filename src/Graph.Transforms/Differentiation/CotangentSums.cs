namespace Graph.Transforms;

/// <summary>
/// What the uses of each expression have contributed to its cotangent so far. A projection shares its place with every other projection of the same
/// result, so an operator with several results finds a cotangent for each of them.
/// </summary>
internal sealed class CotangentSums
{
    // An entry of null is a cotangent that is reached but zero.
    private readonly Dictionary<(Expr Node, int Result), Expr?> sums = [];

    public void Add(Expr target, Expr contribution)
    {
        if (contribution.IsZeroFill)
        {
            AddZero(target);
            return;
        }
        (Expr Node, int Result) place = Place(target);
        sums[place] = sums.GetValueOrDefault(place) is { } sum ? sum + contribution : contribution;
    }

    public void AddZero(Expr target) => sums.TryAdd(Place(target), null);

    /// <summary>Whether a use has contributed to any result of the node, if only zero.</summary>
    public bool IsReached(Expr node) => Places(node).Any(sums.ContainsKey);

    /// <summary>The cotangent of each result of the node; null where it is zero or nothing reaches it.</summary>
    public ImmutableArray<Expr?> Of(Expr node) => [.. Places(node).Select(place => sums.GetValueOrDefault(place))];

    /// <summary>The cotangent of an expression, a zero tensor where it is reached but zero, null where nothing reaches it.</summary>
    public Expr? Find(Expr target) =>
        sums.TryGetValue(Place(target), out Expr? sum) ? sum ?? Primitives.Zeros(target.Type) : null;

    /// <summary>Frees what a node no longer needs.</summary>
    public void Forget(Expr node)
    {
        foreach ((Expr Node, int Result) place in Places(node))
        {
            sums.Remove(place);
        }
    }

    /// <summary>The operator and the number of its result that an expression is.</summary>
    public static (Expr Node, int Result) Place(Expr target) => target is (Project(var index), [var tuple]) ? (tuple, index) : (target, 0);

    // A projection has no place of its own: its operator has.
    private static IEnumerable<(Expr Node, int Result)> Places(Expr node) =>
        node.Op is Project ? [] : Enumerable.Range(0, node.ResultType.Tensors.Length).Select(result => (node, result));
}
