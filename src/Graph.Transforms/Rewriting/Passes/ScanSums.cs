using static Graph.IR.BinaryKind;

namespace Graph.Transforms;

/// <summary>
/// A carry to which steps only add is a sum over time: what makes up its terms is put out at each step, and one contraction, scatter or reduction behind
/// the loop, over time as well, gives the sum. A recurrent network's weight gradient is then one product of matrices, and no step rewrites it.
/// </summary>
/// <remarks>Terms are added up in another order than the loop would, in blocks and pairwise, which rounds no worse.</remarks>
internal sealed class ScanSums
{
    // Deeper than any derivative nests linear operators; what lies deeper stays in the loop.
    private const int DeepestTerm = 64;

    private readonly Loop loop;
    private readonly PassLog log;
    private readonly bool factors;
    private readonly Dictionary<Expr, int> uses;
    private readonly LoopInvariants invariants;
    private readonly Dictionary<Expr, Expr> sequences;

    private ScanSums(Expr node, PassLog log, bool factors)
    {
        this.log = log;
        this.factors = factors;
        loop = new Loop(node);
        uses = Traversal.CountUses(loop.Results);
        invariants = new LoopInvariants(loop);
        sequences = loop.Sequences.ToDictionary(port => port.Leaf, port => port.Operand);
    }

    /// <summary>Makes the sum of an expression of the body over all steps, of stacked values.</summary>
    private delegate Expr Sum(Func<Expr, Expr> stacked);

    /// <summary>Takes sums behind every loop of a computation.</summary>
    /// <param name="computation">The computation.</param>
    /// <param name="log">Where each sum is counted.</param>
    /// <param name="factors">Whether factors that are the same at every step are taken out of sums: equal in real arithmetic only.</param>
    public static Computation Run(Computation computation, PassLog log, bool factors) =>
        computation.Nodes.Any(node => node.Op is Scan)
            ? computation.RebuildResults((_, updated) => updated.Op is Scan ? new ScanSums(updated, log, factors).Sink() : null)
            : computation;

    private ImmutableArray<Expr>? Sink()
    {
        int outputs = loop.Outputs.Count;
        List<Total> totals = [];
        for (int place = 0; place < loop.Carries.Count; place++)
        {
            if (TermsOf(loop.Carries[place]) is { } terms)
            {
                totals.Add(new Total(place, terms));
            }
        }
        // What one term puts out another may need, so until nothing more is found.
        while (totals.Any(total => total.Terms.Any(TrySink)))
        {
        }
        totals.RemoveAll(total => total.Terms.TrueForAll(term => term.Sum is null));
        return totals.Count == 0 ? null : Rebuild(totals, outputs);
    }

    private ImmutableArray<Expr> Rebuild(List<Total> totals, int outputs)
    {
        Dictionary<int, Expr> initials = totals.ToDictionary(total => total.Carry, total => loop.Carries[total.Carry].Initial);
        int carries = loop.Carries.Count;
        List<int> kept = [.. Enumerable.Range(0, carries)];
        foreach (Total total in Enumerable.Reverse(totals))
        {
            Loop.Carry carry = loop.Carries[total.Carry];
            ImmutableArray<Term> left = [.. total.Terms.Where(term => term.Sum is null)];
            if (left.IsEmpty)
            {
                loop.Carries.RemoveAt(total.Carry);
                kept.RemoveAt(total.Carry);
            }
            else
            {
                loop.Carries[total.Carry] = carry with { Next = left.Aggregate(carry.Leaf, (sum, term) => term.AddTo(sum, term.Value)) };
            }
        }
        ImmutableArray<Expr> built = loop.Build();
        Expr Stacked(Expr value) => sequences.TryGetValue(value, out Expr? operand) ? operand : built[kept.Count + loop.Outputs.IndexOf(value)];
        Expr Final(int carry)
        {
            Expr value = kept.IndexOf(carry) is >= 0 and var place ? built[place] : initials[carry];
            return totals.Find(total => total.Carry == carry) is { } sums
                ? sums.Terms.Where(term => term.Sum is not null).Aggregate(value, (sum, term) => term.AddTo(sum, term.Sum!(Stacked)))
                : value;
        }
        return [.. Enumerable.Range(0, carries).Select(Final), .. built.Skip(kept.Count).Take(outputs)];
    }

    /// <summary>The terms that each step adds to a carry, where the running sum is seen by nothing else; else null.</summary>
    private List<Term>? TermsOf(Loop.Carry carry)
    {
        if (uses.GetValueOrDefault(carry.Leaf) != 1)
        {
            return null;
        }
        HashSet<Expr> behind = DependentsOf(carry.Leaf);
        List<Term> terms = [];
        Expr node = carry.Next;
        while (!ReferenceEquals(node, carry.Leaf))
        {
            if (uses[node] != 1)
            {
                return null;
            }
            switch (node)
            {
                case (Binary(Add), [var a, var b]) when !behind.Contains(b):
                    terms.Add(new Term(b, Negative: false));
                    node = a;
                    break;
                case (Binary(Add), [var a, var b]) when !behind.Contains(a):
                    terms.Add(new Term(a, Negative: false));
                    node = b;
                    break;
                case (Binary(Subtract), [var a, var b]) when !behind.Contains(b):
                    terms.Add(new Term(b, Negative: true));
                    node = a;
                    break;
                case (Scatter { Kind: ScatterKind.Accumulate } op, [var target, var indices, var updates]) when !behind.Contains(indices) && !behind.Contains(updates):
                    terms.Add(new Term(node.Replace(op, [Primitives.Zeros(target.Type), indices, updates]), Negative: false));
                    node = target;
                    break;
                default:
                    return null;
            }
        }
        return terms.Count > 0 ? terms : null;
    }

    private HashSet<Expr> DependentsOf(Expr leaf)
    {
        HashSet<Expr> dependents = [leaf];
        foreach (Expr node in Traversal.TopologicalOrder(loop.Results))
        {
            if (node.Inputs.Any(dependents.Contains))
            {
                dependents.Add(node);
            }
        }
        return dependents;
    }

    private bool TrySink(Term term)
    {
        if (term.Sum is not null)
        {
            return false;
        }
        if (PlanOf(term.Value, []) is not { } plan)
        {
            return false;
        }
        foreach (Expr value in plan.Puts)
        {
            loop.AddOutput(value);
        }
        term.Sum = plan.Sum;
        log.Count("sum-behind-scan");
        return true;
    }

    /// <summary>The plan for the sum of a value over all steps; null where the loop had better add. Each value is planned and made once, however many share it.</summary>
    private Plan? PlanOf(Expr value, Dictionary<Expr, Plan?> plans, int depth = 0)
    {
        if (plans.TryGetValue(value, out Plan? known) || depth > DeepestTerm)
        {
            return known;
        }
        Plan? plan = PlanOfTerms(value) ?? PlanOfLinear(value, plans, depth + 1) ?? (factors ? PlanOfScaled(value, plans, depth + 1) : null);
        return plans[value] = plan?.Once();
    }

    /// <summary>The plan for what is summed as it stands: stacked values, and contractions, sums and scatters of them.</summary>
    private Plan? PlanOfTerms(Expr value)
    {
        switch (value)
        {
            case var _ when IsStacked(value):
                return new Plan(stacked => stacked(value).Sum([0]), []);
            case (Contract c, [var a, var b]) when !invariants.IsInvariant(a) && !invariants.IsInvariant(b) && IsWorth(value, c, a, b):
                Contract overTime = new([0, .. Up(c.Lhs)], [0, .. Up(c.Rhs)], Up(c.LhsBatch), Up(c.RhsBatch));
                return new Plan(stacked => value.Replace(overTime, [stacked(a), stacked(b)]), Puts(a, b));
            case (Reduce { Kind: ReduceKind.SumOf } r, [var x]) when IsStacked(x):
                return new Plan(stacked => value.Replace(new Reduce(ReduceKind.SumOf, [0, .. Up(r.Axes)]), [stacked(x)]), []);
            case (Scatter { Kind: ScatterKind.Accumulate, Batch: 0 } op, [{ IsZero: true } target, var indices, var updates])
                when !invariants.IsInvariant(indices) && !invariants.IsInvariant(updates):
                return new Plan(stacked => value.Replace(op, [target, stacked(indices), stacked(updates)]), Puts(indices, updates));
            default:
                return null;
        }
    }

    /// <summary>The plan for what moves, negates or adds sums: that changes no more than the order in which terms are added.</summary>
    private Plan? PlanOfLinear(Expr value, Dictionary<Expr, Plan?> plans, int depth)
    {
        switch (value)
        {
            case (Reshape or Transpose or Broadcast or Slice or Reverse or Unary(UnaryKind.Negate), [var x]) when PlanOf(x, plans, depth) is { } plan:
                return new Plan(stacked => value.Replace(value.Op, [plan.Sum(stacked)]), plan.Puts);
            case (Pad, [var x, { IsZero: true } zero]) when PlanOf(x, plans, depth) is { } plan:
                return new Plan(stacked => value.Replace(value.Op, [plan.Sum(stacked), zero]), plan.Puts);
            case (Binary(Add or Subtract), [var x, var y]) when PlanOf(x, plans, depth) is { } left && PlanOf(y, plans, depth) is { } right:
                return new Plan(stacked => value.Replace(value.Op, [left.Sum(stacked), right.Sum(stacked)]), [.. left.Puts.Union(right.Puts)]);
            default:
                return null;
        }
    }

    /// <summary>The plan for a sum times what is the same at every step. The sum alone may overflow where no term does.</summary>
    private Plan? PlanOfScaled(Expr value, Dictionary<Expr, Plan?> plans, int depth)
    {
        switch (value)
        {
            case (Contract or Binary(Multiply), [var factor, var x]) when value.IsReal && invariants.Outside(factor) is { } outer && PlanOf(x, plans, depth) is { } plan:
                return new Plan(stacked => value.Replace(value.Op, [outer, plan.Sum(stacked)]), plan.Puts);
            case (Contract or Binary(Multiply or Divide), [var x, var factor]) when value.IsReal && invariants.Outside(factor) is { } outer && PlanOf(x, plans, depth) is { } plan:
                return new Plan(stacked => value.Replace(value.Op, [plan.Sum(stacked), outer]), plan.Puts);
            default:
                return null;
        }
    }

    /// <summary>Whether the products outweigh what must be put out to take them behind the loop.</summary>
    private bool IsWorth(Expr value, Contract c, Expr a, Expr b)
    {
        long products = value.Type.ElementCount * a.Shape.Select(c.Lhs).ElementCount;
        return products >= (IsStacked(a) ? 0 : a.Type.ElementCount) + (IsStacked(b) ? 0 : b.Type.ElementCount);
    }

    private bool IsStacked(Expr value) => sequences.ContainsKey(value) || loop.Outputs.Contains(value);

    private ImmutableArray<Expr> Puts(Expr left, Expr right) => [.. new[] { left, right }.Distinct().Where(value => !IsStacked(value))];

    private static Axes Up(Axes axes) => [.. axes.Select(axis => axis + 1)];

    /// <summary>How to compute the sum of a value over all steps behind the loop, and what each step must put out for it.</summary>
    private sealed record Plan(Sum Sum, ImmutableArray<Expr> Puts)
    {
        /// <summary>The plan that makes its expression at the first use, for all others.</summary>
        public Plan Once()
        {
            Expr? made = null;
            return this with { Sum = stacked => made ??= Sum(stacked) };
        }
    }

    /// <summary>A carry that is a sum.</summary>
    private sealed record Total(int Carry, List<Term> Terms);

    /// <summary>What each step adds or subtracts, and its sum behind the loop once that is planned.</summary>
    private sealed record Term(Expr Value, bool Negative)
    {
        public Sum? Sum { get; set; }

        public Expr AddTo(Expr sum, Expr value) => Negative ? sum - value : sum + value;
    }
}
