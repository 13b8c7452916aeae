using Graph.Properties.Checking;
using Graph.Properties.Generation;
using Graph.Reference;

namespace Graph.Properties.Shrinking;

/// <summary>Smaller computations: fewer results, and nodes replaced by what they are made of, or by a parameter that has their value.</summary>
public static class StructureCuts
{
    /// <summary>Every cut of a case.</summary>
    public static IEnumerable<Case> Of(Case subject)
    {
        Computation whole = subject.Computation;
        Dictionary<Expr, Literal> values = Values(subject);
        if (whole.Results.Length > 1)
        {
            foreach (Expr result in whole.Results)
            {
                yield return WithResults(subject, [result]);
            }
        }
        foreach (Expr node in whole.Nodes.Where(IsOperator))
        {
            yield return WithResults(subject, [node]);
        }
        foreach (Expr node in whole.Nodes.Where(IsOperator))
        {
            if (values.TryGetValue(node, out Literal? value))
            {
                yield return WithParameterFor(subject, node, value);
            }
        }
        foreach (Expr node in whole.Nodes.Reverse().Where(IsOperator))
        {
            foreach (Expr stand in StandIns(node))
            {
                yield return WithReplacement(subject, node, stand);
            }
        }
        if (whole.Nodes.Any(node => node.Op is Scan or Call))
        {
            yield return subject with { Computation = Rewiring.Flatten(whole) };
        }
        for (int place = 0; place < whole.Results.Length && whole.Results.Length > 2; place++)
        {
            yield return WithResults(subject, whole.Results.RemoveAt(place));
        }
        foreach (Expr parameter in whole.Parameters)
        {
            foreach (Expr other in whole.Parameters.TakeWhile(other => !ReferenceEquals(other, parameter)).Where(other => other.Type == parameter.Type))
            {
                yield return WithReplacement(subject, parameter, other);
            }
        }
    }

    /// <summary>The case with other results and without the parameters that they do not need.</summary>
    public static Case WithResults(Case subject, ImmutableArray<Expr> results)
    {
        HashSet<Expr> needed = [.. Traversal.TopologicalOrder(results)];
        ImmutableArray<int> kept = [.. Enumerable.Range(0, subject.Arguments.Length).Where(place => needed.Contains(subject.Computation.Parameters[place]))];
        return subject with
        {
            Computation = Computation.Create(subject.Computation.Name, [.. kept.Select(place => subject.Computation.Parameters[place])], results),
            Arguments = [.. kept.Select(place => subject.Arguments[place])],
        };
    }

    /// <summary>The operands of a node, or what those are made of, that have its type.</summary>
    public static IEnumerable<Expr> StandIns(Expr node) =>
        Traversal.TopologicalOrder([node]).Where(below => !ReferenceEquals(below, node) && !below.IsTuple && below.Type == node.Type);

    private static bool IsOperator(Expr node) => !node.IsTuple && node.Op is not (Parameter or Constant or Iota);

    private static Case WithReplacement(Case subject, Expr node, Expr stand) =>
        WithResults(subject, Rewiring.Replace(subject.Computation, node, stand));

    private static Case WithParameterFor(Case subject, Expr node, Literal value)
    {
        int number = 0;
        while (subject.Computation.Parameters.Any(parameter => parameter.Op is Parameter leaf && leaf.Label == $"v{number}"))
        {
            number++;
        }
        Expr parameter = Primitives.Leaf($"v{number}", node.Type);
        Case extended = subject with
        {
            Computation = Computation.Create(subject.Computation.Name, [.. subject.Computation.Parameters, parameter], []),
            Arguments = [.. subject.Arguments, value],
        };
        return WithResults(extended, Rewiring.Replace(subject.Computation, node, parameter));
    }

    private static Dictionary<Expr, Literal> Values(Case subject)
    {
        ImmutableArray<Expr> shown = [.. subject.Computation.Nodes.Where(IsOperator)];
        Dictionary<Expr, Literal> values = [];
        try
        {
            ImmutableArray<Literal> literals = Interpreter.Evaluate(
                Computation.Create("values", subject.Computation.Parameters, shown), subject.Arguments);
            for (int place = 0; place < shown.Length; place++)
            {
                values.Add(shown[place], literals[place]);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // What cannot be evaluated is shrunk by its structure alone.
            values.Clear();
        }
        return values;
    }
}
