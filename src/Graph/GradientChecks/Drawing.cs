namespace Graph.GradientChecks;

/// <summary>Draws points: floats away from zero and from each other, where most kinks lie.</summary>
internal static class Drawing
{
    private const double Least = 0.1;
    private const double Most = 2;

    /// <summary>A value for each parameter: the bound one, or a drawn one.</summary>
    /// <exception cref="GraphException">An integer has neither a value nor a range; a value or range is for no parameter, or does not
    /// fit.</exception>
    public static ImmutableArray<Literal> Point(Computation computation, GradientCheckOptions options, Random random)
    {
        RequireKnown(computation, options.Values.Keys);
        RequireKnown(computation, options.Ranges.Keys);
        return [.. computation.Parameters.Select(parameter => Value((Parameter)parameter.Op, options, random))];
    }

    /// <summary>Whether another seed would give another point.</summary>
    public static bool Draws(Computation computation, GradientCheckOptions options) =>
        computation.Parameters.Any(parameter => !options.Values.ContainsKey(((Parameter)parameter.Op).Label));

    /// <summary>Weights for each result: magnitudes from 0.5 to 1.5, signs at random.</summary>
    public static ImmutableArray<double[]> Cotangents(Computation computation, Random random) =>
    [
        .. computation.Results.Select(result =>
        {
            double[] weights = new double[result.Type.ElementCount];
            for (int index = 0; index < weights.Length; index++)
            {
                weights[index] = (0.5 + random.NextDouble()) * Sign(random);
            }
            return weights;
        }),
    ];

    private static void RequireKnown(Computation computation, IEnumerable<string> labels)
    {
        string[] known = [.. computation.Parameters.Select(parameter => ((Parameter)parameter.Op).Label)];
        if (labels.FirstOrDefault(label => !known.Contains(label)) is { } stranger)
        {
            throw new GraphException(
                $"@{computation.Name} has no parameter '{stranger}' to bind; its parameters are " +
                $"{string.Join(", ", known.Select(label => $"'{label}'"))}");
        }
    }

    private static Literal Value(Parameter leaf, GradientCheckOptions options, Random random)
    {
        if (options.Values.TryGetValue(leaf.Label, out Tensor? bound))
        {
            if (bound.Number is { } number && leaf.Type.Rank == 0)
            {
                return number.ToLiteral(leaf.Type.Element);
            }
            // Values of an f32 function come as f32; it is checked in f64.
            Tensor value = leaf.Type.Element.IsFloat && bound.Element.IsFloat ? bound.Cast(leaf.Type.Element) : bound;
            return value.Type == leaf.Type
                ? value.Literal
                : throw new GraphException($"the value of '{leaf.Label}' has type {bound.Type}, but the parameter is {leaf.Type}");
        }
        (double Low, double High)? range = options.Ranges.TryGetValue(leaf.Label, out (double Low, double High) given) ? given : null;
        if (range is { } interval && !(interval.Low < interval.High && double.IsFinite(interval.High - interval.Low)))
        {
            throw new GraphException($"the range of '{leaf.Label}', {interval.Low} to {interval.High}, holds no values");
        }
        return leaf.Type.Element switch
        {
            ElementType.F64 =>
                Literal.Create<double>(leaf.Type.Shape, range is { } within ? Apart(leaf.Type, within, random) : Magnitudes(leaf, random)),
            ElementType.Bool => Literal.Generate(leaf.Type.Shape, _ => random.Next(2) == 1),
            ElementType.U32 when range is null && leaf.Type.Shape == [2] =>
                Literal.Generate(leaf.Type.Shape, _ => (uint)random.NextInt64(1L << 32)),
            ElementType.I32 => Integers(leaf, range, value => (int)value, random),
            ElementType.I64 => Integers(leaf, range, value => value, random),
            ElementType.U32 => Integers(leaf, range, value => (uint)value, random),
            ElementType.U8 => Integers(leaf, range, value => (byte)value, random),
            ElementType.F32 => throw new NotSupportedException($"'{leaf.Label}' is f32, but checks run in f64"),
        };
    }

    private static Literal Integers<T>(
        Parameter leaf, (double Low, double High)? range, Func<long, T> convert, Random random) where T : unmanaged
    {
        (double low, double high) = range ?? throw new GraphException(
            $"the parameter '{leaf.Label}' {leaf.Type} holds integers; bind it with {nameof(GradientCheckOptions.Values)}, or say with " +
            $"{nameof(GradientCheckOptions.Ranges)} where to draw them from");
        return Literal.Generate(leaf.Type.Shape, _ => convert(random.NextInt64((long)low, (long)high)));
    }

    // A weight matrix is scaled to its fan, so that what comes behind it is of moderate size too.
    private static double[] Magnitudes(Parameter leaf, Random random)
    {
        bool isWeight = leaf.Role == LeafRole.TrainableLeaf && leaf.Type.Rank >= 2 && leaf.Type.ElementCount > 0;
        double scale = isWeight ? Math.Sqrt((double)leaf.Type.Shape.Max() / leaf.Type.ElementCount) : 1;
        return [.. Apart(leaf.Type, (Least, Most), random).Select(magnitude => magnitude * scale * Sign(random))];
    }

    // One value in the middle half of each of as many equal parts of the range, shuffled.
    private static double[] Apart(TensorType type, (double Low, double High) range, Random random)
    {
        double[] values = new double[type.ElementCount];
        double part = (range.High - range.Low) / Math.Max(1, values.Length);
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = range.Low + (part * (index + 0.25 + (0.5 * random.NextDouble())));
        }
        random.Shuffle(values);
        return values;
    }

    private static double Sign(Random random) => random.Next(2) == 0 ? -1 : 1;
}
