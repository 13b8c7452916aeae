using System.Diagnostics;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// A scalar of a body that is being written, or a constant whose element type the scalar that it meets decides. Operators append
/// instructions, so that a function reads as its formula; each is one instruction, rounded once.
/// </summary>
/// <remarks>Comparisons give bools; that includes <c>==</c>, which is left alone here: see <see cref="Is"/>.</remarks>
internal readonly struct Term
{
    private readonly BodyBuilder? body;
    private readonly int number;
    private readonly Scalar constant;

    /// <summary>An instruction of a body.</summary>
    public Term(BodyBuilder body, int number) => (this.body, this.number, constant) = (body, number, 0);

    private Term(Scalar constant) => (body, number, this.constant) = (null, 0, constant);

    /// <summary>The instruction's number in the body.</summary>
    public int Number => body is null ? throw new UnreachableException("a constant has no number before it meets a scalar") : number;

    /// <summary>The element type.</summary>
    public ElementType Element => Body[number].Element;

    /// <summary>The body that it belongs to.</summary>
    public BodyBuilder Body => body ?? throw new UnreachableException("a constant belongs to no body before it meets a scalar");

    /// <summary>A constant.</summary>
    public static implicit operator Term(double value) => new((Scalar)value);

    /// <summary>A constant.</summary>
    public static implicit operator Term(long value) => new((Scalar)value);

    /// <summary>A constant.</summary>
    public static implicit operator Term(int value) => new((Scalar)value);

    /// <summary>A constant.</summary>
    public static implicit operator Term(bool value) => new((Scalar)value);

    public static Term operator +(Term a, Term b) => Apply(BinaryKind.Add, a, b);

    public static Term operator -(Term a, Term b) => Apply(BinaryKind.Subtract, a, b);

    public static Term operator *(Term a, Term b) => Apply(BinaryKind.Multiply, a, b);

    public static Term operator /(Term a, Term b) => Apply(BinaryKind.Divide, a, b);

    public static Term operator &(Term a, Term b) => Apply(BinaryKind.BitwiseAnd, a, b);

    public static Term operator |(Term a, Term b) => Apply(BinaryKind.BitwiseOr, a, b);

    public static Term operator ^(Term a, Term b) => Apply(BinaryKind.BitwiseXor, a, b);

    public static Term operator <<(Term a, Term bits) => Apply(BinaryKind.ShiftLeft, a, bits);

    public static Term operator >>(Term a, Term bits) => Apply(BinaryKind.ShiftRight, a, bits);

    public static Term operator <(Term a, Term b) => Apply(CompareKind.LessThan, a, b);

    public static Term operator <=(Term a, Term b) => Apply(CompareKind.LessOrEqualTo, a, b);

    public static Term operator >(Term a, Term b) => Apply(CompareKind.GreaterThan, a, b);

    public static Term operator >=(Term a, Term b) => Apply(CompareKind.GreaterOrEqualTo, a, b);

    public static Term operator -(Term a) => Apply(UnaryKind.Negate, a);

    /// <summary>Whether it equals another, as a bool.</summary>
    public Term Is(Term other) => Apply(CompareKind.EqualTo, this, other);

    /// <summary>|x|.</summary>
    public Term Magnitude() => Apply(UnaryKind.Absolute, this);

    /// <summary>A number from 0 on with the sign of another.</summary>
    public Term WithSignOf(Term other)
    {
        FloatFormat format = FloatFormat.Of(other);
        return (As(format.Bits) | (other.As(format.Bits) & format.SignBit)).As(format.Element);
    }

    /// <summary>√x.</summary>
    public Term Root() => Apply(UnaryKind.SquareRoot, this);

    /// <summary>The nearest whole number, ties to even.</summary>
    public Term Rounded() => Apply(UnaryKind.RoundToEven, this);

    /// <summary>a · b + c, rounded once.</summary>
    public static Term Fma(Term a, Term b, Term c)
    {
        Term known = a.body is not null ? a : b.body is not null ? b : c;
        ElementType element = known.Element;
        return known.Append(new MultiplyAdd(a.Meet(known, element), b.Meet(known, element), c.Meet(known, element), element));
    }

    /// <summary>The smaller of a scalar and a constant other than zero and NaN; NaN of NaN.</summary>
    public Term AtMost(Term bound) => Apply(BinaryKind.Smaller, this, bound);

    /// <summary>The larger of a scalar and a constant other than zero and NaN; NaN of NaN.</summary>
    public Term AtLeast(Term bound) => Apply(BinaryKind.Larger, this, bound);

    /// <summary>
    /// The first where the bool holds, else the second; one of them may be a constant, or both if <paramref name="element"/> says of
    /// what type.
    /// </summary>
    public static Term Select(Term condition, Term whenTrue, Term whenFalse, ElementType? element = null)
    {
        Term known = whenTrue.body is not null ? whenTrue : whenFalse;
        ElementType type = element ?? known.Element;
        int first = whenTrue.Meet(condition, type);
        return condition.Append(new Compute(new Select(), type, [condition.Number, first, whenFalse.Meet(condition, type)]));
    }

    /// <summary>The same bits as another element type of the same size.</summary>
    public Term As(ElementType element) => Append(new Compute(new Bitcast(element), element, [Number]));

    /// <summary>The value converted to another element type.</summary>
    public Term To(ElementType element) => Append(new Compute(new Cast(element), element, [Number]));

    /// <summary>c₀ + x (c₁ + x (c₂ + …)), each step a multiply-add.</summary>
    public Term Polynomial(params ReadOnlySpan<double> coefficients)
    {
        Term sum = coefficients[^1];
        for (int place = coefficients.Length - 2; place >= 0; place--)
        {
            sum = Fma(sum, this, coefficients[place]);
        }
        return sum;
    }

    private static Term Apply(UnaryKind kind, Term x) => x.Append(new Compute(new Unary(kind), x.Element, [x.Number]));

    private static Term Apply(BinaryKind kind, Term a, Term b)
    {
        Term known = a.body is not null ? a : b;
        ElementType element = known.Element;
        return known.Append(new Compute(new Binary(kind), element, [a.Meet(known, element), b.Meet(known, element)]));
    }

    private static Term Apply(CompareKind kind, Term a, Term b)
    {
        Term known = a.body is not null ? a : b;
        return known.Append(new Compute(new Compare(kind), ElementType.Bool, [a.Meet(known, known.Element), b.Meet(known, known.Element)]));
    }

    /// <summary>Its number in the body of another; a constant gets an element type and joins it.</summary>
    private int Meet(Term other, ElementType element) =>
        body is not null ? number : other.Body.Emit(new Immediate(constant.ToLiteral(element)));

    private Term Append(Instruction instruction) => new(Body, Body.Emit(instruction));
}
