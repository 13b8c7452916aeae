namespace Graph.Reference;

/// <summary>The meaning of every operator, written to be read: the oracle that everything faster is held against.</summary>
public static class Interpreter
{
    /// <summary>Evaluates a computation.</summary>
    /// <param name="computation">What to compute.</param>
    /// <param name="arguments">One literal for each parameter, of its type.</param>
    /// <returns>One literal for each result.</returns>
    /// <exception cref="ShapeException">The number of arguments or the type of one differs from the parameters'.</exception>
    public static ImmutableArray<Literal> Evaluate(Computation computation, ImmutableArray<Literal> arguments) =>
        throw new NotSupportedException($"{computation.Name} of {arguments.Length} arguments");
}
