namespace Graph;

// Randomness is a function of a key: the same key gives the same numbers, on every machine and for any number of threads. Never use one key
// twice; make further keys with SplitKey or FoldIn.
public static partial class Ops
{
    // Tells the stream of FoldIn from that of SplitKey, both of which hash the key first.
    private const uint FoldMark = 0x9E3779B9;

    /// <summary>The key of a seed: u32[2], the high word first.</summary>
    public static Expr Key(long seed)
    {
        using var _ = Origin.Enter();
        return Primitives.Constant(Literal.Create<uint>([2], [(uint)((ulong)seed >> 32), (uint)seed]));
    }

    /// <summary>Keys independent of each other, and of the given one as long as that is not used otherwise.</summary>
    /// <param name="key">A u32[2].</param>
    /// <param name="count">How many.</param>
    public static ExprList SplitKey(Expr key, int count)
    {
        using var _ = Origin.Enter();
        RequireCount(count, 1, "number of keys");
        Expr bits = key.RandomBits(new TensorType(ElementType.U32, [count, 2]));
        return new ExprList([.. Enumerable.Range(0, count).Select(place => bits[place])]);
    }

    /// <summary>The key for a number, such as a step or a layer: another number gives an independent key.</summary>
    public static Expr FoldIn(Expr key, uint number)
    {
        using var _ = Origin.Enter();
        return Folded(key, Primitives.Constant(Literal.Create<uint>([2], [FoldMark, number])));
    }

    /// <summary>The key for a number, the same as for that <see cref="uint"/>.</summary>
    /// <param name="key">A u32[2].</param>
    /// <param name="number">From 0 to 4294967295.</param>
    /// <exception cref="GraphException">The number is outside of that range.</exception>
    public static Expr FoldIn(Expr key, long number)
    {
        using var _ = Origin.Enter();
        return number is >= 0 and <= uint.MaxValue
            ? FoldIn(key, (uint)number)
            : throw new GraphException($"the number must be from 0 to {uint.MaxValue}, got {number}");
    }

    /// <summary>The key for a number known when it runs.</summary>
    /// <param name="key">A u32[2].</param>
    /// <param name="number">An integer scalar.</param>
    public static Expr FoldIn(Expr key, Expr number)
    {
        using var _ = Origin.Enter();
        RequireIntegers(number, "number");
        if (number.Rank != 0)
        {
            throw new ShapeException($"the number {number.Describe()} must be a scalar");
        }
        Expr mark = Primitives.Constant(Literal.Create<uint>([1], [FoldMark]));
        return Folded(key, Primitives.Concatenate([mark, number.Cast(ElementType.U32).Reshape([1])], 0));
    }

    /// <summary>Numbers drawn uniformly from [0, 1): multiples of 2⁻²⁴ in f32, of 2⁻⁵³ in f64.</summary>
    /// <param name="key">A u32[2].</param>
    /// <param name="shape">The shape.</param>
    /// <param name="element">A float type.</param>
    public static Expr Uniform(Expr key, Shape shape, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        return element switch
        {
            ElementType.F32 => (key.RandomBits(new TensorType(ElementType.U32, shape)) >> 8).Cast(ElementType.F32) * Math.ScaleB(1, -24),
            ElementType.F64 => ((key.RandomBits(new TensorType(ElementType.I64, shape)) >> 11) & ((1L << 53) - 1))
                .Cast(ElementType.F64) * Math.ScaleB(1, -53),
            ElementType.I32 or ElementType.I64 or ElementType.U32 or ElementType.U8 or ElementType.Bool =>
                throw new ElementTypeException($"it draws floats, not {element.Mnemonic}"),
        };
    }

    /// <summary>Numbers drawn uniformly from [<paramref name="low"/>, <paramref name="high"/>), up to rounding.</summary>
    public static Expr Uniform(Expr key, Shape shape, double low, double high, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        return (Uniform(key, shape, element) * (high - low)) + low;
    }

    /// <summary>
    /// Numbers drawn from the normal distribution of mean 0 and variance 1: √(−2 ln(1 − u)) cos 2πv of two uniform numbers (Box and Muller,
    /// 1958, "A note on the generation of random normal deviates"). In f32 none is beyond ±5.8.
    /// </summary>
    /// <param name="key">A u32[2].</param>
    /// <param name="shape">The shape.</param>
    /// <param name="element">A float type.</param>
    public static Expr Normal(Expr key, Shape shape, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        Expr pairs = Uniform(key, [2, .. shape], element);
        return (-2 * Log1p(-pairs[0])).Sqrt() * (2 * Math.PI * pairs[1]).Cos();
    }

    /// <summary>Bools that are true with a probability.</summary>
    /// <param name="key">A u32[2].</param>
    /// <param name="probability">From 0, never, to 1, always.</param>
    /// <param name="shape">The shape.</param>
    public static Expr Bernoulli(Expr key, double probability, Shape shape)
    {
        using var _ = Origin.Enter();
        RequireProbability(probability, "probability");
        return Uniform(key, shape) < probability;
    }

    /// <summary>Bools, each true with a probability of its own.</summary>
    /// <param name="key">A u32[2].</param>
    /// <param name="probabilities">Floats from 0, never, to 1, always; the result has their shape.</param>
    public static Expr Bernoulli(Expr key, Expr probabilities)
    {
        using var _ = Origin.Enter();
        RequireFloat(probabilities);
        return Uniform(key, probabilities.Shape, probabilities.Element) < probabilities;
    }

    /// <summary>
    /// Labels, as i32, drawn with the probabilities softmax(logits) along an axis: the place of the maximum of logits + Gumbel noise
    /// (Maddison et al., 2014, "A* sampling").
    /// </summary>
    /// <param name="key">A u32[2].</param>
    /// <param name="logits">Floats; −∞ is never drawn.</param>
    /// <param name="axis">The axis of the classes, which the result does not have.</param>
    public static Expr Categorical(Expr key, Expr logits, int axis = -1)
    {
        using var _ = Origin.Enter();
        RequireFloat(logits);
        // The middles of 2²³ intervals: neither 0 nor 1, where the noise would be infinite.
        Expr uniform = ((key.RandomBits(new TensorType(ElementType.U32, logits.Shape)) >> 9).Cast(logits.Element) + 0.5)
            * Math.ScaleB(1, -23);
        return (logits - (-uniform.Log()).Log()).ArgReduce(ExtremumKind.Largest, Shapes.Axis(logits, axis));
    }

    /// <summary>0 … <paramref name="count"/> − 1 in random order, as i32.</summary>
    public static Expr Permutation(Expr key, long count)
    {
        using var _ = Origin.Enter();
        RequireCount(count, 0, "count");
        return ArgSort(key.RandomBits(new TensorType(ElementType.I64, [count])), 0);
    }

    /// <summary>
    /// Dropout in training: each element is 0 with a probability of <paramref name="rate"/>, else x / (1 − rate), so that the mean stays
    /// (Srivastava et al., 2014, "Dropout"). In evaluation, that is without a key, it is x.
    /// </summary>
    /// <param name="x">Floats.</param>
    /// <param name="rate">The probability to drop an element, in [0, 1).</param>
    /// <param name="key">A u32[2], or null in evaluation.</param>
    /// <exception cref="GraphException">The rate is not in [0, 1).</exception>
    public static Expr Dropout(Expr x, double rate, Expr? key)
    {
        using var _ = Origin.Enter();
        RequireFloat(x);
        RequireProbability(rate, "rate");
        if (rate >= 1)
        {
            throw new GraphException("the rate 1 would drop everything; it must be below 1");
        }
        return key is null || rate == 0 ? x : Where(Uniform(key, x.Shape) >= rate, x * (1 / (1 - rate)), 0);
    }

    private static Expr Folded(Expr key, Expr number)
    {
        TensorType type = new(ElementType.U32, [2]);
        return (key.RandomBits(type) ^ number).RandomBits(type);
    }

    private static void RequireProbability(double value, string name)
    {
        if (!(value is >= 0 and <= 1))
        {
            throw new GraphException(FormattableString.Invariant($"the {name} must be from 0 to 1, got {value}"));
        }
    }
}
