using System.Diagnostics;

namespace Graph.Transforms;

/// <summary>
/// The sum of what has been contributed to the derivative of each result of each operator so far. A projection is the same place as every other
/// projection of the same result, so an operator with several results finds a derivative for each of them.
/// </summary>
internal sealed class DerivativeSums
{
    // An entry of null is a derivative that is reached but zero.
    private readonly Dictionary<(Expr Node, int Result), Expr?> sums = [];

    /// <summary>The operator and the number of its result that an expression is.</summary>
    public static (Expr Node, int Result) Place(Expr target) => target is (Project(var index), [var tuple]) ? (tuple, index) : (target, 0);

    public void Add(Expr target, Expr contribution) => Add(Place(target), contribution);

    public void Add((Expr Node, int Result) place, Expr contribution)
    {
        TensorType expected = place.Node.ResultType.Tensors[place.Result];
        if (contribution.Type != expected)
        {
            throw new UnreachableException($"a derivative of type {contribution.Type} was contributed to {place.Node.Describe()}, whose result {place.Result} is {expected}");
        }
        if (contribution.IsZeroFill)
        {
            sums.TryAdd(place, null);
            return;
        }
        sums[place] = sums.GetValueOrDefault(place) is { } sum ? sum.Apply(BinaryKind.Add, contribution) : contribution;
    }

    public void AddZero(Expr target) => sums.TryAdd(Place(target), null);

    /// <summary>Says of every float result of a node that its derivative is reached.</summary>
    public void AddZeros(Expr node)
    {
        foreach ((Expr Node, int Result) place in Places(node))
        {
            if (node.ResultType.Tensors[place.Result].Element.IsFloat)
            {
                sums.TryAdd(place, null);
            }
        }
    }

    /// <summary>Whether anything has been contributed to the expression, if only zero.</summary>
    public bool Reaches(Expr target) => sums.ContainsKey(Place(target));

    /// <summary>Whether anything has been contributed to any result of the node, if only zero.</summary>
    public bool ReachesAny(Expr node) => Places(node).Any(sums.ContainsKey);

    /// <summary>The derivative of each result of the node; null where it is zero or nothing reaches it.</summary>
    public ImmutableArray<Expr?> Of(Expr node) => [.. Places(node).Select(place => sums.GetValueOrDefault(place))];

    /// <summary>The derivative of an expression; null where it is zero or nothing reaches it.</summary>
    public Expr? FindNonZero(Expr target) => sums.GetValueOrDefault(Place(target));

    /// <summary>The derivative of an expression, a zero tensor where it is reached but zero, null where nothing reaches it.</summary>
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

    // A projection has no place of its own: its operator has.
    private static IEnumerable<(Expr Node, int Result)> Places(Expr node) =>
        node.Op is Project ? [] : Enumerable.Range(0, node.ResultType.Tensors.Length).Select(result => (node, result));
}
