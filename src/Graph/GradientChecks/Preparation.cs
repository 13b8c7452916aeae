using Graph.Transforms;

namespace Graph.GradientChecks;

/// <summary>Turns what a user gives into what is checked: f64, float results only, the parameters to differentiate by.</summary>
internal static class Preparation
{
    /// <summary>The computation with the results asked for, in f64.</summary>
    /// <exception cref="GraphException">A result or parameter asked for is none, or is not of a float type.</exception>
    public static CheckedFunction Prepare(Computation computation, GradientCheckOptions options)
    {
        Computation chosen = options.Results is { } names ? Choose(computation, names) : Floats(computation);
        if (chosen.Results.IsEmpty)
        {
            throw new GraphException($"@{computation.Name} has no float result to differentiate");
        }
        Computation wide = Passes.Retype(ElementType.F32, ElementType.F64).Run(chosen, new PassLog());
        CheckedFunction function = CheckedFunction.Create(wide, options.By is { } labels ? Places(wide, labels) : DefaultPlaces(wide));
        if (function.By.IsEmpty)
        {
            throw new GraphException($"@{computation.Name} has no float parameter to differentiate by");
        }
        for (int order = 1; order < options.Order; order++)
        {
            function = function.Differentiated();
        }
        return function;
    }

    /// <summary>The computation with its float results alone.</summary>
    public static Computation Floats(Computation computation)
    {
        ImmutableArray<int> places =
            [.. Enumerable.Range(0, computation.Results.Length).Where(place => computation.Results[place].Element.IsFloat)];
        return Keep(computation, places);
    }

    /// <summary>The places of the float parameters.</summary>
    public static ImmutableArray<int> FloatParameters(Computation computation) =>
        [.. Enumerable.Range(0, computation.Parameters.Length).Where(place => computation.Parameters[place].Element.IsFloat)];

    private static Computation Choose(Computation computation, ImmutableArray<string> names)
    {
        foreach (string name in names)
        {
            int place = computation.ResultNames.IndexOf(name);
            if (place < 0)
            {
                throw new GraphException(
                    $"@{computation.Name} has no result '{name}'; its results are " +
                    $"{string.Join(", ", computation.ResultNames.Select(known => $"'{known}'"))}");
            }
            if (!computation.Results[place].Element.IsFloat)
            {
                throw new GraphException(
                    $"the result '{name}' of @{computation.Name} is {computation.Results[place].Type}, which has no derivative");
            }
        }
        return Keep(computation, [.. names.Select(name => computation.ResultNames.IndexOf(name))]);
    }

    private static Computation Keep(Computation computation, ImmutableArray<int> places) =>
        places.Length == computation.Results.Length
            ? computation
            : Computation.Create(
                computation.Name,
                computation.Parameters,
                [.. places.Select(place => computation.Results[place])],
                [.. places.Select(place => computation.ResultNames[place])]);

    private static ImmutableArray<int> DefaultPlaces(Computation computation) =>
        [.. FloatParameters(computation).Where(place => ((Parameter)computation.Parameters[place].Op).Role != LeafRole.StateLeaf)];

    private static ImmutableArray<int> Places(Computation computation, ImmutableArray<string> labels)
    {
        string[] known = [.. computation.Parameters.Select(parameter => ((Parameter)parameter.Op).Label)];
        foreach (string label in labels)
        {
            int place = Array.IndexOf(known, label);
            if (place < 0)
            {
                throw new GraphException(
                    $"@{computation.Name} has no parameter '{label}'; its parameters are " +
                    $"{string.Join(", ", known.Select(other => $"'{other}'"))}");
            }
            if (!computation.Parameters[place].Element.IsFloat)
            {
                throw new GraphException(
                    $"the parameter {computation.Parameters[place].Describe()} of @{computation.Name} cannot be differentiated by");
            }
        }
        return [.. labels.Select(label => Array.IndexOf(known, label))];
    }
}
