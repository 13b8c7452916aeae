using System.Diagnostics;
using System.Numerics;

namespace Graph.Reference;

/// <summary>What each elementwise kind does to one element. Bools are the bytes 1 and 0.</summary>
internal static class ScalarFunctions
{
    /// <summary>
    /// Of floats: in f64, of f32 rounded once afterwards. That is exact for the kinds that are exact or correctly rounded in f32 (√ too: the 53 bits
    /// of f64 are more than twice the 24 of f32 and two, which makes the second rounding harmless; S. A. Figueroa, "When is double rounding innocuous?", 1995).
    /// </summary>
    public static Func<double, double> Real(UnaryKind kind) => kind switch
    {
        UnaryKind.Negate => x => -x,
        UnaryKind.Absolute => Math.Abs,
        UnaryKind.Signum => x => x > 0 ? 1 : x < 0 ? -1 : x,
        UnaryKind.RoundDown => Math.Floor,
        UnaryKind.RoundUp => Math.Ceiling,
        UnaryKind.RoundToEven => x => Math.Round(x, MidpointRounding.ToEven),
        UnaryKind.SquareRoot => Math.Sqrt,
        UnaryKind.Exponential => Math.Exp,
        UnaryKind.Exponential2 => x => Math.Pow(2, x),
        UnaryKind.ExponentialMinusOne => SpecialFunctions.ExponentialMinusOne,
        UnaryKind.NaturalLogarithm => Math.Log,
        UnaryKind.Logarithm1Plus => SpecialFunctions.Logarithm1Plus,
        UnaryKind.Sine => Math.Sin,
        UnaryKind.Cosine => Math.Cos,
        UnaryKind.Arctangent => Math.Atan,
        UnaryKind.HyperbolicSine => Math.Sinh,
        UnaryKind.HyperbolicCosine => Math.Cosh,
        UnaryKind.HyperbolicTangent => Math.Tanh,
        UnaryKind.ErrorFunction => SpecialFunctions.ErrorFunction,
        UnaryKind.Logistic => SpecialFunctions.Logistic,
        UnaryKind.Complement => throw Refuse(kind.Mnemonic, "floats"),
    };

    /// <summary>Of integers; all wrap.</summary>
    public static Func<T, T> Integer<T>(UnaryKind kind) where T : IBinaryInteger<T> => kind switch
    {
        UnaryKind.Negate => x => -x,
        UnaryKind.Absolute => x => T.IsNegative(x) ? -x : x,
        UnaryKind.Signum => x => T.IsZero(x) ? x : T.IsNegative(x) ? -T.One : T.One,
        UnaryKind.Complement => x => ~x,
        UnaryKind.RoundDown or UnaryKind.RoundUp or UnaryKind.RoundToEven or UnaryKind.SquareRoot or UnaryKind.Exponential
            or UnaryKind.Exponential2 or UnaryKind.ExponentialMinusOne or UnaryKind.NaturalLogarithm or UnaryKind.Logarithm1Plus
            or UnaryKind.Sine or UnaryKind.Cosine or UnaryKind.Arctangent or UnaryKind.HyperbolicSine or UnaryKind.HyperbolicCosine
            or UnaryKind.HyperbolicTangent or UnaryKind.ErrorFunction or UnaryKind.Logistic => throw Refuse(kind.Mnemonic, "integers"),
    };

    /// <summary>Of bools.</summary>
    public static Func<bool, bool> Truth(UnaryKind kind) =>
        kind == UnaryKind.Complement ? x => !x : throw Refuse(kind.Mnemonic, "bools");

    /// <summary>Of floats, in their own type but for the power, which f32 takes in f64.</summary>
    public static Func<T, T, T> Real<T>(BinaryKind kind) where T : IFloatingPointIeee754<T> => kind switch
    {
        BinaryKind.Add => (a, b) => a + b,
        BinaryKind.Subtract => (a, b) => a - b,
        BinaryKind.Multiply => (a, b) => a * b,
        BinaryKind.Divide => (a, b) => a / b,
        BinaryKind.Remainder => (a, b) => a % b,
        BinaryKind.Power => (a, b) => T.CreateTruncating(Math.Pow(double.CreateTruncating(a), double.CreateTruncating(b))),
        BinaryKind.Larger => T.Max,
        BinaryKind.Smaller => T.Min,
        BinaryKind.BitwiseAnd or BinaryKind.BitwiseOr or BinaryKind.BitwiseXor or BinaryKind.ShiftLeft or BinaryKind.ShiftRight =>
            throw Refuse(kind.Mnemonic, "floats"),
    };

    /// <summary>Of integers; all wrap.</summary>
    public static Func<T, T, T> Integer<T>(BinaryKind kind) where T : IBinaryInteger<T> => kind switch
    {
        BinaryKind.Add => (a, b) => a + b,
        BinaryKind.Subtract => (a, b) => a - b,
        BinaryKind.Multiply => (a, b) => a * b,
        BinaryKind.Divide => (a, b) => T.IsZero(b) ? T.AllBitsSet : IsMinusOne(b) ? -a : a / b,
        BinaryKind.Remainder => (a, b) => T.IsZero(b) ? a : IsMinusOne(b) ? T.Zero : a % b,
        BinaryKind.Larger => T.Max,
        BinaryKind.Smaller => T.Min,
        BinaryKind.BitwiseAnd => (a, b) => a & b,
        BinaryKind.BitwiseOr => (a, b) => a | b,
        BinaryKind.BitwiseXor => (a, b) => a ^ b,
        BinaryKind.ShiftLeft => (a, b) => IsWithinWidth(b) ? a << int.CreateChecked(b) : T.Zero,
        BinaryKind.ShiftRight => (a, b) => IsWithinWidth(b) ? a >> int.CreateChecked(b) : T.IsNegative(a) ? T.AllBitsSet : T.Zero,
        BinaryKind.Power => throw Refuse(kind.Mnemonic, "integers"),
    };

    /// <summary>Of bools.</summary>
    public static Func<bool, bool, bool> Truth(BinaryKind kind) => kind switch
    {
        BinaryKind.BitwiseAnd => (a, b) => a & b,
        BinaryKind.BitwiseOr => (a, b) => a | b,
        BinaryKind.BitwiseXor => (a, b) => a ^ b,
        BinaryKind.Add or BinaryKind.Subtract or BinaryKind.Multiply or BinaryKind.Divide or BinaryKind.Remainder or BinaryKind.Power
            or BinaryKind.Larger or BinaryKind.Smaller or BinaryKind.ShiftLeft or BinaryKind.ShiftRight => throw Refuse(kind.Mnemonic, "bools"),
    };

    /// <summary>The comparison of two numbers, as IEEE 754 has it.</summary>
    public static Func<T, T, bool> Order<T>(CompareKind kind) where T : INumber<T> => kind switch
    {
        CompareKind.EqualTo => (a, b) => a == b,
        CompareKind.NotEqualTo => (a, b) => a != b,
        CompareKind.LessThan => (a, b) => a < b,
        CompareKind.LessOrEqualTo => (a, b) => a <= b,
        CompareKind.GreaterThan => (a, b) => a > b,
        CompareKind.GreaterOrEqualTo => (a, b) => a >= b,
    };

    /// <summary>How a reduction combines two numbers.</summary>
    public static Func<T, T, T> Combination<T>(ReduceKind kind) where T : INumber<T> => kind switch
    {
        ReduceKind.SumOf => (a, b) => a + b,
        ReduceKind.ProductOf => (a, b) => a * b,
        ReduceKind.MaximumOf => T.Max,
        ReduceKind.MinimumOf => T.Min,
    };

    // The quotient of the least integer and −1 does not fit, and the processor traps on it.
    private static bool IsMinusOne<T>(T b) where T : IBinaryInteger<T> => T.IsNegative(b) && b == -T.One;

    private static bool IsWithinWidth<T>(T bits) where T : IBinaryInteger<T> => !T.IsNegative(bits) && bits < T.PopCount(T.AllBitsSet);

    private static UnreachableException Refuse(string kind, string operands) => new($"{kind} takes no {operands}");
}
