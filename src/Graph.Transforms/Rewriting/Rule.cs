namespace Graph.Transforms;

/// <summary>A rewrite: looks at one node and what stands below it, and returns what may stand in its place, or null where it does not apply.</summary>
/// <param name="Name">The name in traces, in kebab-case.</param>
/// <param name="Apply">The rewrite. It must return an expression of the same type, and something closer to a normal form: see docs/adding-a-rule.md.</param>
public sealed record Rule(string Name, Func<Expr, Expr?> Apply)
{
    /// <summary>The operators that the rule can match at the root; empty means any. The rewriter asks a rule only about these.</summary>
    public ImmutableArray<Type> Roots { get; init; } = [];

    /// <summary>
    /// Whether the rule does the work of the root's operands again, so that it must not fire where anything else uses one of them.
    /// </summary>
    public bool RemakesOperands { get; init; }

    /// <summary>A family of rules that match one operator at the root.</summary>
    public static ImmutableArray<Rule> At<TOp>(params ReadOnlySpan<Rule> rules) where TOp : Op => At([typeof(TOp)], rules);

    /// <summary>A family of rules that match any of some operators at the root.</summary>
    public static ImmutableArray<Rule> At(ImmutableArray<Type> roots, params ReadOnlySpan<Rule> rules)
    {
        ImmutableArray<Rule>.Builder family = ImmutableArray.CreateBuilder<Rule>(rules.Length);
        foreach (Rule rule in rules)
        {
            family.Add(rule with { Roots = roots });
        }
        return family.MoveToImmutable();
    }
}
