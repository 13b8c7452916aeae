using System.Runtime.CompilerServices;
using Graph.Transforms;

namespace Graph;

// From expressions to values.
public static partial class Ops
{
    /// <summary>Compiles expressions to a function of tensors.</summary>
    /// <param name="inputs">The leaves that each run gives, in the order of its arguments; leaves that no result needs are allowed.</param>
    /// <param name="results">What each run returns.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <exception cref="GraphException">
    /// An input is no leaf or stands twice, two inputs share a name, a result needs a leaf that is not listed, or there is no result.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public static Executable Compile(ImmutableArray<Expr> inputs, ImmutableArray<Expr> results, CompileOptions? options = null)
    {
        using var _ = Origin.Enter();
        options ??= new CompileOptions();
        RequireGiven(inputs, nameof(inputs));
        RequireGiven(results, nameof(results));
        RequireSignature(inputs, results);
        return Compiled(Computation.Create(options.Name, inputs, results), options);
    }

    /// <summary>Compiles expressions to a function of tensors with named results.</summary>
    /// <inheritdoc cref="Compile(ImmutableArray{Expr}, ImmutableArray{Expr}, CompileOptions?)"/>
    public static Executable Compile(
        ImmutableArray<Expr> inputs, ImmutableArray<(string Name, Expr Value)> results, CompileOptions? options = null)
    {
        using var _ = Origin.Enter();
        options ??= new CompileOptions();
        RequireGiven(inputs, nameof(inputs));
        RequireGiven(results, nameof(results));
        ImmutableArray<Expr> values = [.. results.Select(result => result.Value)];
        RequireSignature(inputs, values);
        return Compiled(Computation.Create(options.Name, inputs, values, [.. results.Select(result => result.Name)]), options);
    }

    /// <summary>Compiles a computation.</summary>
    public static Executable Compile(Computation computation, CompileOptions? options = null)
    {
        using var _ = Origin.Enter();
        return Compiled(computation, options ?? new CompileOptions());
    }

    /// <summary>The value of an expression, computed as written on the reference, without compiling: for what is computed once.</summary>
    /// <param name="x">The expression.</param>
    /// <param name="values">A tensor for each leaf that it needs, by name.</param>
    /// <exception cref="BindingException">A leaf has no value, a name is unknown or given twice, or the type or shape of a tensor is not
    /// the leaf's.</exception>
    public static Tensor Evaluate(Expr x, params ReadOnlySpan<(string Name, Tensor Value)> values)
    {
        using var _ = Origin.Enter();
        return Evaluate([x], values);
    }

    /// <summary>The values of several expressions, which share what they have in common.</summary>
    /// <inheritdoc cref="Evaluate(Expr, ReadOnlySpan{ValueTuple{string, Tensor}})"/>
    public static TensorList Evaluate(ImmutableArray<Expr> expressions, params ReadOnlySpan<(string Name, Tensor Value)> values)
    {
        using var _ = Origin.Enter();
        RequireGiven(expressions, nameof(expressions));
        ImmutableArray<Expr> leaves = Leaves(expressions);
        RequireInputs(leaves);
        Computation computation = Computation.Create("evaluate", leaves, expressions);
        return new Executable(new Trace(computation, []), Backend.Reference).Run(values);
    }

    private static Executable Compiled(Computation computation, CompileOptions options) => new(options.Trace(computation), options.Backend);

    private static ImmutableArray<Expr> Leaves(ImmutableArray<Expr> results) =>
        [.. Traversal.TopologicalOrder(results).Where(node => node.Op is IR.Parameter)];

    // The default of an immutable array is no list at all, and throws whatever is done with it.
    private static void RequireGiven<T>(ImmutableArray<T> list, string name)
    {
        if (list.IsDefault)
        {
            throw new BindingException($"{name} is the default of its type, which is no list; an empty one is []");
        }
    }

    private static void RequireSignature(ImmutableArray<Expr> inputs, ImmutableArray<Expr> results)
    {
        if (results.IsDefaultOrEmpty)
        {
            throw new BindingException("there is no result to compute");
        }
        RequireInputs(inputs);
        if (Leaves(results).Except(inputs).FirstOrDefault() is { } missing)
        {
            int place = Enumerable.Range(0, results.Length).First(place => Leaves([results[place]]).Contains(missing));
            throw new BindingException(
                $"result {place}, {results[place].Describe()}, needs the leaf {missing.Describe()}, which is not listed among the inputs");
        }
    }

    private static void RequireInputs(IEnumerable<Expr> inputs)
    {
        HashSet<Expr> declared = [];
        Dictionary<string, Expr> labels = [];
        foreach (Expr input in inputs)
        {
            if (input.Op is not IR.Parameter leaf)
            {
                throw new BindingException(
                    $"{input.Describe()} is listed among the inputs, but is not a leaf made by Input, Parameter or State");
            }
            if (!declared.Add(input))
            {
                throw new BindingException($"{input.Describe()} is listed twice among the inputs");
            }
            if (!labels.TryAdd(leaf.Label, input))
            {
                throw new BindingException($"two inputs are called '{leaf.Label}': {labels[leaf.Label].Describe()} and {input.Describe()}");
            }
        }
    }
}

/// <summary>Evaluation as a method of the expression.</summary>
public static class Evaluation
{
    /// <inheritdoc cref="Ops.Evaluate(Expr, ReadOnlySpan{ValueTuple{string, Tensor}})"/>
    public static Tensor Evaluate(this Expr x, params ReadOnlySpan<(string Name, Tensor Value)> values) => Ops.Evaluate(x, values);
}
