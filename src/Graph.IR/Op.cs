namespace Graph.IR;

/// <summary>
/// An operator: what it does and its attributes, but not its operands. The set of operators is closed; meaning (values, derivatives, code)
/// lives in one table per concern. Two operators are equal when kind and attributes are.
/// </summary>
public abstract record Op
{
    private protected Op()
    {
    }

    /// <summary>The name in the text form, such as <c>add</c> or <c>reduce</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The type of the result for the given operands.</summary>
    /// <exception cref="ShapeException">Shapes, axes or the number of operands do not fit.</exception>
    /// <exception cref="ElementTypeException">An element type is not one the operator takes.</exception>
    public abstract ExprType InferType(ImmutableArray<Expr> operands);

    /// <summary>The operator as in the text form, such as <c>reduce[kind=sum, axes=[0]]</c>.</summary>
    public sealed override string ToString() => OpText.Format(this);
}
