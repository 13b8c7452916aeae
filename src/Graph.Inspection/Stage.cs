namespace Graph.Inspection;

/// <summary>A stage of a compilation.</summary>
public enum Stage
{
    /// <summary>The loss as it was written.</summary>
    Source,

    /// <summary>The loss and its gradient by every trainable parameter.</summary>
    Gradient,

    /// <summary>The gradient after every pass of the pipeline.</summary>
    Optimized,
}
