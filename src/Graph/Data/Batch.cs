namespace Graph;

/// <summary>Some samples, stacked: one tensor for each field of the dataset, with the samples along the leading axis.</summary>
/// <remarks>
/// The tensors hold what they hold until the next batch is asked for: whoever makes batches may fill the same memory again.
/// </remarks>
/// <param name="samples">Which samples, by their places in the dataset.</param>
/// <param name="tensors">One tensor for each field, in the order of the fields.</param>
public sealed class Batch(ImmutableArray<long> samples, ImmutableArray<Tensor> tensors)
{
    /// <summary>Which samples, by their places in the dataset.</summary>
    public ImmutableArray<long> Samples => samples;

    /// <summary>One tensor for each field, in the order of the fields.</summary>
    public ImmutableArray<Tensor> Tensors => tensors;

    /// <summary>The number of samples.</summary>
    public int Count => samples.Length;

    /// <summary>The tensor of the field at a place, counted from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such place.</exception>
    public Tensor this[int field] => tensors[field];
}
