namespace Graph.Learning;

/// <summary>Targets as integer labels.</summary>
internal static class ClassLabels
{
    /// <summary>The labels for predictions of shape <c>[…, classes]</c>.</summary>
    /// <exception cref="ShapeException">The target has another shape than the samples, and than the prediction.</exception>
    public static Expr Of(Expr prediction, Expr target)
    {
        if (prediction.Rank == 0 || prediction.Shape[^1] < 2)
        {
            throw new ShapeException(
                $"the prediction {prediction.Describe()} has no axis of classes; one score for two classes belongs to BinaryAccuracy " +
                "and its like");
        }
        Shape samples = prediction.Shape[..^1];
        if (target.Element.IsInteger && target.Shape == samples)
        {
            return target.Cast(ElementType.I32);
        }
        return !target.Element.IsInteger && target.Shape == prediction.Shape
            ? Ops.ArgMax(target, -1)
            : throw new ShapeException(
                $"the target {target.Describe()} must be integer labels of shape {samples}, or as dense as the prediction " +
                $"{prediction.Describe()}");
    }

    /// <summary>0 or 1 for each score.</summary>
    /// <exception cref="ShapeException">Scores and targets differ in shape.</exception>
    public static Expr Binary(Expr score, Expr target) => score.Shape == target.Shape
        ? (target.Element == ElementType.Bool ? target : target.Cast(score.Element) > 0.5).Cast(ElementType.I32)
        : throw new ShapeException($"the target {target.Describe()} must have the shape {score.Shape} of the scores {score.Describe()}");
}
