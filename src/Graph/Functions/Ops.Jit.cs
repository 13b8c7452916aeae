using System.Runtime.CompilerServices;

namespace Graph;

// Functions that are compiled when they meet the shapes of their arguments.
public static partial class Ops
{
    /// <summary>A function of one expression as one of tensors, traced and compiled for each type that it meets.</summary>
    /// <param name="function">The function; its C# code runs once for each compilation.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <param name="capacity">How many compilations are kept; those used longest ago are dropped.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public static JitFunction Jit(Func<Expr, Expr> function, CompileOptions? options = null, int capacity = JitFunction.DefaultCapacity) =>
        Traced(function, 1, leaves => [function(leaves[0])], options, capacity);

    /// <summary>A function of two expressions as one of tensors.</summary>
    /// <inheritdoc cref="Jit(Func{Expr, Expr}, CompileOptions?, int)"/>
    public static JitFunction Jit(Func<Expr, Expr, Expr> function, CompileOptions? options = null, int capacity = JitFunction.DefaultCapacity) =>
        Traced(function, 2, leaves => [function(leaves[0], leaves[1])], options, capacity);

    /// <summary>A function of three expressions as one of tensors.</summary>
    /// <inheritdoc cref="Jit(Func{Expr, Expr}, CompileOptions?, int)"/>
    public static JitFunction Jit(Func<Expr, Expr, Expr, Expr> function, CompileOptions? options = null, int capacity = JitFunction.DefaultCapacity) =>
        Traced(function, 3, leaves => [function(leaves[0], leaves[1], leaves[2])], options, capacity);

    /// <summary>A function of four expressions as one of tensors.</summary>
    /// <inheritdoc cref="Jit(Func{Expr, Expr}, CompileOptions?, int)"/>
    public static JitFunction Jit(
        Func<Expr, Expr, Expr, Expr, Expr> function, CompileOptions? options = null, int capacity = JitFunction.DefaultCapacity) =>
        Traced(function, 4, leaves => [function(leaves[0], leaves[1], leaves[2], leaves[3])], options, capacity);

    /// <summary>A function of one expression with several results as one of tensors: <c>Jit(x =&gt; (Sum(x), Max(x)))</c>.</summary>
    /// <inheritdoc cref="Jit(Func{Expr, Expr}, CompileOptions?, int)"/>
    public static JitFunction Jit(
        Func<Expr, ExprList> function, CompileOptions? options = null, int capacity = JitFunction.DefaultCapacity) =>
        Traced(function, 1, leaves => function(leaves[0]), options, capacity);

    /// <summary>A function of two expressions with several results as one of tensors.</summary>
    /// <inheritdoc cref="Jit(Func{Expr, Expr}, CompileOptions?, int)"/>
    public static JitFunction Jit(
        Func<Expr, Expr, ExprList> function, CompileOptions? options = null, int capacity = JitFunction.DefaultCapacity) =>
        Traced(function, 2, leaves => function(leaves[0], leaves[1]), options, capacity);

    /// <summary>A function of three expressions with several results as one of tensors.</summary>
    /// <inheritdoc cref="Jit(Func{Expr, Expr}, CompileOptions?, int)"/>
    public static JitFunction Jit(
        Func<Expr, Expr, Expr, ExprList> function, CompileOptions? options = null, int capacity = JitFunction.DefaultCapacity) =>
        Traced(function, 3, leaves => function(leaves[0], leaves[1], leaves[2]), options, capacity);

    /// <summary>A function of four expressions with several results as one of tensors.</summary>
    /// <inheritdoc cref="Jit(Func{Expr, Expr}, CompileOptions?, int)"/>
    public static JitFunction Jit(
        Func<Expr, Expr, Expr, Expr, ExprList> function, CompileOptions? options = null, int capacity = JitFunction.DefaultCapacity) =>
        Traced(function, 4, leaves => function(leaves[0], leaves[1], leaves[2], leaves[3]), options, capacity);

    /// <summary>A function of any number of expressions with any number of results; its inputs are called <c>x0</c>, <c>x1</c>, ….</summary>
    /// <inheritdoc cref="Jit(Func{Expr, Expr}, CompileOptions?, int)"/>
    [OverloadResolutionPriority(-1)]
    public static JitFunction Jit(
        Func<ImmutableArray<Expr>, ImmutableArray<Expr>> function, CompileOptions? options = null, int capacity = JitFunction.DefaultCapacity) =>
        new(function, ParameterNames.Numbered, null, options, capacity);

    /// <summary>A function of expressions of given names, as many as there are names, with any number of results.</summary>
    /// <param name="function">The function; its C# code runs once for each compilation.</param>
    /// <param name="names">What its inputs are called in dumps and errors.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <param name="capacity">How many compilations are kept; those used longest ago are dropped.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    [OverloadResolutionPriority(-1)]
    public static JitFunction Jit(
        Func<ImmutableArray<Expr>, ImmutableArray<Expr>> function, ImmutableArray<string> names, CompileOptions? options = null,
        int capacity = JitFunction.DefaultCapacity)
    {
        RequireGiven(names, nameof(names));
        return new JitFunction(function, _ => names, names.Length, options, capacity);
    }

    private static JitFunction Traced(
        Delegate function, int arity, Func<ImmutableArray<Expr>, ImmutableArray<Expr>> trace, CompileOptions? options, int capacity)
    {
        ImmutableArray<string> names = ParameterNames.Of(function, arity);
        return new JitFunction(trace, _ => names, arity, options, capacity);
    }
}
