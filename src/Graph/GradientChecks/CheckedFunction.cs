using Graph.Transforms;

namespace Graph.GradientChecks;

/// <summary>
/// A function under check: a computation of f64 results, the parameters it is differentiated by, and its derivative as the transforms make
/// it.
/// </summary>
/// <remarks>
/// A stop-gradient says that its operand counts as a constant. Differences see no such promise, so they are taken of <see cref="Frozen"/>,
/// where what was stopped is a further parameter that keeps its value; of a stop-gradient in a loop, a sequence of the values of all steps.
/// </remarks>
internal sealed class CheckedFunction
{
    private readonly Computation? stopped;

    private CheckedFunction(
        Computation function, ImmutableArray<int> by, Computation derivative, ImmutableArray<bool> reached, Computation frozen,
        Computation? stopped)
    {
        (Function, By, Derivative, Reached, Frozen) = (function, by, derivative, reached, frozen);
        this.stopped = stopped;
    }

    /// <summary>The function; its results are all f64.</summary>
    public Computation Function { get; }

    /// <summary>The places of the parameters that it is differentiated by.</summary>
    public ImmutableArray<int> By { get; }

    /// <summary>Takes the parameters, then a cotangent for each result; returns a cotangent for each of <see cref="By"/>.</summary>
    public Computation Derivative { get; }

    /// <summary>Of each of <see cref="By"/>, whether the transforms found a differentiable path to it.</summary>
    public ImmutableArray<bool> Reached { get; }

    /// <summary>The function that differences are taken of: takes the parameters, then the values that were stopped.</summary>
    public Computation Frozen { get; }

    public static CheckedFunction Create(Computation function, ImmutableArray<int> by)
    {
        ImmutableArray<Expr> cotangents =
            [.. function.Results.Select((result, place) => Primitives.Leaf(Fresh(function, $"cotangent{place}"), result.Type))];
        ImmutableArray<Expr> arguments = [.. by.Select(place => function.Parameters[place])];
        ImmutableArray<Expr?> pulled = function.Results.IsEmpty || arguments.IsEmpty
            ? [.. arguments.Select(_ => (Expr?)null)]
            : ReverseMode.Pullback(function.Results, cotangents, arguments);
        Computation derivative = Computation.Create(
            $"{function.Name}.gradient",
            [.. function.Parameters, .. cotangents],
            [.. pulled.Zip(arguments, (gradient, argument) => gradient ?? Primitives.Zeros(argument.Type))],
            [.. arguments.Select(argument => $"d.{((Parameter)argument.Op).Label}")]);
        (Computation frozen, Computation? stopped) = Freezing.Freeze(function);
        return new CheckedFunction(function, by, derivative, [.. pulled.Select(gradient => gradient is not null)], frozen, stopped);
    }

    /// <summary>
    /// The function that takes the same parameters and the cotangents and returns the gradient: checking it checks the second order.
    /// </summary>
    public CheckedFunction Differentiated() => Create(Derivative, By);

    /// <summary>The arguments of <see cref="Frozen"/>.</summary>
    public ImmutableArray<Literal> FreezeAt(ImmutableArray<Literal> arguments, Evaluator evaluate) =>
        stopped is null ? arguments : [.. arguments, .. evaluate(stopped, arguments)];

    private static string Fresh(Computation function, string label)
    {
        HashSet<string> taken = [.. function.Parameters.Select(parameter => ((Parameter)parameter.Op).Label)];
        string fresh = label;
        while (!taken.Add(fresh))
        {
            fresh += "_";
        }
        return fresh;
    }
}
