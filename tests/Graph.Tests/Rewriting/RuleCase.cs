using Graph.Transforms;

namespace Graph.Tests.Rewriting;

/// <summary>An expression on which a rule must fire.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Elements">The element types to try.</param>
/// <param name="Build">Makes the expression of leaves it draws.</param>
public sealed record RuleCase(string Rule, ElementType[] Elements, Func<Leaves, Expr> Build)
{
    /// <summary>Runs one rule alone and tells the computation before and after, and how often it fired.</summary>
    public (Computation Before, Computation After, int Fired) Apply(Rule rule, ElementType element)
    {
        Leaves leaves = new(element);
        Expr root = Build(leaves);
        Computation before = Computation.Create("case", leaves.All, [root]);
        PassLog log = new();
        Computation after = new Rewriter([rule]).Rewrite(before, log);
        Verifier.Verify(after);
        return (before, after, log.Counts.GetValueOrDefault(rule.Name));
    }
}

/// <summary>Makes the leaves of a case, in one element type unless told otherwise.</summary>
public sealed class Leaves(ElementType element)
{
    private readonly List<Expr> all = [];

    /// <summary>The element type of the case.</summary>
    public ElementType Element => element;

    /// <summary>The leaves so far.</summary>
    public ImmutableArray<Expr> All => [.. all];

    /// <summary>A leaf of the element type of the case.</summary>
    public Expr In(params long[] shape) => Of(element, shape);

    /// <summary>A leaf of another element type.</summary>
    public Expr Of(ElementType type, params long[] shape)
    {
        Expr leaf = Primitives.Leaf($"x{all.Count}", new TensorType(type, Shape.Create(shape)));
        all.Add(leaf);
        return leaf;
    }

    /// <summary>A scalar constant of the element type of the case, repeated to a shape.</summary>
    public Expr Number(Scalar value, params long[] shape) => Primitives.Fill(new TensorType(element, Shape.Create(shape)), value);
}
