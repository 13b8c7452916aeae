using System.Globalization;

namespace Graph.Learning;

/// <summary>What probably happened where an operator gave something that is not finite, and what helps.</summary>
internal static class LikelyCause
{
    private const string Grown =
        "the numbers have grown too large; a smaller learning rate, clipped gradients or a normalisation keep them small";

    /// <summary>One sentence, without a full stop.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="operands">What it was given.</param>
    /// <param name="element">Where it went wrong, in row-major order.</param>
    public static string Of(Expr node, ImmutableArray<Literal> operands, long element) => node.Op switch
    {
        Unary unary => OfFunction(unary.Kind),
        Binary binary => OfPair(binary.Kind, At(operands[0], element), At(operands[1], element)),
        Gather => "an index outside of its axis reads NaN; labels and tokens are counted from 0 and must be below the size of the axis",
        Cast => "the number is too large for the type that it becomes",
        _ => Grown,
    };

    /// <summary>What came out, and of an operator that goes element by element, from what.</summary>
    public static string Values(Literal result, ImmutableArray<Literal> operands, long element)
    {
        string place = result.Type.Rank == 0 ? "" : $"element [{string.Join(", ", Indices(result.Shape, element))}] ";
        bool elementwise = operands.All(operand => operand.Type == result.Type);
        string from = elementwise && operands.Length > 0
            ? $" from {string.Join(" and ", operands.Select(operand => Number(operand.ToDouble(element))))}"
            : "";
        return $"{place}is {Number(result.ToDouble(element))}{from}";
    }

    private static string OfFunction(UnaryKind kind) => kind switch
    {
        UnaryKind.NaturalLogarithm or UnaryKind.Logarithm1Plus =>
            "a logarithm wants what is above 0; a loss from logits needs no logarithm of a probability, else keep it above a small number",
        UnaryKind.SquareRoot => "a square root wants what is not negative; clip it at 0, or add a small number",
        UnaryKind.Exponential or UnaryKind.Exponential2 or UnaryKind.ExponentialMinusOne or UnaryKind.HyperbolicSine
            or UnaryKind.HyperbolicCosine =>
            "an exponential of more than about 88 is too large for f32; Softmax, LogSumExp and the losses from logits subtract the " +
            "maximum first",
        UnaryKind.Negate or UnaryKind.Absolute or UnaryKind.Signum or UnaryKind.RoundDown or UnaryKind.RoundUp or UnaryKind.RoundToEven
            or UnaryKind.Sine or UnaryKind.Cosine or UnaryKind.Arctangent or UnaryKind.HyperbolicTangent or UnaryKind.ErrorFunction
            or UnaryKind.Logistic or UnaryKind.Complement => Grown,
    };

    private static string OfPair(BinaryKind kind, double left, double right) => kind switch
    {
        BinaryKind.Divide when right == 0 =>
            "it divides by 0, as the derivative of √x does at 0, too; add a small number to the divisor, or to what the root is taken of",
        BinaryKind.Power => "a power of 0 or of a negative number has no finite value here; keep the base above 0",
        BinaryKind.Remainder => "a remainder by 0 is no number",
        BinaryKind.Add or BinaryKind.Subtract when double.IsInfinity(left) && double.IsInfinity(right) =>
            "infinities have no difference; a mask of −∞ must leave something to choose from in every row",
        BinaryKind.Multiply when double.IsInfinity(left) || double.IsInfinity(right) =>
            "0 times an infinity is no number; choose with Where instead of multiplying by a mask",
        _ => Grown,
    };

    private static double At(Literal operand, long element) => operand.ToDouble(operand.Type.ElementCount == 1 ? 0 : element);

    private static IEnumerable<long> Indices(Shape shape, long element)
    {
        Shape strides = shape.Strides;
        return shape.Select((size, axis) => element / strides[axis] % size);
    }

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "∞"
        : double.IsNegativeInfinity(value) ? "−∞"
        : value.ToString("G6", CultureInfo.InvariantCulture);
}
