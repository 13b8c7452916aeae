using System.ComponentModel;
using System.Runtime.CompilerServices;
using Graph.IR;

namespace Graph;

/// <remarks>
/// The C# operators broadcast as NumPy does: shapes are aligned at their last axis, and an axis of size 1 or none is repeated. Both operands must have
/// one element type; a C# number takes the element type of the tensor.
/// </remarks>
public sealed partial class Expr
{
    private const string UseEqual = "== compares neither graphs nor values: write Equal(a, b) for an elementwise comparison, ReferenceEquals(a, b) or 'is null' for identity.";

    /// <summary>The elementwise sum, broadcast.</summary>
    public static Expr operator +(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.Add), left, right);

    /// <inheritdoc cref="operator +(Expr, Expr)"/>
    public static Expr operator +(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.Add), left, right);

    /// <inheritdoc cref="operator +(Expr, Expr)"/>
    public static Expr operator +(Scalar left, Expr right) => Elementwise(new Binary(BinaryKind.Add), left, right);

    /// <summary>The elementwise difference, broadcast.</summary>
    public static Expr operator -(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.Subtract), left, right);

    /// <inheritdoc cref="operator -(Expr, Expr)"/>
    public static Expr operator -(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.Subtract), left, right);

    /// <inheritdoc cref="operator -(Expr, Expr)"/>
    public static Expr operator -(Scalar left, Expr right) => Elementwise(new Binary(BinaryKind.Subtract), left, right);

    /// <summary>The elementwise product, broadcast.</summary>
    public static Expr operator *(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.Multiply), left, right);

    /// <inheritdoc cref="operator *(Expr, Expr)"/>
    public static Expr operator *(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.Multiply), left, right);

    /// <inheritdoc cref="operator *(Expr, Expr)"/>
    public static Expr operator *(Scalar left, Expr right) => Elementwise(new Binary(BinaryKind.Multiply), left, right);

    /// <summary>The elementwise quotient, broadcast.</summary>
    public static Expr operator /(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.Divide), left, right);

    /// <inheritdoc cref="operator /(Expr, Expr)"/>
    public static Expr operator /(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.Divide), left, right);

    /// <inheritdoc cref="operator /(Expr, Expr)"/>
    public static Expr operator /(Scalar left, Expr right) => Elementwise(new Binary(BinaryKind.Divide), left, right);

    /// <summary>The elementwise remainder, with the sign of the left operand, broadcast.</summary>
    public static Expr operator %(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.Remainder), left, right);

    /// <inheritdoc cref="operator %(Expr, Expr)"/>
    public static Expr operator %(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.Remainder), left, right);

    /// <inheritdoc cref="operator %(Expr, Expr)"/>
    public static Expr operator %(Scalar left, Expr right) => Elementwise(new Binary(BinaryKind.Remainder), left, right);

    /// <summary>Elementwise bitwise and of integers, conjunction of bools, broadcast.</summary>
    public static Expr operator &(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.BitwiseAnd), left, right);

    /// <inheritdoc cref="op_BitwiseAnd(Expr, Expr)"/>
    public static Expr operator &(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.BitwiseAnd), left, right);

    /// <inheritdoc cref="op_BitwiseAnd(Expr, Expr)"/>
    public static Expr operator &(Scalar left, Expr right) => Elementwise(new Binary(BinaryKind.BitwiseAnd), left, right);

    /// <summary>Elementwise bitwise or of integers, disjunction of bools, broadcast.</summary>
    public static Expr operator |(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.BitwiseOr), left, right);

    /// <inheritdoc cref="operator |(Expr, Expr)"/>
    public static Expr operator |(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.BitwiseOr), left, right);

    /// <inheritdoc cref="operator |(Expr, Expr)"/>
    public static Expr operator |(Scalar left, Expr right) => Elementwise(new Binary(BinaryKind.BitwiseOr), left, right);

    /// <summary>Elementwise bitwise exclusive or of integers, inequality of bools, broadcast.</summary>
    public static Expr operator ^(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.BitwiseXor), left, right);

    /// <inheritdoc cref="operator ^(Expr, Expr)"/>
    public static Expr operator ^(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.BitwiseXor), left, right);

    /// <inheritdoc cref="operator ^(Expr, Expr)"/>
    public static Expr operator ^(Scalar left, Expr right) => Elementwise(new Binary(BinaryKind.BitwiseXor), left, right);

    /// <summary>Integers shifted left by as many bits as the right operand says, elementwise, broadcast.</summary>
    public static Expr operator <<(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.ShiftLeft), left, right);

    /// <summary>Integers shifted left by as many bits as the right operand says, elementwise.</summary>
    public static Expr operator <<(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.ShiftLeft), left, right);

    /// <summary>Integers shifted right, arithmetically where signed, elementwise, broadcast.</summary>
    public static Expr operator >>(Expr left, Expr right) => Elementwise(new Binary(BinaryKind.ShiftRight), left, right);

    /// <summary>Integers shifted right, arithmetically where signed, elementwise.</summary>
    public static Expr operator >>(Expr left, Scalar right) => Elementwise(new Binary(BinaryKind.ShiftRight), left, right);

    /// <summary>Whether each element of the left operand is less, broadcast; a tensor of bools.</summary>
    public static Expr operator <(Expr left, Expr right) => Elementwise(new Compare(CompareKind.LessThan), left, right);

    /// <summary>Whether each element of the left operand is less; a tensor of bools.</summary>
    public static Expr operator <(Expr left, Scalar right) => Elementwise(new Compare(CompareKind.LessThan), left, right);

    /// <summary>Whether each element of the left operand is less; a tensor of bools.</summary>
    public static Expr operator <(Scalar left, Expr right) => Elementwise(new Compare(CompareKind.LessThan), left, right);

    /// <summary>Whether each element of the left operand is greater, broadcast; a tensor of bools.</summary>
    public static Expr operator >(Expr left, Expr right) => Elementwise(new Compare(CompareKind.GreaterThan), left, right);

    /// <summary>Whether each element of the left operand is greater; a tensor of bools.</summary>
    public static Expr operator >(Expr left, Scalar right) => Elementwise(new Compare(CompareKind.GreaterThan), left, right);

    /// <summary>Whether each element of the left operand is greater; a tensor of bools.</summary>
    public static Expr operator >(Scalar left, Expr right) => Elementwise(new Compare(CompareKind.GreaterThan), left, right);

    /// <summary>Whether each element of the left operand is less or equal, broadcast; a tensor of bools.</summary>
    public static Expr operator <=(Expr left, Expr right) => Elementwise(new Compare(CompareKind.LessOrEqualTo), left, right);

    /// <summary>Whether each element of the left operand is less or equal; a tensor of bools.</summary>
    public static Expr operator <=(Expr left, Scalar right) => Elementwise(new Compare(CompareKind.LessOrEqualTo), left, right);

    /// <summary>Whether each element of the left operand is less or equal; a tensor of bools.</summary>
    public static Expr operator <=(Scalar left, Expr right) => Elementwise(new Compare(CompareKind.LessOrEqualTo), left, right);

    /// <summary>Whether each element of the left operand is greater or equal, broadcast; a tensor of bools.</summary>
    public static Expr operator >=(Expr left, Expr right) => Elementwise(new Compare(CompareKind.GreaterOrEqualTo), left, right);

    /// <summary>Whether each element of the left operand is greater or equal; a tensor of bools.</summary>
    public static Expr operator >=(Expr left, Scalar right) => Elementwise(new Compare(CompareKind.GreaterOrEqualTo), left, right);

    /// <summary>Whether each element of the left operand is greater or equal; a tensor of bools.</summary>
    public static Expr operator >=(Scalar left, Expr right) => Elementwise(new Compare(CompareKind.GreaterOrEqualTo), left, right);

    /// <summary>The elementwise negation of numbers.</summary>
    public static Expr operator -(Expr operand) => Create(new Unary(UnaryKind.Negate), operand);

    /// <summary>The elementwise negation of bools.</summary>
    /// <exception cref="ElementTypeException">The elements are not bools.</exception>
    public static Expr operator !(Expr operand) => operand.Element == ElementType.Bool
        ? Create(new Unary(UnaryKind.Complement), operand)
        : throw new ElementTypeException($"! takes bools, but {operand.Describe()} is {operand.Element.Mnemonic}");

    /// <summary>The bitwise complement of integers.</summary>
    public static Expr operator ~(Expr operand) => Create(new Unary(UnaryKind.Complement), operand);

    /// <summary>Not to be used: it does not compile.</summary>
    [Obsolete(UseEqual, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static bool operator ==(Expr? left, Expr? right) => ReferenceEquals(left, right);

    /// <summary>Not to be used: it does not compile.</summary>
    [Obsolete(UseEqual, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static bool operator !=(Expr? left, Expr? right) => !ReferenceEquals(left, right);

    /// <summary>Whether it is the same node.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <summary>A hash of the identity.</summary>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    private static Expr Elementwise(Op op, Expr left, Expr right)
    {
        Operands.RequireSameElement(op, left, right);
        if (!Broadcasting.TryMerge(left.Shape, right.Shape, out Shape shape, out string? reason))
        {
            throw new ShapeException($"{op.Name}: {left.Describe()} and {right.Describe()} cannot be broadcast together: {reason}");
        }
        return Create(op, left.BroadcastTo(shape), right.BroadcastTo(shape));
    }

    private static Expr Elementwise(Op op, Expr left, Scalar right) => Create(op, left, Primitives.Fill(left.Type, right));

    private static Expr Elementwise(Op op, Scalar left, Expr right) => Create(op, Primitives.Fill(right.Type, left), right);
}
