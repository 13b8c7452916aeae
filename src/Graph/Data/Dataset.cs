namespace Graph;

/// <summary>
/// Samples that are gone over in batches. A sample is one value for each field; by convention the last field is the target and those before
/// it are what a model is given.
/// </summary>
/// <remarks>Immutable: any number of enumerations may go on at once, each on a thread of its own.</remarks>
public abstract class Dataset
{
    /// <summary>What every sample has.</summary>
    public abstract ImmutableArray<Field> Fields { get; }

    /// <summary>The number of samples.</summary>
    public abstract long Count { get; }

    /// <summary>A dataset of tensors that are there, with the samples along their leading axes.</summary>
    /// <param name="fields">A name and the values of all samples for each field.</param>
    /// <exception cref="GraphException">There is no field, a name stands twice, or a tensor is null.</exception>
    /// <exception cref="ShapeException">A tensor is a scalar, or they differ in the number of samples.</exception>
    public static Dataset Of(params ReadOnlySpan<(string Name, Tensor Values)> fields)
    {
        using var _ = Origin.Enter(nameof(Dataset));
        return new TensorDataset([.. fields]);
    }

    /// <summary>Reads some samples.</summary>
    /// <param name="samples">Their places, from 0 to <see cref="Count"/> − 1, in the order that they are to have in the batch.</param>
    /// <param name="order">Seed and epoch, for what is drawn at random when a sample is read.</param>
    /// <exception cref="GraphException">A place is outside of the dataset, or a sample cannot be read.</exception>
    public abstract Batch Read(ImmutableArray<long> samples, BatchOrder order);

    /// <summary>The batches of an epoch, one after the other; each is read when the enumeration comes to it.</summary>
    /// <param name="order">Which samples come when.</param>
    public virtual IEnumerable<Batch> Batches(BatchOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Batches(Count).Select(samples => Read(samples, order));
    }
}
