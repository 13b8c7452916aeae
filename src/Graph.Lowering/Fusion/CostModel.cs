namespace Graph.Lowering;

/// <summary>What work costs, in units of one addition, roughly: enough to choose between computing again and storing.</summary>
public static class CostModel
{
    /// <summary>How many operations cost as much as to move a byte between a core and memory.</summary>
    public const long OperationsPerByte = 8;

    /// <summary>The operations of twenty rounds of a counter-based generator.</summary>
    internal const long PerRandomWord = 80;

    /// <summary>
    /// A kernel with fewer parts than this that can run at once does not use the cores, which matters where there is <see
    /// cref="MuchWork"/>.
    /// </summary>
    internal const long FewTasks = 8;

    /// <summary>How many points of loops are too many for one core.</summary>
    internal const long MuchWork = 1 << 15;

    /// <summary>How many parts of a kernel can run at once where vectors lie along its last axis.</summary>
    /// <param name="points">The points of all axes.</param>
    /// <param name="last">The size of the last axis.</param>
    internal static long TasksByColumn(long points, long last) =>
        points / Math.Max(1, last) * ((last + Schedule.Partials - 1) / Schedule.Partials);

    /// <summary>The operations that a kernel computes, over all of its points.</summary>
    public static long Operations(LoopKernel kernel) =>
        kernel.Stages.Sum(stage => kernel.PointsOf(stage) * (stage.Body.Sum(PerPoint) + stage.Effects.Sum(Terms)));

    /// <summary>
    /// The floating-point operations of a kernel, as profiles count them: each operator of arithmetic on floats is one, an elementary
    /// function such as exp too; a term of a sum or product is one more; a multiply-add is two. Comparisons, selections and conversions are
    /// none.
    /// </summary>
    public static long FloatingPointOperations(LoopKernel kernel) => kernel.Stages.Sum(stage =>
        kernel.PointsOf(stage)
        * (stage.Body.Sum(Arithmetic) + stage.Effects.Where(effect => effect is not Extremum && stage.Body[effect.Value].Element.IsFloat).Sum(Terms)));

    /// <summary>The operations of an effect: one for each term of a total, two where the term is a product.</summary>
    private static long Terms(Effect effect) => effect switch
    {
        Store or Keep => 0,
        Total or Extremum or Combine => 1,
        ProductTotal => 2,
        _ => throw new System.Diagnostics.UnreachableException($"{effect.GetType().Name} has no cost"),
    };

    private static long Arithmetic(Instruction instruction) => instruction switch
    {
        MultiplyAdd => 2,
        Compute(Unary or Binary, var element, _) when element.IsFloat => 1,
        _ => 0,
    };

    /// <summary>The bytes of a kernel's operands, each counted once however often it is loaded.</summary>
    public static long Bytes(LoopKernel kernel) => kernel.Operands.Sum(operand => operand.Type.ByteCount);

    /// <summary>The cost of an operator for each element of its result, what it reduces included at one unit a term.</summary>
    public static long PerElement(Op op) => op switch
    {
        _ when IsTranscendental(op) => 16,
        RandomBits => PerRandomWord,
        Unary(UnaryKind.SquareRoot) or Binary(BinaryKind.Divide or BinaryKind.Remainder) => 4,
        Unary or Binary or Compare or Select or Cast or Gather or Scatter => 1,
        _ => 0,
    };

    private static long PerPoint(Instruction instruction) => instruction switch
    {
        Compute(var op, _, _) => PerElement(op),
        MultiplyAdd => 2,
        RandomWord => PerRandomWord,
        _ => 0,
    };

    /// <summary>Whether an elementwise operator is computed by a polynomial or worse.</summary>
    public static bool IsTranscendental(Op op) => op switch
    {
        Unary(var kind) => kind switch
        {
            UnaryKind.Exponential or UnaryKind.Exponential2 or UnaryKind.ExponentialMinusOne or UnaryKind.NaturalLogarithm
                or UnaryKind.Logarithm1Plus
                or UnaryKind.Sine or UnaryKind.Cosine or UnaryKind.Arctangent or UnaryKind.HyperbolicSine or UnaryKind.HyperbolicCosine
                or UnaryKind.HyperbolicTangent or UnaryKind.ErrorFunction or UnaryKind.Logistic => true,
            UnaryKind.Negate or UnaryKind.Absolute or UnaryKind.Signum or UnaryKind.RoundDown or UnaryKind.RoundUp or UnaryKind.RoundToEven
                or UnaryKind.SquareRoot or UnaryKind.Complement => false,
        },
        Binary(var kind) => kind == BinaryKind.Power,
        _ => false,
    };
}
