namespace Graph;

// Losses. All take prediction before target, say logits or probabilities where it matters, and never broadcast one against the other.
public static partial class Ops
{
    /// <summary>
    /// Binary cross-entropy from logits: <c>−t ln σ(z) − (1 − t) ln(1 − σ(z))</c>, computed as <c>max(z, 0) − z t + ln(1 + e^−|z|)</c>,
    /// finite for every finite z.
    /// </summary>
    /// <param name="logits">Floats z, of any shape.</param>
    /// <param name="target">Floats in [0, 1], of the same type.</param>
    /// <param name="reduction">The mean over all elements unless told otherwise.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ElementTypeException">The logits are probabilities, or an operand is not of floats.</exception>
    public static Expr SigmoidCrossEntropy(Expr logits, Expr target, Reduction reduction = Reduction.Averaged)
    {
        using var _ = Origin.Enter();
        RequireLogits(logits);
        RequirePair(logits, "logits", target);
        // Relu(z) − z t is exact where t = 1, so the small logarithm behind it survives.
        Expr positive = logits > 0;
        Expr tail = Log1p(Where(positive, -logits, logits).Exp());
        return Combined(Where(positive, logits, 0) - (logits * target) + tail, reduction);
    }

    /// <summary>
    /// Binary cross-entropy from probabilities: <c>−t ln p − (1 − t) ln(1 − p)</c>, with 0 ln 0 = 0; infinite for a certain prediction that
    /// is wrong. Where there are logits, <see cref="SigmoidCrossEntropy"/> is more accurate.
    /// </summary>
    /// <param name="probabilities">Floats p in [0, 1], of any shape.</param>
    /// <param name="target">Floats in [0, 1], of the same type.</param>
    /// <param name="reduction">The mean over all elements unless told otherwise.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ElementTypeException">An operand is not of floats.</exception>
    public static Expr BinaryCrossEntropy(Expr probabilities, Expr target, Reduction reduction = Reduction.Averaged)
    {
        using var _ = Origin.Enter();
        RequirePair(probabilities, "probabilities", target);
        Expr never = Equal(target, 0);
        Expr always = Equal(target, 1);
        Expr hit = target * Where(never, 1, probabilities).Log();
        Expr miss = (1 - target) * Log1p(-Where(always, 0, probabilities));
        return Combined(-(hit + miss), reduction);
    }

    /// <summary>
    /// Cross-entropy from logits along an axis: <c>−Σ t ln softmax(z)</c>, or <c>−ln softmax(z)[label]</c>; the maximum is subtracted
    /// first.
    /// </summary>
    /// <param name="logits">Floats z, with one logit a class along the axis.</param>
    /// <param name="target">
    /// Class labels: integers from 0, of the shape of the logits without the axis (a label outside of the classes gives NaN). Or dense:
    /// floats of the logits' type that add up to 1 along the axis; a class with target 0 may have the logit −∞, since 0 ln 0 = 0.
    /// </param>
    /// <param name="axis">The axis of the classes.</param>
    /// <param name="reduction">The mean over all samples unless told otherwise.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="ElementTypeException">The logits are probabilities, or an operand has the wrong element type.</exception>
    public static Expr SoftmaxCrossEntropy(Expr logits, Expr target, int axis = -1, Reduction reduction = Reduction.Averaged)
    {
        using var _ = Origin.Enter();
        RequireLogits(logits);
        axis = Shapes.Axis(logits, axis);
        Shape samples = logits.Shape.Without([axis]);
        Expr shifted = Shifted(logits, axis);
        Expr normalizer = shifted.Exp().Sum([axis]).Log();
        if (target.Element.IsInteger)
        {
            if (target.Shape != samples)
            {
                throw new ShapeException(
                    $"class labels {target.Describe()} must have the shape {samples} of the logits {logits.Describe()} without axis {axis}"
                    + (target.Shape == logits.Shape ? "; a dense target is of floats" : ""));
            }
            Expr classesLast = MoveAxis(shifted, axis, logits.Rank - 1);
            Expr chosen = classesLast.Gather(target.Reshape([.. samples, 1]), samples.Rank).Reshape(samples);
            return Combined(normalizer - chosen, reduction);
        }
        if (target.Shape == samples && samples.Rank > 0)
        {
            throw new ElementTypeException(
                $"the target {target.Describe()} has the shape of class labels but holds {target.Element.Mnemonic}; labels are integers, " +
                $"a dense target has the shape {logits.Shape} of the logits");
        }
        RequirePair(logits, "logits", target);
        Expr logarithms = shifted - normalizer.BroadcastLike(logits, [axis]);
        // A class that cannot be and never is (logit −∞, target 0) adds nothing: 0 ln 0 = 0.
        Expr impossible = Equal(shifted, double.NegativeInfinity) & Equal(target, 0);
        return Combined(-Sum(target * Where(impossible, 0, logarithms), axis), reduction);
    }

    /// <summary>The mean of (prediction − target)² over all elements.</summary>
    /// <inheritdoc cref="Huber(Expr, Expr, Scalar, Reduction)"/>
    public static Expr MeanSquaredError(Expr prediction, Expr target, Reduction reduction = Reduction.Averaged)
    {
        using var _ = Origin.Enter();
        RequirePair(prediction, "prediction", target);
        return Combined(Square(prediction - target), reduction);
    }

    /// <summary>The mean of |prediction − target| over all elements, with derivative 0 where they are equal.</summary>
    /// <inheritdoc cref="Huber(Expr, Expr, Scalar, Reduction)"/>
    public static Expr MeanAbsoluteError(Expr prediction, Expr target, Reduction reduction = Reduction.Averaged)
    {
        using var _ = Origin.Enter();
        RequirePair(prediction, "prediction", target);
        return Combined((prediction - target).Abs(), reduction);
    }

    /// <summary>Huber's loss with δ = 1.</summary>
    /// <inheritdoc cref="Huber(Expr, Expr, Scalar, Reduction)"/>
    public static Expr Huber(Expr prediction, Expr target, Reduction reduction = Reduction.Averaged)
    {
        using var _ = Origin.Enter();
        return Huber(prediction, target, 1, reduction);
    }

    /// <summary>
    /// Of d = prediction − target: ½ d² where |d| ≤ δ, else δ (|d| − ½ δ) (Huber, 1964, "Robust estimation of a location parameter").
    /// </summary>
    /// <param name="prediction">Floats, of any shape.</param>
    /// <param name="target">Floats of the same type.</param>
    /// <param name="delta">δ, above 0.</param>
    /// <param name="reduction">The mean over all elements unless told otherwise.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ElementTypeException">An operand is not of floats.</exception>
    /// <exception cref="GraphException">δ is not above 0.</exception>
    public static Expr Huber(Expr prediction, Expr target, Scalar delta, Reduction reduction = Reduction.Averaged)
    {
        using var _ = Origin.Enter();
        RequirePair(prediction, "prediction", target);
        if (!(delta.ToLiteral(ElementType.F64).ToDouble(0) > 0))
        {
            throw new GraphException($"delta must be above 0, got {delta}");
        }
        Expr difference = prediction - target;
        Expr size = difference.Abs();
        Expr threshold = Primitives.Fill(difference.Type, delta);
        return Combined(Where(size <= threshold, difference * difference * 0.5, threshold * (size - (threshold * 0.5))), reduction);
    }

    /// <summary>
    /// The divergence KL(target ‖ prediction) = Σ t (ln t − ln p) along the last axis, with 0 ln 0 = 0, and its mean over the other axes.
    /// </summary>
    /// <param name="probabilities">Predicted probabilities p.</param>
    /// <param name="target">Probabilities t, of the same type; a distribution along the last axis.</param>
    /// <param name="reduction">The mean over all distributions unless told otherwise.</param>
    /// <exception cref="ShapeException">The shapes differ, or are scalars.</exception>
    /// <exception cref="ElementTypeException">An operand is not of floats.</exception>
    public static Expr KullbackLeibler(Expr probabilities, Expr target, Reduction reduction = Reduction.Averaged)
    {
        using var _ = Origin.Enter();
        RequirePair(probabilities, "probabilities", target);
        Expr absent = Equal(target, 0);
        Expr term = target * (Where(absent, 1, target).Log() - Where(absent, 1, probabilities).Log());
        return Combined(Sum(term, -1), reduction);
    }

    /// <summary>max(0, 1 − t y) with targets −1 and 1.</summary>
    /// <inheritdoc cref="Huber(Expr, Expr, Scalar, Reduction)"/>
    public static Expr Hinge(Expr prediction, Expr target, Reduction reduction = Reduction.Averaged)
    {
        using var _ = Origin.Enter();
        RequirePair(prediction, "prediction", target);
        return Combined(Relu(1 - (prediction * target)), reduction);
    }

    private static Expr Combined(Expr losses, Reduction reduction) => reduction switch
    {
        Reduction.Averaged => Mean(losses),
        Reduction.Summed => Sum(losses),
        Reduction.Unreduced => losses,
    };

    private static void RequirePair(Expr prediction, string role, Expr target)
    {
        if (!prediction.Element.IsFloat)
        {
            throw new ElementTypeException($"the {role} {prediction.Describe()} must be floats");
        }
        if (target.Element.IsInteger)
        {
            throw new ElementTypeException(
                $"the target {target.Describe()} holds integers: class labels belong to SoftmaxCrossEntropy, values are cast to " +
                $"{prediction.Element.Mnemonic} first");
        }
        if (target.Element != prediction.Element)
        {
            throw new ElementTypeException(
                $"the target {target.Describe()} must have the element type {prediction.Element.Mnemonic} of the {role} " +
                $"{prediction.Describe()}; cast it first");
        }
        if (prediction.Shape != target.Shape)
        {
            throw new ShapeException(
                $"the {role} {prediction.Describe()} and the target {target.Describe()} differ in shape, {prediction.Shape} against " +
                $"{target.Shape}; a loss does not broadcast, so reshape one of them");
        }
    }

    private static void RequireLogits(Expr logits)
    {
        if (!logits.Element.IsFloat)
        {
            throw new ElementTypeException($"the logits {logits.Describe()} must be floats");
        }
        string? function = Probabilities.MadeBy(logits);
        if (function is not null)
        {
            throw new ElementTypeException(
                $"the logits {logits.Describe()} are probabilities, made by {function}; give what went into it, or use a loss that takes " +
                "probabilities");
        }
    }
}
