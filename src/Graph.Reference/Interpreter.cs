namespace Graph.Reference;

/// <summary>The meaning of every operator, written to be read: the oracle that everything faster is held against.</summary>
/// <remarks>
/// <para>
/// Transcendental functions of f32 are computed in f64 and rounded once. So are sums, products, contractions, convolutions, folds and scattered additions
/// of f32: a value to hold others against, better than their f32 arithmetic can be. Of f64 and integers they are computed in the element type
/// itself, integers wrapping.
/// </para>
/// <para>
/// Sums, contractions and convolutions add blocks of at most 512 terms one after the other, and the blocks pairwise. The sum of one term is that term, −0 included.
/// </para>
/// <para>Intermediate values are let go of behind their last use. Depth is bounded by memory alone; only bodies within bodies recurse.</para>
/// </remarks>
public static class Interpreter
{
    /// <summary>Evaluates a computation.</summary>
    /// <param name="computation">What to compute.</param>
    /// <param name="arguments">One literal for each parameter, of its type.</param>
    /// <returns>One literal for each result.</returns>
    /// <exception cref="ShapeException">The number of arguments, or the shape of one, differs from the parameters'.</exception>
    /// <exception cref="ElementTypeException">The element type of an argument differs from its parameter's.</exception>
    public static ImmutableArray<Literal> Evaluate(Computation computation, ImmutableArray<Literal> arguments)
    {
        ArgumentNullException.ThrowIfNull(computation);
        CheckArguments(computation, arguments.IsDefault ? [] : arguments);
        return new Routine(computation).Run(arguments.AsSpan());
    }

    private static void CheckArguments(Computation computation, ImmutableArray<Literal> arguments)
    {
        ImmutableArray<Expr> parameters = computation.Parameters;
        if (arguments.Length < parameters.Length)
        {
            throw new ShapeException(
                $"@{computation.Name} takes {Count(parameters.Length)}, got {arguments.Length}: the first without one is {parameters[arguments.Length].Describe()}");
        }
        if (arguments.Length > parameters.Length)
        {
            string last = parameters.IsEmpty ? "" : $": the last parameter is {parameters[^1].Describe()}";
            throw new ShapeException($"@{computation.Name} takes {Count(parameters.Length)}, got {arguments.Length}{last}");
        }
        for (int place = 0; place < parameters.Length; place++)
        {
            TensorType expected = parameters[place].Type;
            TensorType actual = arguments[place].Type;
            if (actual.Element != expected.Element)
            {
                throw new ElementTypeException($"the argument of parameter {parameters[place].Describe()} of @{computation.Name} is {actual}");
            }
            if (actual.Shape != expected.Shape)
            {
                throw new ShapeException($"the argument of parameter {parameters[place].Describe()} of @{computation.Name} is {actual}");
            }
        }
    }

    private static string Count(int arguments) => arguments == 1 ? "1 argument" : $"{arguments} arguments";
}
