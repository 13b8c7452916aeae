namespace Graph;

/// <summary>
/// A function over expressions as one over tensors: traced and compiled when it first meets arguments of some types and shapes, and looked up afterwards.
/// Holds a bounded number of compilations and drops those used longest ago. Any number of threads may run it at once; those that ask for one
/// compilation at the same time share it.
/// </summary>
/// <remarks>
/// The C# code of the function runs once for each compilation: what it reads besides its arguments is fixed then. A C# number as an argument has the type
/// f32, or i32 where it is an integer.
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
        Func<ImmutableArray<Expr>, ImmutableArray<Expr>> function, Func<int, ImmutableArray<string>> names, int? arity, CompileOptions? options, int capacity)
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
    public TensorList Run(params ReadOnlySpan<Tensor> arguments) => For(arguments).Run(arguments);

    /// <summary>Runs it and writes the results into tensors that are there; allocates nothing where the compilation is.</summary>
    /// <param name="arguments">One tensor for each parameter of the function.</param>
    /// <param name="outputs">One tensor for each result, made by <see cref="Tensor.Empty"/>.</param>
    /// <exception cref="GraphException">Their number differs, the function does not take their types, or an output is not one that a result can be written to.</exception>
    public void Run(ReadOnlySpan<Tensor> arguments, ReadOnlySpan<Tensor> outputs) => For(arguments).Run(arguments, outputs);

    /// <summary>The compilation for the types of some arguments.</summary>
    /// <exception cref="GraphException">Their number is not that of the parameters, or the function does not take their types.</exception>
    public Executable For(params ReadOnlySpan<Tensor> arguments)
    {
        if (arity is { } count && count != arguments.Length)
        {
            throw Binding.Wrong($"the function has {Counted(count, "parameter")}, but {Counted(arguments.Length, "tensor")} {(arguments.Length == 1 ? "is" : "are")} given");
        }
        if (arguments.IndexOf((Tensor)null!) is >= 0 and var place)
        {
            throw Binding.Wrong($"argument {place} is null");
        }
        return cache.GetOrCreate(arguments);
    }

    private Executable Compile(ImmutableArray<TensorType> types)
    {
        ImmutableArray<Expr> leaves = [.. names(types.Length).Zip(types, (name, type) => Primitives.Leaf(name, type))];
        return Ops.Compile(leaves, function(leaves), options);
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
