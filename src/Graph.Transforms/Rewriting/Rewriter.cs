using System.Collections.Frozen;

namespace Graph.Transforms;

/// <summary>
/// Applies rules to a computation, operands first, until none applies any more, inside the bodies of scans and calls too. What does not change is not
/// copied. What a rule makes gets the origin of what it replaces.
/// </summary>
/// <remarks>Immutable, so that one rewriter may serve any number of threads. Time is linear in the nodes and in the rules that fire.</remarks>
public sealed class Rewriter
{
    // Far more firings than rules that approach a normal form ever need; rules that undo each other exceed any such bound.
    private const long FiringsPerNode = 64;
    private const long LeastBudget = 4096;

    private readonly FrozenDictionary<Type, ImmutableArray<Rule>> byRoot;
    private readonly ImmutableArray<Rule> anywhere;

    /// <summary>Makes a rewriter of rules; of several that apply to a node the first one is taken.</summary>
    public Rewriter(ImmutableArray<Rule> rules)
    {
        Rules = rules;
        anywhere = [.. rules.Where(rule => rule.Roots.IsEmpty)];
        byRoot = rules.SelectMany(rule => rule.Roots).Distinct().ToFrozenDictionary(
            root => root,
            root => rules.Where(rule => rule.Roots.IsEmpty || rule.Roots.Contains(root)).ToImmutableArray());
    }

    /// <summary>The rules, in the order in which they are tried.</summary>
    public ImmutableArray<Rule> Rules { get; }

    /// <summary>Rewrites to a fixpoint.</summary>
    /// <param name="computation">What to rewrite.</param>
    /// <param name="log">Where each firing is counted.</param>
    /// <returns>The rewritten computation; the same one where no rule applied.</returns>
    /// <exception cref="InvalidOperationException">A rule changes the type of what it replaces, or rules undo each other without end.</exception>
    public Computation Rewrite(Computation computation, PassLog log) =>
        Bodies.Transform(computation, part => new Walk(this, part, log).Run());

    private ImmutableArray<Rule> RulesFor(Op op) => byRoot.TryGetValue(op.GetType(), out ImmutableArray<Rule> rules) ? rules : anywhere;

    /// <summary>One walk over one computation.</summary>
    private sealed class Walk(Rewriter rewriter, Computation computation, PassLog log)
    {
        private readonly Dictionary<Expr, Expr> normal = new(computation.Nodes.Length);
        private readonly Stack<(Expr Node, Expr? Became)> pending = new();
        private readonly Dictionary<Expr, int> uses = [];
        private long budget = Math.Max(LeastBudget, FiringsPerNode * computation.Nodes.Length);

        public Computation Run()
        {
            if (computation.Nodes.All(node => rewriter.RulesFor(node.Op).IsEmpty))
            {
                return computation;
            }
            Dictionary<Expr, int> before = Traversal.CountUses(computation.Results);
            foreach (Expr node in computation.Nodes)
            {
                Normalize(node);
                uses[normal[node]] = uses.GetValueOrDefault(normal[node]) + before.GetValueOrDefault(node);
            }
            return computation.WithResults([.. computation.Results.Select(result => normal[result])]);
        }

        private void Normalize(Expr root)
        {
            pending.Push((root, null));
            while (pending.TryPop(out (Expr Node, Expr? Became) top))
            {
                (Expr node, Expr? became) = top;
                if (became is not null)
                {
                    normal[node] = normal[became];
                }
                else if (!normal.ContainsKey(node) && OperandsAreNormal(node))
                {
                    Settle(node, node.WithInputs(normal));
                }
            }
        }

        /// <summary>Else the node waits for its operands.</summary>
        private bool OperandsAreNormal(Expr node)
        {
            bool ready = true;
            for (int place = node.Inputs.Length - 1; place >= 0; place--)
            {
                if (!normal.ContainsKey(node.Inputs[place]))
                {
                    if (ready)
                    {
                        pending.Push((node, null));
                        ready = false;
                    }
                    pending.Push((node.Inputs[place], null));
                }
            }
            return ready;
        }

        private void Settle(Expr node, Expr updated)
        {
            if (Fire(updated) is { } next)
            {
                pending.Push((node, next));
                pending.Push((next, null));
                return;
            }
            normal[node] = updated;
            normal[updated] = updated;
        }

        private Expr? Fire(Expr node)
        {
            using Origin.Extent extent = Origin.Replacing(node.Origin);
            foreach (Rule rule in rewriter.RulesFor(node.Op))
            {
                if (!(rule.RemakesOperands && HasSharedOperand(node)) && rule.Apply(node) is { } result)
                {
                    Check(rule, node, result);
                    log.Count(rule.Name);
                    return result;
                }
            }
            return null;
        }

        /// <summary>Whether an operand stands for what had several uses before; what a rule has made has one.</summary>
        private bool HasSharedOperand(Expr node) => node.Inputs.Any(operand => uses.GetValueOrDefault(operand) > 1);

        private void Check(Rule rule, Expr node, Expr result)
        {
            if (result.ResultType != node.ResultType)
            {
                throw new InvalidOperationException($"the rule {rule.Name} replaced {node.Describe()} by {result.Describe()}, which has another type");
            }
            if (--budget < 0)
            {
                throw new InvalidOperationException(
                    $"the rules do not come to an end on @{computation.Name}: after {Math.Max(LeastBudget, FiringsPerNode * computation.Nodes.Length)} firings {rule.Name} still applies to {node.Describe()}");
            }
        }
    }
}
