using Graph.IR;

namespace Graph;

/// <summary>
/// A node of a computation: an operator applied to other nodes. Immutable, identified by reference: the same node used twice is computed once.
/// Operators on expressions (<c>+</c>, <c>*</c>, <c>&lt;</c>, …) make further nodes.
/// </summary>
public sealed partial class Expr
{
    private Expr(Op op, ImmutableArray<Expr> inputs, ExprType resultType, Origin origin)
    {
        (Op, Inputs, ResultType, Origin) = (op, inputs, resultType, origin);
        if (op is IR.Broadcast or IR.Reshape)
        {
            SplatValue = inputs[0].SplatValue;
        }
        else if (op is IR.Constant { Value: { Type.ElementCount: 1 } value })
        {
            SplatValue = value.Type.Rank == 0 ? value : value.WithShape([]);
        }
    }

    /// <summary>The operator with its attributes.</summary>
    public Op Op { get; }

    /// <summary>The operands in order; none of them is a tuple but that of <see cref="IR.Project"/>.</summary>
    public ImmutableArray<Expr> Inputs { get; }

    /// <summary>The type of the result: one tensor, or a tuple.</summary>
    public ExprType ResultType { get; }

    /// <summary>Where in C# the node comes from.</summary>
    public Origin Origin { get; }

    /// <summary>The type of the result, a tensor.</summary>
    /// <exception cref="ShapeException">The operator has several results; project one.</exception>
    public TensorType Type => ResultType as TensorType
        ?? throw new ShapeException($"{Op.Name} has several results, {ResultType}; take one of them with an index, such as result[0]");

    /// <summary>The shape of the result.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>The element type of the result.</summary>
    public ElementType Element => Type.Element;

    /// <summary>The number of axes of the result.</summary>
    public int Rank => Type.Shape.Rank;

    /// <summary>Whether the operator has several results.</summary>
    public bool IsTuple => ResultType is TupleType;

    // Handed on as the node is made: a walk down a long chain of views at each question would be quadratic.
    internal Literal? SplatValue { get; }

    /// <summary>Applies an operator.</summary>
    /// <exception cref="ShapeException">Shapes, axes or the number of operands do not fit.</exception>
    /// <exception cref="ElementTypeException">An element type is not one the operator takes.</exception>
    /// <exception cref="GraphException">An operand is null, or an attribute no member of its enumeration.</exception>
    public static Expr Create(Op op, params ImmutableArray<Expr> inputs) => new(op, inputs, Infer(op, inputs), Origin.Current);

    /// <summary>The same operator on other operands; this node itself where they are the same.</summary>
    public Expr Update(ImmutableArray<Expr> inputs)
    {
        if (inputs.AsSpan().SequenceEqual(Inputs.AsSpan()))
        {
            return this;
        }
        return new(Op, inputs, Infer(Op, inputs), Origin);
    }

    /// <summary>The same operator and operands with the origins of another node added; this node itself where it has them.</summary>
    public Expr WithOrigin(Origin origin)
    {
        Origin union = Origin.Union(Origin, origin);
        return ReferenceEquals(union, Origin) ? this : new Expr(Op, Inputs, ResultType, union);
    }

    /// <summary>Takes the node apart, for patterns such as <c>(Binary(Multiply), [var x, var y])</c>.</summary>
    public void Deconstruct(out Op op, out ImmutableArray<Expr> inputs) => (op, inputs) = (Op, Inputs);

    /// <summary>A result of an operator: the node itself when it has one, a projection when it has several.</summary>
    /// <param name="index">Which one, counted from 0.</param>
    public Expr Result(int index) => IsTuple || index != 0 ? Create(new Project(index), this) : this;

    /// <summary>Every result of the operator, each a tensor.</summary>
    public ImmutableArray<Expr> Results() => [.. Enumerable.Range(0, ResultType.Tensors.Length).Select(Result)];

    /// <summary>The operator and the type, for messages: a leaf by its name.</summary>
    public string Describe() => Op is Parameter leaf ? $"'{leaf.Label}' {ResultType}" : $"{Op.Name} {ResultType}";

    /// <summary>The same as <see cref="Describe"/>.</summary>
    public override string ToString() => Describe();

    private static ExprType Infer(Op op, ImmutableArray<Expr> inputs)
    {
        Operands.RequireGiven(op, inputs);
        return op.InferType(inputs);
    }
}
