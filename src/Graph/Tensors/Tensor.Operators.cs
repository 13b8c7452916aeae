namespace Graph;

/// <remarks>Operators give expressions, with the rules of <see cref="Expr"/>; <c>Evaluate</c> makes a tensor of them.</remarks>
public sealed partial class Tensor
{
    /// <summary>The elementwise sum, broadcast, as an expression.</summary>
    public static Expr operator +(Tensor left, Tensor right) => (Expr)left + (Expr)right;

    /// <summary>The elementwise sum, broadcast, as an expression.</summary>
    public static Expr operator +(Tensor left, Scalar right) => (Expr)left + right;

    /// <summary>The elementwise sum, broadcast, as an expression.</summary>
    public static Expr operator +(Scalar left, Tensor right) => left + (Expr)right;

    /// <summary>The elementwise difference, broadcast, as an expression.</summary>
    public static Expr operator -(Tensor left, Tensor right) => (Expr)left - (Expr)right;

    /// <summary>The elementwise difference, broadcast, as an expression.</summary>
    public static Expr operator -(Tensor left, Scalar right) => (Expr)left - right;

    /// <summary>The elementwise difference, broadcast, as an expression.</summary>
    public static Expr operator -(Scalar left, Tensor right) => left - (Expr)right;

    /// <summary>The elementwise product, broadcast, as an expression.</summary>
    public static Expr operator *(Tensor left, Tensor right) => (Expr)left * (Expr)right;

    /// <summary>The elementwise product, broadcast, as an expression.</summary>
    public static Expr operator *(Tensor left, Scalar right) => (Expr)left * right;

    /// <summary>The elementwise product, broadcast, as an expression.</summary>
    public static Expr operator *(Scalar left, Tensor right) => left * (Expr)right;

    /// <summary>The elementwise quotient, broadcast, as an expression.</summary>
    public static Expr operator /(Tensor left, Tensor right) => (Expr)left / (Expr)right;

    /// <summary>The elementwise quotient, broadcast, as an expression.</summary>
    public static Expr operator /(Tensor left, Scalar right) => (Expr)left / right;

    /// <summary>The elementwise quotient, broadcast, as an expression.</summary>
    public static Expr operator /(Scalar left, Tensor right) => left / (Expr)right;

    /// <summary>The elementwise remainder, with the sign of the left operand, broadcast, as an expression.</summary>
    public static Expr operator %(Tensor left, Tensor right) => (Expr)left % (Expr)right;

    /// <summary>The elementwise remainder, with the sign of the left operand, broadcast, as an expression.</summary>
    public static Expr operator %(Tensor left, Scalar right) => (Expr)left % right;

    /// <summary>The elementwise remainder, with the sign of the left operand, broadcast, as an expression.</summary>
    public static Expr operator %(Scalar left, Tensor right) => left % (Expr)right;

    /// <summary>Whether each element of the left operand is less, broadcast; an expression of bools.</summary>
    public static Expr operator <(Tensor left, Tensor right) => (Expr)left < (Expr)right;

    /// <summary>Whether each element of the left operand is less, broadcast; an expression of bools.</summary>
    public static Expr operator <(Tensor left, Scalar right) => (Expr)left < right;

    /// <summary>Whether each element of the left operand is less, broadcast; an expression of bools.</summary>
    public static Expr operator <(Scalar left, Tensor right) => left < (Expr)right;

    /// <summary>Whether each element of the left operand is greater, broadcast; an expression of bools.</summary>
    public static Expr operator >(Tensor left, Tensor right) => (Expr)left > (Expr)right;

    /// <summary>Whether each element of the left operand is greater, broadcast; an expression of bools.</summary>
    public static Expr operator >(Tensor left, Scalar right) => (Expr)left > right;

    /// <summary>Whether each element of the left operand is greater, broadcast; an expression of bools.</summary>
    public static Expr operator >(Scalar left, Tensor right) => left > (Expr)right;

    /// <summary>Whether each element of the left operand is less or equal, broadcast; an expression of bools.</summary>
    public static Expr operator <=(Tensor left, Tensor right) => (Expr)left <= (Expr)right;

    /// <summary>Whether each element of the left operand is less or equal, broadcast; an expression of bools.</summary>
    public static Expr operator <=(Tensor left, Scalar right) => (Expr)left <= right;

    /// <summary>Whether each element of the left operand is less or equal, broadcast; an expression of bools.</summary>
    public static Expr operator <=(Scalar left, Tensor right) => left <= (Expr)right;

    /// <summary>Whether each element of the left operand is greater or equal, broadcast; an expression of bools.</summary>
    public static Expr operator >=(Tensor left, Tensor right) => (Expr)left >= (Expr)right;

    /// <summary>Whether each element of the left operand is greater or equal, broadcast; an expression of bools.</summary>
    public static Expr operator >=(Tensor left, Scalar right) => (Expr)left >= right;

    /// <summary>Whether each element of the left operand is greater or equal, broadcast; an expression of bools.</summary>
    public static Expr operator >=(Scalar left, Tensor right) => left >= (Expr)right;

    /// <summary>The elementwise negation, as an expression.</summary>
    public static Expr operator -(Tensor operand) => -(Expr)operand;
}
