namespace Graph;

/// <summary>
/// The functions on expressions, to be imported with <c>using static Graph.Ops;</c>. Axes may be negative and then count from the end. Each
/// function that takes one expression and nothing else can be handed on as a <c>Func&lt;Expr, Expr&gt;</c>.
/// </summary>
public static partial class Ops
{
    /// <summary>A leaf that each call gives a value.</summary>
    /// <param name="name">The name by which values are bound and errors speak.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="element">The element type.</param>
    /// <exception cref="ShapeException">A size is negative.</exception>
    public static Expr Input(string name, Shape shape, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        return Primitives.Leaf(name, new TensorType(element, shape));
    }

    /// <summary>A leaf that training changes.</summary>
    /// <inheritdoc cref="Input"/>
    public static Expr Parameter(string name, Shape shape, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        return Primitives.Leaf(name, new TensorType(element, shape), LeafRole.TrainableLeaf);
    }

    /// <summary>A leaf that is kept from call to call without being trained, such as running statistics.</summary>
    /// <inheritdoc cref="Input"/>
    public static Expr State(string name, Shape shape, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        return Primitives.Leaf(name, new TensorType(element, shape), LeafRole.StateLeaf);
    }

    /// <summary>A value known now.</summary>
    public static Expr Constant(Tensor value)
    {
        using var _ = Origin.Enter();
        return Primitives.Constant(value.Literal);
    }

    /// <summary>A number known now, as a scalar.</summary>
    /// <param name="value">The number.</param>
    /// <param name="element">The element type; null for the number's own: f32 for a floating-point number, i32 for an integer.</param>
    /// <exception cref="ElementTypeException">The type cannot represent the number.</exception>
    public static Expr Constant(Scalar value, ElementType? element = null)
    {
        using var _ = Origin.Enter();
        return Primitives.Constant(value.ToLiteral(element ?? value.DefaultElement));
    }

    /// <summary>
    /// Begins a name scope, which dumps and errors show: <c>using (NameScope("encoder")) { … }</c>. Scopes nest; their names are joined by
    /// <c>/</c>.
    /// </summary>
    public static Origin.Extent NameScope(string name) => Origin.Scope(name);
}
