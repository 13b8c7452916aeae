using System.Runtime.CompilerServices;

namespace Graph.Learning;

/// <summary>
/// A part of a network: a function of expressions that may have parameters and state, which it asks the scope for. A layer of one's own is
/// a record that overrides <see cref="Apply(Expr, Scope)"/>.
/// </summary>
/// <remarks>
/// Layers are identified by reference: the same object used twice has one set of parameters, two equal records have two. A layer holds no
/// numbers, so that one layer serves any number of models and shapes. Layers are applied within others, and at the top, by
/// <see cref="Scope.Apply(Layer, Expr, string?)"/>, which gives their parameters a path.
/// </remarks>
public abstract record Layer
{
    /// <summary>
    /// What it is called in the paths of its parameters; null for the name of its type in small letters, such as <c>dense</c>.
    /// </summary>
    /// <exception cref="GraphException">The name is empty or has a <c>/</c>.</exception>
    public string? Name
    {
        get;
        init => field = value is null ? null : ScopePath.Checked(value);
    }

    /// <summary>A layer that is a function without parameters of its own; those of the layers that it applies are below its path.</summary>
    /// <param name="function">From the input and the scope to the output.</param>
    public static Layer Of(Func<Expr, Scope, Expr> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Function(1, (inputs, scope) => new ExprList([function(inputs[0], scope)]));
    }

    /// <summary>A layer of two inputs that is a function.</summary>
    /// <param name="function">From the inputs and the scope to the output.</param>
    public static Layer Of(Func<Expr, Expr, Scope, Expr> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Function(2, (inputs, scope) => new ExprList([function(inputs[0], inputs[1], scope)]));
    }

    /// <summary>The output for an input. Called by the scope, once for each place where the layer is used.</summary>
    /// <param name="x">The input; its leading axis is that of the batch.</param>
    /// <param name="scope">Gives parameters, state, mode and keys.</param>
    /// <exception cref="GraphException">The input does not fit, or the layer does not take one input.</exception>
    public abstract Expr Apply(Expr x, Scope scope);

    /// <summary>The outputs for any number of inputs; a layer that takes or gives several overrides it.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="scope">Gives parameters, state, mode and keys.</param>
    /// <exception cref="GraphException">The layer does not take that many inputs.</exception>
    public virtual ExprList Apply(ImmutableArray<Expr> inputs, Scope scope) => inputs is [var only]
        ? new ExprList([Apply(only, scope)])
        : throw new GraphException($"{GetType().Name} takes one input, but is given {inputs.Length}");

    /// <summary>Whether both are the same object.</summary>
    public virtual bool Equals(Layer? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    private sealed record Function(int Arity, Func<ImmutableArray<Expr>, Scope, ExprList> Body) : Layer
    {
        public override Expr Apply(Expr x, Scope scope) => Apply([x], scope);

        public override ExprList Apply(ImmutableArray<Expr> inputs, Scope scope) => inputs.Length == Arity
            ? Body(inputs, scope)
            : throw new GraphException(
                $"the function takes {(Arity == 1 ? "one input" : $"{Arity} inputs")}, but is given {inputs.Length}");
    }
}
