namespace Graph;

/// <summary>
/// What every sample of a dataset has: its name, and its element type and shape in one sample, without the axis of the batch.
/// </summary>
/// <param name="Name">The name, such as <c>images</c>.</param>
/// <param name="Type">The type, such as <c>f32[28,28,1]</c>.</param>
public readonly record struct Field(string Name, TensorType Type)
{
    /// <summary>The type of as many samples, stacked along a new leading axis.</summary>
    /// <param name="samples">How many.</param>
    public TensorType Batched(long samples) => Type.With([samples, .. Type.Shape]);

    /// <summary>Name and type.</summary>
    public override string ToString() => $"{Name}: {Type}";
}
