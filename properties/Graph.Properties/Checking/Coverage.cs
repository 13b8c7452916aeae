using System.Reflection;

namespace Graph.Properties.Checking;

/// <summary>Counts what a run has reached: operators with their kinds and element types, rules, and outcomes of properties.</summary>
public sealed class Coverage
{
    private readonly SortedDictionary<string, long> operators = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> rules = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> differentiated = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> plans = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long[]> outcomes = new(StringComparer.Ordinal);

    /// <summary>How many operators of each kind and element type the cases had.</summary>
    public IReadOnlyDictionary<string, long> Operators => operators;

    /// <summary>In how many cases each rule fired, and each pass changed something.</summary>
    public IReadOnlyDictionary<string, long> Rules => rules;

    /// <summary>In how many cases each operator stood between a parameter and a result whose derivative was held against differences.</summary>
    public IReadOnlyDictionary<string, long> Differentiated => differentiated;

    /// <summary>In how many plans each of their parts stood, and how many were compiled each way; see <see cref="Compiling.PlanKeys"/>.</summary>
    public IReadOnlyDictionary<string, long> Plans => plans;

    /// <summary>Every operator, each with every kind and element type it takes.</summary>
    public static ImmutableArray<string> WantedOperators { get; } = [.. Wanted().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Every operator type; each has to be reached in the shortest of runs.</summary>
    public static ImmutableArray<string> OperatorTypes { get; } =
        [.. typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && type.IsSealed).Select(type => type.Name).Order(StringComparer.Ordinal)];

    /// <summary>Every operator through which a derivative goes, with every kind it has.</summary>
    public static ImmutableArray<string> WantedDerivatives { get; } =
    [
        .. WantedOperators.Where(key => key.EndsWith(" f64", StringComparison.Ordinal)
            && key.Split(' ')[0] is not (nameof(Parameter) or nameof(Constant) or nameof(Iota) or nameof(Compare) or nameof(ArgReduce) or nameof(StopGradient)
                or nameof(Cast) or nameof(Bitcast) or nameof(Select))),
        // The first operand of a choice is its condition.
        "Select bool", "Scan forward", "Scan reverse", "Call",
    ];

    /// <summary>How often an operator type was reached, whatever its kind.</summary>
    public long OfType(string type) => operators.Where(entry => entry.Key.Split(' ')[0] == type).Sum(entry => entry.Value);

    /// <summary>Held, skipped and broken counts of a property.</summary>
    public (long Held, long Skipped, long Broken) OutcomesOf(string property) =>
        outcomes.TryGetValue(property, out long[]? counts) ? (counts[0], counts[1], counts[2]) : default;

    /// <summary>Counts the operators of a computation, and of those it holds.</summary>
    public void Count(Computation computation)
    {
        foreach (Expr node in computation.Nodes)
        {
            string key = KeyOf(node);
            operators[key] = operators.GetValueOrDefault(key) + 1;
            foreach (Computation held in Verifier.Held(node.Op))
            {
                Count(held);
            }
        }
    }

    /// <summary>Counts the operators of f64 that stand between the parameters and the results of a computation, once each.</summary>
    public void CountDifferentiated(Computation computation)
    {
        HashSet<Expr> active = [.. computation.Parameters.Where(parameter => parameter.Element == ElementType.F64)];
        foreach (Expr node in computation.Nodes.Where(node => node.Inputs.Any(active.Contains) && node.ResultType.Tensors[0].Element == ElementType.F64))
        {
            active.Add(node);
        }
        foreach (string key in active.Select(KeyOf).Distinct())
        {
            differentiated[key] = differentiated.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Counts a case in which a rule fired or a pass changed something.</summary>
    public void CountRule(string rule) => rules[rule] = rules.GetValueOrDefault(rule) + 1;

    /// <summary>Counts a plan that has a part.</summary>
    public void CountPlan(string part) => plans[part] = plans.GetValueOrDefault(part) + 1;

    /// <summary>Counts the outcome of a check.</summary>
    public void Count(string property, Outcome outcome)
    {
        if (!outcomes.TryGetValue(property, out long[]? counts))
        {
            outcomes.Add(property, counts = new long[3]);
        }
        counts[(int)outcome]++;
    }

    /// <summary>Adds what another thread counted.</summary>
    public void Add(Coverage other)
    {
        foreach ((string key, long count) in other.operators)
        {
            operators[key] = operators.GetValueOrDefault(key) + count;
        }
        foreach ((string key, long count) in other.rules)
        {
            rules[key] = rules.GetValueOrDefault(key) + count;
        }
        foreach ((string key, long count) in other.plans)
        {
            plans[key] = plans.GetValueOrDefault(key) + count;
        }
        foreach ((string key, long count) in other.differentiated)
        {
            differentiated[key] = differentiated.GetValueOrDefault(key) + count;
        }
        foreach ((string key, long[] counts) in other.outcomes)
        {
            long[] sums = outcomes.TryGetValue(key, out long[]? own) ? own : outcomes[key] = new long[3];
            for (int outcome = 0; outcome < counts.Length; outcome++)
            {
                sums[outcome] += counts[outcome];
            }
        }
    }

    private static string KeyOf(Expr node)
    {
        ElementType element = node.Inputs is [var first, ..] && !first.IsTuple ? first.Element : node.ResultType.Tensors[0].Element;
        string kind = node.Op switch
        {
            Unary or Binary or Compare => node.Op.Name,
            Reduce(var how, _) => how.Mnemonic,
            ArgReduce(var which, _) => which.Mnemonic,
            Cumulative(var how, _) => how.Mnemonic,
            Scatter(var how, _) => how.Mnemonic,
            Cast(var to) => $"to {to.Mnemonic}",
            Bitcast(var to) => $"to {to.Mnemonic}",
            Parameter(_, _, var role) => role.Mnemonic,
            Sort(_, var descending) => descending ? "descending" : "ascending",
            Scan scan => scan.Reverse ? "reverse" : "forward",
            RandomBits(var type) => type.Element.Mnemonic,
            _ => "",
        };
        // What a loop, a call or a projection carries says nothing about the operator itself.
        string carried = node.Op is Scan or Call or Project or RandomBits ? "" : element.Mnemonic;
        return string.Join(' ', new[] { node.Op.GetType().Name, kind, carried }.Where(part => part.Length > 0));
    }

    private static IEnumerable<string> Wanted()
    {
        foreach (ElementType element in ElementTypes.All)
        {
            Expr x = Primitives.Leaf("x", new TensorType(element, [2]));
            Expr scalar = Primitives.Leaf("scalar", new TensorType(element, []));
            Expr places = Primitives.Leaf("places", new TensorType(ElementType.I32, [2]));
            Expr flags = Primitives.Leaf("flags", new TensorType(ElementType.Bool, [2]));
            IEnumerable<(Op Op, ImmutableArray<Expr> Operands)> samples =
            [
                .. Enum.GetValues<UnaryKind>().Select(kind => ((Op)new Unary(kind), (ImmutableArray<Expr>)[x])),
                .. Enum.GetValues<BinaryKind>().Select(kind => ((Op)new Binary(kind), (ImmutableArray<Expr>)[x, x])),
                .. Enum.GetValues<CompareKind>().Select(kind => ((Op)new Compare(kind), (ImmutableArray<Expr>)[x, x])),
                .. Enum.GetValues<ReduceKind>().Select(kind => ((Op)new Reduce(kind, [0]), (ImmutableArray<Expr>)[x])),
                .. Enum.GetValues<ReduceKind>().Select(kind => ((Op)new Cumulative(kind, 0), (ImmutableArray<Expr>)[x])),
                .. Enum.GetValues<ExtremumKind>().Select(kind => ((Op)new ArgReduce(kind, 0), (ImmutableArray<Expr>)[x])),
                .. Enum.GetValues<ScatterKind>().Select(kind => ((Op)new Scatter(kind), (ImmutableArray<Expr>)[x, places, x])),
                .. Enum.GetValues<LeafRole>().Select(role => ((Op)new Parameter("x", x.Type, role), ImmutableArray<Expr>.Empty)),
                .. ElementTypes.All.Where(to => to != element).Select(to => ((Op)new Cast(to), (ImmutableArray<Expr>)[x])),
                .. ElementTypes.All.Where(to => to != element).Select(to => ((Op)new Bitcast(to), (ImmutableArray<Expr>)[x])),
                (new Constant(Literal.Create<float>([0], [])), []), (new Iota(x.Type, 0), []), (new Select(), [flags, x, x]), (new StopGradient(), [x]),
                (new Reshape([2, 1]), [x]), (new Transpose([0]), [x]), (new Broadcast([3, 2], [1]), [x]), (new Slice([0], [1], [1]), [x]),
                (new Pad([1], [0], [0]), [x, scalar]), (new Concatenate(0), [x, x]), (new Reverse([0]), [x]),
                (new Window([0], [1], [1], [1]), [x]), (new Fold([0], [2], [1], [1]), [x.Reshape([2, 1])]), (new Contract([0], [0]), [x, x]),
                (new Convolve([0, 1], [0, 1], [0, 1], [], [], [], [], [], 1), [x.Reshape([1, 2]), x.Reshape([1, 2])]),
                (new Gather(), [x, places]), (new Sort(0), [x]), (new Sort(0, Descending: true), [x]),
            ];
            foreach ((Op op, ImmutableArray<Expr> operands) in samples)
            {
                if (TryCreate(op, operands) is { } node)
                {
                    yield return KeyOf(node);
                }
            }
        }
        foreach (string key in new[] { "Scan forward", "Scan reverse", "Call", "Project", "RandomBits u32", "RandomBits i64" })
        {
            yield return key;
        }
    }

    private static Expr? TryCreate(Op op, ImmutableArray<Expr> operands)
    {
        try
        {
            return Expr.Create(op, operands);
        }
        catch (GraphException)
        {
            return null;
        }
    }
}
