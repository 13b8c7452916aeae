namespace Graph.Learning;

/// <summary>How wrong a prediction is: a float scalar, the mean over the batch.</summary>
/// <param name="prediction">What the network gave.</param>
/// <param name="target">What it should have given.</param>
public delegate Expr Loss(Expr prediction, Expr target);

/// <summary>
/// The losses of <see cref="Ops"/>, as a trainer takes them. Their names say whether they want logits or probabilities; each is the mean
/// over all samples or elements.
/// </summary>
public static class Losses
{
    /// <summary>Cross-entropy from logits along the last axis; targets are integer labels, or floats that add up to 1.</summary>
    public static Expr SoftmaxCrossEntropy(Expr logits, Expr target) => Ops.SoftmaxCrossEntropy(logits, target);

    /// <summary>
    /// Cross-entropy from logits with labels that are less than certain: of each target, a share is spread evenly over all classes (Szegedy
    /// et al., 2016, "Rethinking the inception architecture", section 7).
    /// </summary>
    /// <param name="smoothing">The share, in [0, 1).</param>
    /// <exception cref="GraphException">The share is outside of that range.</exception>
    public static Loss SmoothedSoftmaxCrossEntropy(double smoothing) => smoothing is >= 0 and < 1
        ? (logits, target) =>
        {
            Expr dense = target.Element.IsFloat ? target : Ops.OneHot(target, logits.Shape[^1], logits.Element);
            return Ops.SoftmaxCrossEntropy(logits, (dense * (1 - smoothing)) + (smoothing / logits.Shape[^1]));
        }
    : throw new GraphException(FormattableString.Invariant($"the smoothing must be in [0, 1), got {smoothing}"));

    /// <summary>
    /// Cross-entropy from probabilities along the last axis, for a network that ends with a softmax; targets as for logits.
    /// </summary>
    public static Expr CategoricalCrossEntropy(Expr probabilities, Expr target)
    {
        Expr dense = target.Element.IsInteger ? Ops.OneHot(target, probabilities.Shape[^1], probabilities.Element) : target;
        // Where the target is 0 the logarithm must not be taken, of a probability of 0: 0 ln 0 = 0.
        Expr never = Ops.Equal(dense, 0);
        return Ops.Mean(-Ops.Sum(dense * Ops.Where(never, 1, probabilities).Log(), -1));
    }

    /// <summary>Binary cross-entropy from logits; targets are floats in [0, 1].</summary>
    public static Expr SigmoidCrossEntropy(Expr logits, Expr target) => Ops.SigmoidCrossEntropy(logits, target);

    /// <summary>Binary cross-entropy from probabilities; targets are floats in [0, 1].</summary>
    public static Expr BinaryCrossEntropy(Expr probabilities, Expr target) => Ops.BinaryCrossEntropy(probabilities, target);

    /// <summary>The mean of the squared differences.</summary>
    public static Expr MeanSquaredError(Expr prediction, Expr target) => Ops.MeanSquaredError(prediction, target);

    /// <summary>The mean of the absolute differences.</summary>
    public static Expr MeanAbsoluteError(Expr prediction, Expr target) => Ops.MeanAbsoluteError(prediction, target);

    /// <summary>Huber's loss with δ = 1.</summary>
    public static Expr Huber(Expr prediction, Expr target) => Ops.Huber(prediction, target);

    /// <summary>Huber's loss.</summary>
    /// <param name="delta">δ, from where on it grows linearly.</param>
    public static Loss HuberOf(double delta) => (prediction, target) => Ops.Huber(prediction, target, delta);

    /// <summary>The hinge loss, of targets −1 and 1.</summary>
    public static Expr Hinge(Expr prediction, Expr target) => Ops.Hinge(prediction, target);

    /// <summary>KL(target ‖ prediction) of probabilities along the last axis.</summary>
    public static Expr KullbackLeibler(Expr probabilities, Expr target) => Ops.KullbackLeibler(probabilities, target);
}
