namespace Graph.Codegen;

/// <summary>How wide the vectors of generated code are. All widths give the same bits.</summary>
public enum LaneWidth
{
    /// <summary>One element at a time.</summary>
    ScalarLane,

    /// <summary>128 bits: four elements of 32 bits.</summary>
    Lane128,

    /// <summary>256 bits: eight elements of 32 bits.</summary>
    Lane256,

    /// <summary>512 bits: sixteen elements of 32 bits.</summary>
    Lane512,
}
