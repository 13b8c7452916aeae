using System.Globalization;
using Graph.IR;

namespace Graph;

/// <summary>
/// A C# number used in an expression. It is weak: it takes the element type of the tensor it meets and never changes it.
/// An integer fits every integer type that can represent it, and floats, where it is rounded; a floating-point number only floats, a bool only bool.
/// </summary>
public readonly struct Scalar
{
    private enum Kind
    {
        Integer,
        Float,
        Bool,
    }

    private readonly Kind kind;
    private readonly long integer;
    private readonly double real;

    private Scalar(Kind kind, long integer, double real) => (this.kind, this.integer, this.real) = (kind, integer, real);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(int value) => new(Kind.Integer, value, value);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(long value) => new(Kind.Integer, value, value);

    /// <summary>A floating-point number; widened to double, which is exact.</summary>
    public static implicit operator Scalar(float value) => new(Kind.Float, 0, value);

    /// <summary>A floating-point number; rounded once where it meets an f32 tensor.</summary>
    public static implicit operator Scalar(double value) => new(Kind.Float, 0, value);

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(Kind.Bool, value ? 1 : 0, 0);

    /// <summary>The element type it has where it meets no tensor: f32 for a floating-point number, i32 (or i64, when too large) for an integer.</summary>
    public ElementType DefaultElement => kind switch
    {
        Kind.Float => ElementType.F32,
        Kind.Integer => integer is >= int.MinValue and <= int.MaxValue ? ElementType.I32 : ElementType.I64,
        Kind.Bool => ElementType.Bool,
    };

    /// <summary>The number as a rank-0 literal of an element type.</summary>
    /// <exception cref="ElementTypeException">The type cannot represent it.</exception>
    public Literal ToLiteral(ElementType element)
    {
        bool fits = (kind, element) switch
        {
            (Kind.Bool, _) => element == ElementType.Bool,
            (_, ElementType.Bool) => false,
            (Kind.Float, _) => element.IsFloat,
            (_, ElementType.I32) => integer is >= int.MinValue and <= int.MaxValue,
            (_, ElementType.U32) => integer is >= 0 and <= uint.MaxValue,
            (_, ElementType.U8) => integer is >= 0 and <= byte.MaxValue,
            _ => true,
        };
        if (!fits)
        {
            throw new ElementTypeException(
                $"the constant {this} cannot be {element.Mnemonic}, the element type it meets here; constants never promote a tensor, so cast the tensor first");
        }
        return element switch
        {
            // An integer is rounded once, not first to a double.
            ElementType.F32 => Literal.Scalar(kind == Kind.Integer ? integer : (float)real),
            ElementType.F64 => Literal.Scalar(real),
            ElementType.I32 => Literal.Scalar((int)integer),
            ElementType.I64 => Literal.Scalar(integer),
            ElementType.U32 => Literal.Scalar((uint)integer),
            ElementType.U8 => Literal.Scalar((byte)integer),
            ElementType.Bool => Literal.Scalar(integer != 0),
        };
    }

    /// <summary>The number in the invariant culture; a floating-point number always shows a point or an exponent.</summary>
    public override string ToString() => kind switch
    {
        Kind.Integer => integer.ToString(CultureInfo.InvariantCulture),
        Kind.Float => double.IsInteger(real) && Math.Abs(real) < 1e15
            ? real.ToString("0.0", CultureInfo.InvariantCulture)
            : real.ToString("R", CultureInfo.InvariantCulture),
        Kind.Bool => integer != 0 ? "true" : "false",
    };
}
