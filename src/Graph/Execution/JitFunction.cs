using System.Runtime.CompilerServices;

namespace Graph;

/// <summary>
/// A function over expressions as one over tensors: traced and compiled when it first meets arguments of some types and shapes, and looked
/// up afterwards. Holds a bounded number of compilations and drops those used longest ago. Any number of threads may run it at once; those
/// that ask for one compilation at the same time share it.
/// </summary>
/// <remarks>
/// The C# code of the function runs once for each compilation: what it reads besides its arguments is fixed then. A C# number as an
/// argument has the type f32, or i32 where it is an integer.
/// </remarks>
public sealed class JitFunction
{
    /// <summary>How many compilations are kept unless told otherwise.</summary>
    public const int DefaultCapacity = 64;

    private readonly Func<ImmutableArray<Expr>, ImmutableArray<Expr>> function;
    private readonly Func<int, ImmutableArray<string>> names;
    private readonly int? arity;
    private readonly CompileOptions options;
    private readonly SignatureCache<Executable> cache;

    internal JitFunction(
        Func<ImmutableArray<Expr>, ImmutableArray<Expr>> function, Func<int, ImmutableArray<string>> names, int? arity,
        CompileOptions? options, int capacity)
    {
        (this.function, this.names, this.arity, this.options) = (function, names, arity, options ?? new CompileOptions());
        cache = new SignatureCache<Executable>(capacity, Compile);
    }

    /// <summary>What the calls so far have found.</summary>
    public CacheStatistics Statistics => cache.Statistics;

    /// <summary>Runs it.</summary>
    /// <param name="arguments">One tensor for each parameter of the function.</param>
    /// <returns>One tensor for each result.</returns>
    /// <exception cref="GraphException">Their number differs, or the function does not take their types.</exception>
    [OverloadResolutionPriority(1)]
    public TensorList Run(params ReadOnlySpan<Tensor> arguments) => For(arguments).Run(arguments);

    /// <summary>Runs it with arguments by the names of the function's parameters; of one with any number they are <c>x0</c>, <c>x1</c>, ….</summary>
    /// <param name="arguments">One tensor for each parameter of the function, in any order.</param>
    /// <returns>One tensor for each result.</returns>
    /// <exception cref="GraphException">A parameter is missing or given twice, a name is unknown, or the function does not take their types.</exception>
    public TensorList Run(params ReadOnlySpan<(string Name, Tensor Value)> arguments)
    {
        ImmutableArray<string> known = names(arity ?? arguments.Length);
        Tensor?[] ordered = new Tensor?[known.Length];
        foreach ((string name, Tensor value) in arguments)
        {
            int place = known.IndexOf(name);
            if (place < 0)
            {
                throw Binding.Wrong(name is null ? "an argument is given without a name: it is null" : $"the function has no parameter '{name}'{Suggestion.For(name, known)}");
            }
            if (ordered[place] is not null)
            {
                throw Binding.Wrong($"the argument '{name}' is given twice");
            }
            ordered[place] = value ?? throw Binding.Wrong($"the argument '{name}' is null");
        }
        return Array.IndexOf(ordered, null) is >= 0 and var missing
            ? throw Binding.Wrong($"the argument '{known[missing]}' is missing")
            : Run(ordered!);
    }

    /// <summary>Runs it and writes the results into tensors that are there; allocates nothing where the compilation is.</summary>
    /// <param name="arguments">One tensor for each parameter of the function.</param>
    /// <param name="outputs">One tensor for each result, made by <see cref="Tensor.Empty"/>.</param>
    /// <exception cref="GraphException">Their number differs, the function does not take their types, or an output is not one that a result
    /// can be written to.</exception>
    public void Run(ReadOnlySpan<Tensor> arguments, ReadOnlySpan<Tensor> outputs) => For(arguments).Run(arguments, outputs);

    /// <summary>The compilation for the types of some arguments.</summary>
    /// <exception cref="GraphException">Their number is not that of the parameters, or the function does not take their types.</exception>
    public Executable For(params ReadOnlySpan<Tensor> arguments)
    {
        if (arity is { } count && count != arguments.Length)
        {
            throw Binding.Wrong(
                $"the function has {Counted(count, "parameter")}, but {Counted(arguments.Length, "tensor")} " +
                $"{(arguments.Length == 1 ? "is" : "are")} given");
        }
        if (arguments.IndexOf((Tensor)null!) is >= 0 and var place)
        {
            throw Binding.Wrong($"argument {place} is null");
        }
        try
        {
            return cache.GetOrCreate(arguments);
        }
        catch (ElementTypeException wrong) when (IntegerAmong(arguments) is { } integer)
        {
            Scalar number = arguments[integer].Number!.Value;
            throw new ElementTypeException($"{wrong.Sentence}; argument {integer} is the C# integer {number}, which is i32 here: pass {number}f for f32");
        }
    }

    private static int? IntegerAmong(ReadOnlySpan<Tensor> arguments)
    {
        for (int place = 0; place < arguments.Length; place++)
        {
            if (arguments[place].Number?.DefaultElement == ElementType.I32)
            {
                return place;
            }
        }
        return null;
    }

    private Executable Compile(ImmutableArray<TensorType> types)
    {
        ImmutableArray<Expr> leaves = [.. names(types.Length).Zip(types, (name, type) => Primitives.Leaf(name, type))];
        return Ops.Compile(leaves, function(leaves), options);
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
