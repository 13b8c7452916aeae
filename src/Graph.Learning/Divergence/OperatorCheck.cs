namespace Graph.Learning;

/// <summary>Runs a computation as written with a look at every operator, and finds the one that what is not finite comes from.</summary>
/// <param name="computation">The computation.</param>
/// <param name="arguments">A tensor for each of its parameters, all finite.</param>
internal sealed class OperatorCheck(Computation computation, ImmutableArray<Tensor> arguments)
{
    // So many operators are looked at in one run: all of a large network at once would be kept in memory together.
    private const int AtOnce = 32;

    private static readonly CompileOptions asWritten = new(RuleChoice.AsWritten, "check");

    private readonly HashSet<Expr> withNaN = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Expr> withInfinity = new(ReferenceEqualityComparer.Instance);

    /// <summary>The operator; null where every result is finite, or nothing is to blame.</summary>
    public NonFinite? Find() => Find([]);

    /// <summary>The place of the first element that is not finite, in row-major order; null of integers.</summary>
    public static long? FirstNonFinite(Literal values)
    {
        for (long place = 0; values.Element.IsFloat && place < values.Type.ElementCount; place++)
        {
            if (!double.IsFinite(values.ToDouble(place)))
            {
                return place;
            }
        }
        return null;
    }

    private NonFinite? Find(ImmutableArray<string> within)
    {
        foreach (Expr[] nodes in computation.Nodes.Where(node => !node.IsTuple && node.Element.IsFloat).Chunk(AtOnce))
        {
            ImmutableArray<Expr> looks = [.. nodes.SelectMany(node => (Expr[])[Ops.Any(Ops.IsNaN(node)), Ops.Any(Ops.IsInfinite(node))])];
            TensorList seen = Run(looks);
            for (int place = 0; place < nodes.Length; place++)
            {
                Note(withNaN, nodes[place], seen[2 * place]);
                Note(withInfinity, nodes[place], seen[(2 * place) + 1]);
            }
        }
        return Culprit() is { } culprit ? Explained(culprit, within) : null;
    }

    private static void Note(HashSet<Expr> set, Expr node, Tensor holds)
    {
        if (holds.ToScalar<bool>())
        {
            set.Add(node);
        }
    }

    /// <summary>What all that is not finite among the results comes from.</summary>
    private Expr? Culprit()
    {
        HashSet<Expr> leading = Leading();
        ImmutableArray<Expr> order = [.. computation.Nodes.Where(leading.Contains)];
        if (order.FirstOrDefault(node => withNaN.Contains(node) && !Operands(node).Any(withNaN.Contains)) is { } first)
        {
            Expr? infinite = Operands(first).FirstOrDefault(withInfinity.Contains);
            return (infinite is null ? null : OverflowBehind(infinite)) ?? first;
        }
        return order.FirstOrDefault(node => withInfinity.Contains(node) && !Operands(node).Any(withInfinity.Contains));
    }

    /// <summary>The nodes that are not finite and that a result that is not finite was made from by way of others that are not.</summary>
    private HashSet<Expr> Leading()
    {
        HashSet<Expr> leading = new(ReferenceEqualityComparer.Instance);
        Stack<Expr> open = new(computation.Results.Where(IsBad));
        while (open.TryPop(out Expr? node))
        {
            if (leading.Add(node))
            {
                foreach (Expr operand in Operands(node).Where(IsBad))
                {
                    open.Push(operand);
                }
            }
        }
        return leading;
    }

    /// <summary>The operator that made an infinity of finite operands; null where it was written, as masks are.</summary>
    private Expr? OverflowBehind(Expr infinite)
    {
        while (Operands(infinite).FirstOrDefault(withInfinity.Contains) is { } operand)
        {
            infinite = operand;
        }
        return infinite.Op is Constant or IR.Parameter ? null : infinite;
    }

    private bool IsBad(Expr node) => withNaN.Contains(node) || withInfinity.Contains(node);

    // A result of a loop is made from the operands of the loop.
    private static ImmutableArray<Expr> Operands(Expr node) => Source(node).Inputs;

    private static Expr Source(Expr node) => node.Op is Project ? node.Inputs[0] : node;

    private NonFinite? Explained(Expr culprit, ImmutableArray<string> within)
    {
        Expr source = Source(culprit);
        TensorList values = Run([culprit, .. source.Inputs]);
        ImmutableArray<Literal> operands = [.. values.Skip(1).Select(value => value.Literal)];
        if (Inside(source, operands, within) is { } inner)
        {
            return inner;
        }
        Literal result = values[0].Literal;
        string name = string.Join(" in ", within.Reverse().Prepend(source.Describe()));
        return FirstNonFinite(result) is { } element
            ? new NonFinite(name, source.Origin, LikelyCause.Values(result, operands, element), LikelyCause.Of(source, operands, element))
            : null;
    }

    private static NonFinite? Inside(Expr source, ImmutableArray<Literal> operands, ImmutableArray<string> within)
    {
        switch (source.Op)
        {
            case Call call:
                ImmutableArray<Tensor> given = [.. operands.Select(operand => new Tensor(operand))];
                return new OperatorCheck(call.Body, given).Find(within.Add($"call @{call.Body.Name}"));
            case Scan scan:
                Executable body = Ops.Compile(scan.Body, asWritten);
                ImmutableArray<Literal> carries = operands[..scan.Carries];
                for (long number = 0; number < scan.Length; number++)
                {
                    long step = scan.Reverse ? scan.Length - 1 - number : number;
                    ImmutableArray<Tensor> arguments =
                    [
                        .. carries.Select(carry => new Tensor(carry)),
                        .. operands.Skip(scan.Carries).Take(scan.Sequences).Select(sequence => new Tensor(sequence)[(int)step]),
                        .. operands.Skip(scan.Carries + scan.Sequences).Select(constant => new Tensor(constant)),
                    ];
                    TensorList results = body.Run(arguments.AsSpan());
                    if (results.Any(result => FirstNonFinite(result.Literal) is not null))
                    {
                        string place = FormattableString.Invariant($"step {step} of a loop");
                        return new OperatorCheck(scan.Body, arguments).Find(within.Add(place));
                    }
                    carries = [.. results.Take(scan.Carries).Select(result => result.Literal)];
                }
                return null;
            default:
                return null;
        }
    }

    private TensorList Run(ImmutableArray<Expr> results) =>
        Ops.Compile(Computation.Create("check", computation.Parameters, results), asWritten).Run(arguments.AsSpan());
}
