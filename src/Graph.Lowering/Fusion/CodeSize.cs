namespace Graph.Lowering;

/// <summary>
/// How long the code of a kernel's loops is: how many vectors its scalars are, each a local of the method, once elementary functions are
/// written out. The compiler of the runtime hardly optimizes a method of 2000 locals, and the code is there twice, for whole vectors and
/// for the last part of one.
/// </summary>
internal static class CodeSize
{
    /// <summary>The longest code that is fused into one kernel.</summary>
    public const int Most = 750;

    private const int OfRandomWord = 130;

    // An index, a comparison and a mask, and what is taken where it does not hold.
    private const int OfBound = 6;

    // Whether it is better than the best one so far, NaN or not, and which of the two is taken.
    private const int OfTerm = 7;

    /// <summary>The vectors that all stages of a kernel compute.</summary>
    public static int Of(LoopKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.Stages.Sum(stage => stage.Body.Sum(Of));
    }

    /// <summary>The vectors of a node of a computation.</summary>
    internal static int Of(Expr node) => node.Op switch
    {
        RandomBits => OfRandomWord,
        Concatenate => 3 * OfBound * node.Inputs.Length,
        Reduce or ArgReduce when Windows.IsOfFew(node) => OfTerm * Windows.TermsOfFew(node),
        Unary or Binary or Compare or Select or Cast or Bitcast => Of(node.Op, node.Type.Element),
        _ => 1,
    };

    private static int Of(Instruction instruction) => instruction switch
    {
        Immediate => 0,
        Compute(var op, var element, _) => Of(op, element),
        RandomWord => OfRandomWord,
        Test(var guard) => OfBound * guard.Bounds.Count,
        Load(var place, var fill) => Vectors(fill.Element) + (OfBound * place.Guard.Bounds.Count),
        _ => Vectors(instruction.Element),
    };

    private static int Of(Op op, ElementType element)
    {
        // As they are expanded; an element of 64 bits takes two vectors.
        (int single, int wide) = op switch
        {
            Unary(UnaryKind.Exponential) => (21, 54),
            Unary(UnaryKind.Exponential2) => (20, 50),
            Unary(UnaryKind.ExponentialMinusOne) => (21, 53),
            Unary(UnaryKind.NaturalLogarithm) => (33, 68),
            Unary(UnaryKind.Logarithm1Plus) => (33, 69),
            Unary(UnaryKind.Sine) => (80, 365),
            Unary(UnaryKind.Cosine) => (75, 352),
            Unary(UnaryKind.Arctangent) => (23, 69),
            Unary(UnaryKind.HyperbolicSine) => (34, 81),
            Unary(UnaryKind.HyperbolicCosine) => (26, 66),
            Unary(UnaryKind.HyperbolicTangent) => (25, 62),
            Unary(UnaryKind.ErrorFunction) => (31, 121),
            Unary(UnaryKind.Logistic) => (18, 48),
            Binary(BinaryKind.Power) => (108, 226),
            _ => (1, 2),
        };
        return Vectors(element) == 1 ? single : wide;
    }

    private static int Vectors(ElementType element) => element.ByteSize == sizeof(long) ? 2 : 1;
}
