namespace Graph;

/// <summary>What a loss does with the losses of all samples or elements.</summary>
public enum Reduction
{
    /// <summary>Their mean, a scalar; the default of every loss.</summary>
    Averaged,

    /// <summary>Their sum, a scalar.</summary>
    Summed,

    /// <summary>Nothing: one loss for each stays, say to be weighted.</summary>
    Unreduced,
}
