namespace Graph.IR;

/// <summary>What a leaf of a computation stands for.</summary>
public enum LeafRole
{
    /// <summary>Data that each call gives.</summary>
    InputLeaf,

    /// <summary>A value that training changes.</summary>
    TrainableLeaf,

    /// <summary>A value kept from call to call that no derivative is taken by, such as running statistics.</summary>
    StateLeaf,
}

/// <summary>Elementwise operators of one operand.</summary>
public enum UnaryKind
{
    /// <summary>−x; unsigned integers wrap.</summary>
    Negate,

    /// <summary>|x|; the least signed integer stays itself.</summary>
    Absolute,

    /// <summary>−1, 0 or 1; keeps ±0 and NaN.</summary>
    Signum,

    /// <summary>The largest integer not above x.</summary>
    RoundDown,

    /// <summary>The least integer not below x.</summary>
    RoundUp,

    /// <summary>The nearest integer, ties to even.</summary>
    RoundToEven,

    /// <summary>√x, correctly rounded.</summary>
    SquareRoot,

    /// <summary>e^x.</summary>
    Exponential,

    /// <summary>2^x.</summary>
    Exponential2,

    /// <summary>e^x − 1, accurate near 0.</summary>
    ExponentialMinusOne,

    /// <summary>ln x.</summary>
    NaturalLogarithm,

    /// <summary>ln(1 + x), accurate near 0.</summary>
    Logarithm1Plus,

    /// <summary>sin x, x in radians.</summary>
    Sine,

    /// <summary>cos x, x in radians.</summary>
    Cosine,

    /// <summary>arctan x, in radians.</summary>
    Arctangent,

    /// <summary>sinh x.</summary>
    HyperbolicSine,

    /// <summary>cosh x.</summary>
    HyperbolicCosine,

    /// <summary>tanh x.</summary>
    HyperbolicTangent,

    /// <summary>erf x = 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    ErrorFunction,

    /// <summary>1 / (1 + e^(−x)).</summary>
    Logistic,

    /// <summary>Bitwise complement of an integer, negation of a bool.</summary>
    Complement,
}

/// <summary>Elementwise operators of two operands of one type.</summary>
public enum BinaryKind
{
    /// <summary>a + b; integers wrap.</summary>
    Add,

    /// <summary>a − b; integers wrap.</summary>
    Subtract,

    /// <summary>a · b; integers wrap.</summary>
    Multiply,

    /// <summary>a / b; of integers toward zero, x / 0 = −1 (all bits set), MIN / −1 = MIN.</summary>
    Divide,

    /// <summary>a − b · trunc(a / b), with the sign of a; of integers x % 0 = x and MIN % −1 = 0.</summary>
    Remainder,

    /// <summary>a^b of floats, by the rules of IEEE 754 pow.</summary>
    Power,

    /// <summary>IEEE 754 maximum: NaN if either is, and 0 above −0.</summary>
    Larger,

    /// <summary>IEEE 754 minimum: NaN if either is, and −0 below 0.</summary>
    Smaller,

    /// <summary>Bitwise and of integers, conjunction of bools.</summary>
    BitwiseAnd,

    /// <summary>Bitwise or of integers, disjunction of bools.</summary>
    BitwiseOr,

    /// <summary>Bitwise exclusive or of integers, inequality of bools.</summary>
    BitwiseXor,

    /// <summary>a shifted left by b bits; 0 where b is negative or not below the width.</summary>
    ShiftLeft,

    /// <summary>a shifted right by b bits, arithmetically where signed; where b is negative or not below the width, 0 or, of a negative a, −1.</summary>
    ShiftRight,
}

/// <summary>Elementwise comparisons; a comparison with NaN is false, but for <see cref="NotEqualTo"/>.</summary>
public enum CompareKind
{
    /// <summary>a = b.</summary>
    EqualTo,

    /// <summary>a ≠ b.</summary>
    NotEqualTo,

    /// <summary>a &lt; b.</summary>
    LessThan,

    /// <summary>a ≤ b.</summary>
    LessOrEqualTo,

    /// <summary>a &gt; b.</summary>
    GreaterThan,

    /// <summary>a ≥ b.</summary>
    GreaterOrEqualTo,
}

/// <summary>How a reduction or a cumulative operator combines elements.</summary>
public enum ReduceKind
{
    /// <summary>The sum, 0 of nothing; of bools, whether any is true.</summary>
    SumOf,

    /// <summary>The product, 1 of nothing; of bools, whether all are true.</summary>
    ProductOf,

    /// <summary>The IEEE 754 maximum; of nothing it is an error.</summary>
    MaximumOf,

    /// <summary>The IEEE 754 minimum; of nothing it is an error.</summary>
    MinimumOf,
}

/// <summary>Which element <see cref="ArgReduce"/> looks for.</summary>
public enum ExtremumKind
{
    /// <summary>The first NaN, else the first of the largest elements.</summary>
    Largest,

    /// <summary>The first NaN, else the first of the least elements.</summary>
    Least,
}

/// <summary>What <see cref="Scatter"/> does with an update.</summary>
public enum ScatterKind
{
    /// <summary>Adds it to what is there, in row-major order of the indices.</summary>
    Accumulate,

    /// <summary>Puts it in place of what is there; of several for one place the last in row-major order wins.</summary>
    Overwrite,
}

/// <summary>The names of the kinds in the text form.</summary>
public static class KindNames
{
    extension(LeafRole role)
    {
        /// <summary>The name in the text form.</summary>
        public string Mnemonic => role switch
        {
            LeafRole.InputLeaf => "input",
            LeafRole.TrainableLeaf => "trainable",
            LeafRole.StateLeaf => "state",
        };
    }

    extension(UnaryKind kind)
    {
        /// <summary>The name in the text form.</summary>
        public string Mnemonic => kind switch
        {
            UnaryKind.Negate => "negate",
            UnaryKind.Absolute => "abs",
            UnaryKind.Signum => "sign",
            UnaryKind.RoundDown => "floor",
            UnaryKind.RoundUp => "ceil",
            UnaryKind.RoundToEven => "round",
            UnaryKind.SquareRoot => "sqrt",
            UnaryKind.Exponential => "exp",
            UnaryKind.Exponential2 => "exp2",
            UnaryKind.ExponentialMinusOne => "expm1",
            UnaryKind.NaturalLogarithm => "log",
            UnaryKind.Logarithm1Plus => "log1p",
            UnaryKind.Sine => "sin",
            UnaryKind.Cosine => "cos",
            UnaryKind.Arctangent => "atan",
            UnaryKind.HyperbolicSine => "sinh",
            UnaryKind.HyperbolicCosine => "cosh",
            UnaryKind.HyperbolicTangent => "tanh",
            UnaryKind.ErrorFunction => "erf",
            UnaryKind.Logistic => "logistic",
            UnaryKind.Complement => "not",
        };
    }

    extension(BinaryKind kind)
    {
        /// <summary>The name in the text form.</summary>
        public string Mnemonic => kind switch
        {
            BinaryKind.Add => "add",
            BinaryKind.Subtract => "subtract",
            BinaryKind.Multiply => "multiply",
            BinaryKind.Divide => "divide",
            BinaryKind.Remainder => "remainder",
            BinaryKind.Power => "power",
            BinaryKind.Larger => "maximum",
            BinaryKind.Smaller => "minimum",
            BinaryKind.BitwiseAnd => "and",
            BinaryKind.BitwiseOr => "or",
            BinaryKind.BitwiseXor => "xor",
            BinaryKind.ShiftLeft => "shift-left",
            BinaryKind.ShiftRight => "shift-right",
        };
    }

    extension(CompareKind kind)
    {
        /// <summary>The name in the text form.</summary>
        public string Mnemonic => kind switch
        {
            CompareKind.EqualTo => "equal",
            CompareKind.NotEqualTo => "not-equal",
            CompareKind.LessThan => "less",
            CompareKind.LessOrEqualTo => "less-or-equal",
            CompareKind.GreaterThan => "greater",
            CompareKind.GreaterOrEqualTo => "greater-or-equal",
        };
    }

    extension(ReduceKind kind)
    {
        /// <summary>The name in the text form.</summary>
        public string Mnemonic => kind switch
        {
            ReduceKind.SumOf => "sum",
            ReduceKind.ProductOf => "product",
            ReduceKind.MaximumOf => "max",
            ReduceKind.MinimumOf => "min",
        };
    }

    extension(ExtremumKind kind)
    {
        /// <summary>The name in the text form.</summary>
        public string Mnemonic => kind switch
        {
            ExtremumKind.Largest => "max",
            ExtremumKind.Least => "min",
        };
    }

    extension(ScatterKind kind)
    {
        /// <summary>The name in the text form.</summary>
        public string Mnemonic => kind switch
        {
            ScatterKind.Accumulate => "add",
            ScatterKind.Overwrite => "set",
        };
    }
}
