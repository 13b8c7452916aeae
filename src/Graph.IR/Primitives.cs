namespace Graph.IR;

/// <summary>
/// One function for each operator, for those who write rules and passes; the facade forwards to the same. None adds a node that would change nothing
/// (a reshape to the same shape, a sum over no axes).
/// </summary>
public static class Primitives
{
    /// <summary>A leaf whose value is given from outside.</summary>
    public static Expr Leaf(string label, TensorType type, LeafRole role = LeafRole.InputLeaf) => Expr.Create(new Parameter(label, type, role));

    /// <summary>A value known now.</summary>
    public static Expr Constant(Literal value) => Expr.Create(new Constant(value));

    /// <summary>A tensor of one repeated number: a scalar constant, broadcast.</summary>
    public static Expr Fill(TensorType type, Scalar value) =>
        Constant(value.ToLiteral(type.Element)).Broadcast(type.Shape, []);

    /// <summary>Zeros (or false).</summary>
    public static Expr Zeros(TensorType type) => type.Element == ElementType.Bool ? Fill(type, false) : Fill(type, 0);

    /// <summary>0, 1, 2, … along an axis.</summary>
    public static Expr Iota(TensorType type, int axis) => Expr.Create(new Iota(type, axis));

    /// <summary>Where the condition holds <paramref name="whenTrue"/>, else <paramref name="whenFalse"/>; equal shapes.</summary>
    public static Expr Select(Expr condition, Expr whenTrue, Expr whenFalse) => Expr.Create(new Select(), condition, whenTrue, whenFalse);

    /// <summary>Tensors behind each other along an axis; the tensor itself where there is only one.</summary>
    public static Expr Concatenate(ImmutableArray<Expr> parts, int axis) =>
        parts.Length == 1 ? parts[0] : Expr.Create(new Concatenate(axis), parts);

    /// <summary>Runs a body over the leading axis; see <see cref="Scan"/>.</summary>
    public static ImmutableArray<Expr> Scan(
        Computation body, long length, ImmutableArray<Expr> carries, ImmutableArray<Expr> sequences, ImmutableArray<Expr> constants, bool reverse = false) =>
        Expr.Create(new Scan(body, length, carries.Length, sequences.Length, reverse), [.. carries, .. sequences, .. constants]).Results();

    extension(Expr x)
    {
        /// <summary>An elementwise operator of one operand.</summary>
        public Expr Apply(UnaryKind kind) => Expr.Create(new Unary(kind), x);

        /// <summary>An elementwise operator of two operands of equal shape.</summary>
        public Expr Apply(BinaryKind kind, Expr y) => Expr.Create(new Binary(kind), x, y);

        /// <summary>An elementwise comparison of operands of equal shape.</summary>
        public Expr Is(CompareKind kind, Expr y) => Expr.Create(new Compare(kind), x, y);

        /// <summary>|x|.</summary>
        public Expr Abs() => x.Apply(UnaryKind.Absolute);

        /// <summary>−1, 0 or 1.</summary>
        public Expr Sign() => x.Apply(UnaryKind.Signum);

        /// <summary>√x.</summary>
        public Expr Sqrt() => x.Apply(UnaryKind.SquareRoot);

        /// <summary>e^x.</summary>
        public Expr Exp() => x.Apply(UnaryKind.Exponential);

        /// <summary>ln x.</summary>
        public Expr Log() => x.Apply(UnaryKind.NaturalLogarithm);

        /// <summary>sin x.</summary>
        public Expr Sin() => x.Apply(UnaryKind.Sine);

        /// <summary>cos x.</summary>
        public Expr Cos() => x.Apply(UnaryKind.Cosine);

        /// <summary>tanh x.</summary>
        public Expr Tanh() => x.Apply(UnaryKind.HyperbolicTangent);

        /// <summary>1 / (1 + e^(−x)).</summary>
        public Expr Logistic() => x.Apply(UnaryKind.Logistic);

        /// <summary>x^y, equal shapes.</summary>
        public Expr Pow(Expr y) => x.Apply(BinaryKind.Power, y);

        /// <summary>Converts the values to another element type.</summary>
        public Expr Cast(ElementType to) => x.Element == to ? x : Expr.Create(new Cast(to), x);

        /// <summary>Reads the bits as another element type of the same size.</summary>
        public Expr Bitcast(ElementType to) => x.Element == to ? x : Expr.Create(new Bitcast(to), x);

        /// <summary>The value, with a derivative of zero.</summary>
        public Expr StopGradient() => Expr.Create(new StopGradient(), x);

        /// <summary>The same elements under another shape.</summary>
        public Expr Reshape(Shape shape) => x.Shape == shape ? x : Expr.Create(new Reshape(shape), x);

        /// <summary>Axes reordered: axis i of the result is axis <c>permutation[i]</c>.</summary>
        public Expr Transpose(Axes permutation) =>
            permutation == Axes.Range(0, x.Rank) ? x : Expr.Create(new Transpose(permutation), x);

        /// <summary>Repeats along new axes: axis i becomes axis <c>axes[i]</c> of the result.</summary>
        public Expr Broadcast(Shape shape, Axes axes) => x.Shape == shape && axes == Axes.Range(0, x.Rank) ? x : Expr.Create(new Broadcast(shape, axes), x);

        /// <summary>Repeats along the axes that a reduction of <paramref name="like"/> removed.</summary>
        public Expr BroadcastLike(Expr like, Axes reduced) => x.Broadcast(like.Shape, reduced.Complement(like.Rank));

        /// <summary>A regular part of each axis.</summary>
        public Expr Slice(Shape start, Shape limit, Shape stride) =>
            start == Shape.Repeat(0, x.Rank) && limit == x.Shape && stride == Shape.Repeat(1, x.Rank) ? x : Expr.Create(new Slice(start, limit, stride), x);

        /// <summary>The elements from <paramref name="start"/> up to <paramref name="limit"/> of one axis.</summary>
        public Expr SliceAxis(int axis, long start, long limit) =>
            x.Slice(Shape.Repeat(0, x.Rank).With(axis, start), x.Shape.With(axis, limit), Shape.Repeat(1, x.Rank));

        /// <summary>Surrounds with a scalar.</summary>
        public Expr Pad(Expr fill, Shape low, Shape high, Shape interior)
        {
            Shape none = Shape.Repeat(0, x.Rank);
            return low == none && high == none && interior == none ? x : Expr.Create(new Pad(low, high, interior), x, fill);
        }

        /// <summary>Puts elements of zero before and behind one axis.</summary>
        public Expr PadAxis(int axis, long low, long high)
        {
            Shape none = Shape.Repeat(0, x.Rank);
            return x.Pad(Zeros(new TensorType(x.Element, [])), none.With(axis, low), none.With(axis, high), none);
        }

        /// <summary>Opposite order along some axes.</summary>
        public Expr Reverse(Axes axes) => axes.Count == 0 ? x : Expr.Create(new Reverse(axes), x);

        /// <summary>Combines along axes, which the result does not have.</summary>
        public Expr Reduce(ReduceKind kind, Axes axes) => axes.Count == 0 ? x : Expr.Create(new Reduce(kind, axes), x);

        /// <summary>The sum along axes, which the result does not have.</summary>
        public Expr Sum(Axes axes) => x.Reduce(ReduceKind.SumOf, axes);

        /// <summary>The place of an extremum along an axis.</summary>
        public Expr ArgReduce(ExtremumKind kind, int axis) => Expr.Create(new ArgReduce(kind, axis), x);

        /// <summary>The running reduction along an axis.</summary>
        public Expr Cumulative(ReduceKind kind, int axis) => Expr.Create(new Cumulative(kind, axis), x);

        /// <summary>The windows over some axes, their own axes appended.</summary>
        public Expr Window(Axes axes, Shape size, Shape stride, Shape dilation) => Expr.Create(new Window(axes, size, stride, dilation), x);

        /// <summary>Adds windows back to axes of the given length.</summary>
        public Expr Fold(Axes axes, Shape length, Shape stride, Shape dilation) => Expr.Create(new Fold(axes, length, stride, dilation), x);

        /// <summary>The sum of products over pairs of axes.</summary>
        public Expr Contract(Expr y, Axes lhs, Axes rhs, Axes lhsBatch = default, Axes rhsBatch = default) =>
            Expr.Create(new Contract(lhs, rhs, lhsBatch, rhsBatch), x, y);

        /// <summary>Looks elements up along the axis behind the batch axes.</summary>
        public Expr Gather(Expr indices, int batch = 0) => Expr.Create(new Gather(batch), x, indices);

        /// <summary>Writes elements along the axis behind the batch axes.</summary>
        public Expr Scatter(ScatterKind kind, Expr indices, Expr updates, int batch = 0) => Expr.Create(new Scatter(kind, batch), x, indices, updates);

        /// <summary>Random bits from this key.</summary>
        public Expr RandomBits(TensorType type) => Expr.Create(new RandomBits(type), x);

        /// <summary>
        /// The scalar that every element is, where that shows from constants, broadcasts and reshapes alone; else null.
        /// </summary>
        public Literal? Splat => x.SplatValue;

        /// <summary>Whether every element is 0 (of floats the positive zero) or false, as far as it shows from constants, broadcasts and reshapes.</summary>
        public bool IsZero => x.Splat is { } splat && splat.ToDouble(0) == 0 && !double.IsNegative(splat.ToDouble(0));

        /// <summary>Whether every element is −0.0, as far as it shows from constants, broadcasts and reshapes.</summary>
        public bool IsNegativeZero => x.Splat is { } splat && splat.ToDouble(0) == 0 && double.IsNegative(splat.ToDouble(0));

        /// <summary>Whether every element is 1 or true, as far as it shows from constants, broadcasts and reshapes.</summary>
        public bool IsOne => x.Splat is { } splat && splat.ToDouble(0) == 1;
    }
}
