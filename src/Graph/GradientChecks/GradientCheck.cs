using System.Runtime.CompilerServices;
using Graph.GradientChecks;

namespace Graph;

/// <summary>
/// Checks derivatives against central differences, in f64: of a function, of an expression, or of a whole computation. <c>Verify</c> throws
/// with the whole report, from any test framework; <c>Run</c> returns it.
/// </summary>
/// <remarks>
/// Every float result is differentiated, weighted by random cotangents. The error of an argument is max|a − n| / max(max|a|, max|n|, 1e-3)
/// at the best of several steps. An f32 function is checked as the same function in f64. What a stop-gradient stops counts as a constant.
/// </remarks>
public static class GradientCheck
{
    /// <summary>Checks a function of one f32 input.</summary>
    /// <param name="function">The function; it is traced several times.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="seed">Where the values come from; 0 or the options' where it is not given.</param>
    /// <param name="order">1 for the gradient, 2 for the gradient of the gradient along a random direction.</param>
    /// <param name="options">The rest.</param>
    /// <param name="name">What the report calls the function; the compiler fills in the expression.</param>
    /// <returns>The report of a check that passed.</returns>
    /// <exception cref="GradientCheckException">The check failed.</exception>
    public static GradientCheckReport Verify(Func<Expr, Expr> function, Shape input, int? seed = null, int? order = null,
        GradientCheckOptions? options = null, [CallerArgumentExpression(nameof(function))] string name = "") =>
        Demand(Run(function, input, seed, order, options, name));

    /// <summary>Checks a function of two f32 inputs.</summary>
    /// <inheritdoc cref="Verify(Func{Expr, Expr}, Shape, int?, int?, GradientCheckOptions?, string)"/>
    public static GradientCheckReport Verify(
        Func<Expr, Expr, Expr> function, Shape first, Shape second, int? seed = null, int? order = null,
        GradientCheckOptions? options = null, [CallerArgumentExpression(nameof(function))] string name = "") =>
        Demand(Run(function, first, second, seed, order, options, name));

    /// <summary>Checks a function of three f32 inputs.</summary>
    /// <inheritdoc cref="Verify(Func{Expr, Expr}, Shape, int?, int?, GradientCheckOptions?, string)"/>
    public static GradientCheckReport Verify(
        Func<Expr, Expr, Expr, Expr> function, Shape first, Shape second, Shape third, int? seed = null, int? order = null,
        GradientCheckOptions? options = null, [CallerArgumentExpression(nameof(function))] string name = "") =>
        Demand(Run(function, first, second, third, seed, order, options, name));

    /// <summary>Checks a function of any number of inputs of any types; they are called <c>x0</c>, <c>x1</c>, ….</summary>
    /// <param name="function">The function; it is traced several times.</param>
    /// <param name="inputs">The types of its inputs.</param>
    /// <param name="options">How to check.</param>
    /// <param name="name">What the report calls the function; the compiler fills in the expression.</param>
    /// <inheritdoc cref="Verify(Func{Expr, Expr}, Shape, int?, int?, GradientCheckOptions?, string)"/>
    public static GradientCheckReport Verify(Func<ImmutableArray<Expr>, Expr> function, ImmutableArray<TensorType> inputs,
        GradientCheckOptions? options = null, [CallerArgumentExpression(nameof(function))] string name = "") =>
        Demand(Run(function, inputs, options, name));

    /// <summary>
    /// Checks the derivative of an expression by some of the leaves that it depends on; the others must be bound, or are drawn too.
    /// </summary>
    /// <param name="result">What is differentiated.</param>
    /// <param name="by">Leaves of a float type.</param>
    /// <param name="options">How to check; its <see cref="GradientCheckOptions.By"/> is replaced.</param>
    /// <inheritdoc cref="Verify(Func{Expr, Expr}, Shape, int?, int?, GradientCheckOptions?, string)"/>
    public static GradientCheckReport Verify(Expr result, ImmutableArray<Expr> by, GradientCheckOptions? options = null) =>
        Demand(Run(result, by, options));

    /// <summary>Checks a computation.</summary>
    /// <param name="computation">What is differentiated.</param>
    /// <param name="options">How to check.</param>
    /// <inheritdoc cref="Verify(Func{Expr, Expr}, Shape, int?, int?, GradientCheckOptions?, string)"/>
    public static GradientCheckReport Verify(Computation computation, GradientCheckOptions? options = null) =>
        Demand(Run(computation, options));

    /// <summary>
    /// As <see cref="Verify(Func{Expr, Expr}, Shape, int?, int?, GradientCheckOptions?, string)"/>, but returns a failure as well.
    /// </summary>
    public static GradientCheckReport Run(Func<Expr, Expr> function, Shape input, int? seed = null, int? order = null,
        GradientCheckOptions? options = null, [CallerArgumentExpression(nameof(function))] string name = "") =>
        Traced(name, function, inputs => [function(inputs[0])], [input]).Check(With(options, seed, order));

    /// <summary>
    /// As <see cref="Verify(Func{Expr, Expr, Expr}, Shape, Shape, int?, int?, GradientCheckOptions?, string)"/>, but returns a failure as
    /// well.
    /// </summary>
    public static GradientCheckReport Run(
        Func<Expr, Expr, Expr> function, Shape first, Shape second, int? seed = null, int? order = null,
        GradientCheckOptions? options = null, [CallerArgumentExpression(nameof(function))] string name = "") =>
        Traced(name, function, inputs => [function(inputs[0], inputs[1])], [first, second]).Check(With(options, seed, order));

    /// <summary>
    /// As <see cref="Verify(Func{Expr, Expr, Expr, Expr}, Shape, Shape, Shape, int?, int?, GradientCheckOptions?, string)"/>, but returns a
    /// failure as well.
    /// </summary>
    public static GradientCheckReport Run(
        Func<Expr, Expr, Expr, Expr> function, Shape first, Shape second, Shape third, int? seed = null, int? order = null,
        GradientCheckOptions? options = null, [CallerArgumentExpression(nameof(function))] string name = "") =>
        Traced(name, function, inputs => [function(inputs[0], inputs[1], inputs[2])], [first, second, third])
            .Check(With(options, seed, order));

    /// <summary>
    /// As <see cref="Verify(Func{ImmutableArray{Expr}, Expr}, ImmutableArray{TensorType}, GradientCheckOptions?, string)"/>, but returns a
    /// failure as well.
    /// </summary>
    public static GradientCheckReport Run(Func<ImmutableArray<Expr>, Expr> function, ImmutableArray<TensorType> inputs,
        GradientCheckOptions? options = null, [CallerArgumentExpression(nameof(function))] string name = "") =>
        new TracedFunction(name, leaves => [function(leaves)], [.. inputs.Select((_, place) => $"x{place}")], inputs)
            .Check(options ?? new());

    /// <summary>As <see cref="Verify(Expr, ImmutableArray{Expr}, GradientCheckOptions?)"/>, but returns a failure as well.</summary>
    public static GradientCheckReport Run(Expr result, ImmutableArray<Expr> by, GradientCheckOptions? options = null)
    {
        if (by.FirstOrDefault(leaf => leaf.Op is not Parameter) is { } inner)
        {
            throw new GraphException($"{inner.Describe()} is not a leaf: a gradient check moves the leaves");
        }
        ImmutableArray<Expr> leaves = [.. by.Union(Traversal.TopologicalOrder([result]).Where(node => node.Op is Parameter))];
        return Run(
            Computation.Create("expression", leaves, [result]),
            (options ?? new()) with { By = [.. by.Select(leaf => ((Parameter)leaf.Op).Label)] });
    }

    /// <summary>As <see cref="Verify(Computation, GradientCheckOptions?)"/>, but returns a failure as well.</summary>
    public static GradientCheckReport Run(Computation computation, GradientCheckOptions? options = null)
    {
        GradientCheckOptions chosen = options ?? new();
        return new CheckRun(computation, chosen).Report();
    }

    private static TracedFunction Traced(
        string name, Delegate function, Func<ImmutableArray<Expr>, ImmutableArray<Expr>> trace, ImmutableArray<Shape> shapes)
    {
        return new TracedFunction(
            name,
            trace,
            ParameterNames.Of(function, shapes.Length),
            [.. shapes.Select(shape => new TensorType(ElementType.F32, shape))]);
    }

    private static GradientCheckOptions With(GradientCheckOptions? options, int? seed, int? order)
    {
        GradientCheckOptions chosen = options ?? new();
        return chosen with { Seed = seed ?? chosen.Seed, Order = order ?? chosen.Order };
    }

    private static GradientCheckReport Demand(GradientCheckReport report) =>
        report.Passed ? report : throw new GradientCheckException(report);
}
