namespace Graph.GradientChecks;

/// <summary>
/// A C# function of expressions under check: traced for the shapes at hand, and traced again for smaller ones when it fails.
/// </summary>
/// <param name="expression">The function as written in C#, for the report.</param>
/// <param name="function">The function.</param>
/// <param name="labels">What its inputs are called.</param>
/// <param name="inputs">The types of its inputs.</param>
internal sealed class TracedFunction(
    string expression, Func<ImmutableArray<Expr>, ImmutableArray<Expr>> function, ImmutableArray<string> labels,
    ImmutableArray<TensorType> inputs)
{
    private const int MostTrials = 60;
    private const int LongestTitle = 80;

    public GradientCheckReport Check(GradientCheckOptions options)
    {
        Computation computation = Trace(inputs);
        GradientCheckReport report = Unsteady(computation, Trace(inputs), options) ?? new CheckRun(computation, options).Report();
        return report with
        {
            Name = Title,
            Failure = report.Failure is { Verdict: not GradientVerdict.NotDeterministic } failure
                ? failure with { Inputs = Shrink(failure, options) }
                : report.Failure,
        };
    }

    // The expression on one line.
    private string Title
    {
        get
        {
            string line = string.Join(' ', expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return line.Length switch
            {
                0 => "function",
                <= LongestTitle => line,
                _ => $"{line[..LongestTitle].TrimEnd()} …",
            };
        }
    }

    private Computation Trace(ImmutableArray<TensorType> types)
    {
        ImmutableArray<Expr> leaves = [.. labels.Zip(types, (label, type) => Primitives.Leaf(label, type))];
        return Computation.Create("function", leaves, function(leaves));
    }

    // A function that draws a number or reads a clock while it builds its expressions builds others the second time.
    private static GradientCheckReport? Unsteady(Computation once, Computation again, GradientCheckOptions options)
    {
        if (once.StructurallyEquals(again))
        {
            return null;
        }
        CheckedFunction first = Preparation.Prepare(once, options);
        CheckedFunction second = Preparation.Prepare(again, options);
        ImmutableArray<Literal> arguments = Drawing.Point(first.Function, options, new Random(options.Seed));
        Evaluator evaluate = options.Evaluator();
        bool same = first.Function.Results.Length == second.Function.Results.Length
            && evaluate(first.Function, arguments).SequenceEqual(evaluate(second.Function, arguments))
            && evaluate(first.Differentiated().Function, Seeded(first, arguments))
                .SequenceEqual(evaluate(second.Differentiated().Function, Seeded(second, arguments)));
        if (same)
        {
            return null;
        }
        (Expr one, _) = once.Nodes.Zip(again.Nodes)
            .FirstOrDefault(pair => pair.First.Op is not Parameter && pair.First.Op != pair.Second.Op);
        string where = one is null ? "" : $" from {one.Describe()}{(one.Origin.Places.IsEmpty ? "" : $", built by {one.Origin}")}, on";
        GradientFailure failure = new(
            GradientVerdict.NotDeterministic, $"the function is not deterministic: traced twice, its expressions differ{where}", null, null,
            null, null, options.Seed, null);
        return new GradientCheckReport(once.Name, options.Order, options.Points, options.Seed, options.Tolerance, [], failure);
    }

    private static ImmutableArray<Literal> Seeded(CheckedFunction function, ImmutableArray<Literal> arguments) =>
    [
        .. arguments,
        .. function.Function.Results.Select(result => Literal.Generate(result.Shape, _ => 1.0)),
    ];

    // Halves and decrements one axis at a time for as long as the same verdict comes out.
    private ImmutableArray<Shape>? Shrink(GradientFailure failure, GradientCheckOptions options)
    {
        GradientCheckOptions once = options with { Seed = failure.Seed, Points = 1 };
        ImmutableArray<TensorType> least = inputs;
        int trials = 0;
        bool shrank = true;
        while (shrank)
        {
            shrank = false;
            foreach (ImmutableArray<TensorType> candidate in Smaller(least))
            {
                if (trials++ >= MostTrials)
                {
                    break;
                }
                if (FailsWith(failure.Verdict, candidate, once))
                {
                    (least, shrank) = (candidate, true);
                    break;
                }
            }
        }
        return [.. least.Select(type => type.Shape)];
    }

    private bool FailsWith(GradientVerdict verdict, ImmutableArray<TensorType> candidate, GradientCheckOptions options)
    {
        try
        {
            return new CheckRun(Trace(candidate), options).Report().Failure?.Verdict == verdict;
        }
        catch (GraphException)
        {
            // The function does not take these shapes.
            return false;
        }
    }

    private static IEnumerable<ImmutableArray<TensorType>> Smaller(ImmutableArray<TensorType> types)
    {
        // Inputs often share a size: all axes of that size shrink together first.
        foreach (long size in types.SelectMany(type => type.Shape).Distinct().Order().ToArray())
        {
            foreach (long less in LessThan(size))
            {
                yield return [.. types.Select(type => type.With([.. type.Shape.Select(other => other == size ? less : other)]))];
            }
        }
        for (int place = 0; place < types.Length; place++)
        {
            for (int axis = 0; axis < types[place].Rank; axis++)
            {
                foreach (long less in LessThan(types[place].Shape[axis]))
                {
                    yield return types.SetItem(place, types[place].With(types[place].Shape.With(axis, less)));
                }
            }
        }
    }

    private static IEnumerable<long> LessThan(long size) =>
        new[] { 1, size / 2, size - 1 }.Where(less => less >= 1 && less < size).Distinct();
}
