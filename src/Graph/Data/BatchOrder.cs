namespace Graph;

/// <summary>
/// Which samples come in which batch of an epoch: a function of these values and of the number of samples, and of nothing else. A run that
/// is resumed with the same values goes over the same batches.
/// </summary>
/// <param name="BatchSize">Samples a batch; the last batch of an epoch may have fewer.</param>
/// <param name="Seed">Where the order comes from.</param>
/// <param name="Epoch">Which time the samples are gone over, counted from 0; each epoch has an order of its own.</param>
/// <exception cref="ArgumentOutOfRangeException">The batch size is below 1, or the epoch, or the first batch, below 0.</exception>
public sealed record BatchOrder(int BatchSize, long Seed = 0, long Epoch = 0)
{
    // Keeps the keys of the order apart from those of whatever else is drawn from the same seed.
    private const uint Mark = 0x0D47A5E7;

    /// <summary>Samples a batch.</summary>
    public int BatchSize
    {
        get;
        init => field = AtLeast(1, value, nameof(BatchSize));
    } = AtLeast(1, BatchSize, nameof(BatchSize));

    /// <summary>Which time the samples are gone over, counted from 0.</summary>
    public long Epoch
    {
        get;
        init => field = AtLeast(0, value, nameof(Epoch));
    } = AtLeast(0, Epoch, nameof(Epoch));

    /// <summary>How many batches at the start of the epoch are left out: where a resumed run goes on.</summary>
    public long First
    {
        get;
        init => field = AtLeast(0, value, nameof(First));
    }

    /// <summary>Whether the samples come in random order; else they come as they lie.</summary>
    public bool IsShuffled { get; init; } = true;

    /// <summary>Whether a last batch that is not full is left out.</summary>
    public bool DropsRemainder { get; init; }

    /// <summary>The key of the epoch, a u32[2]: what a dataset draws from, it draws from keys folded from this one.</summary>
    public Expr Key => Ops.FoldIn(Ops.FoldIn(Ops.Key(Seed), Mark), Epoch);

    /// <summary>How many batches an epoch has, those that are left out at its start included.</summary>
    /// <param name="samples">The number of samples.</param>
    public long BatchCount(long samples) => DropsRemainder || samples == 0 ? samples / BatchSize : ((samples - 1) / BatchSize) + 1;

    /// <summary>All samples in the order of the epoch.</summary>
    /// <param name="count">The number of samples.</param>
    public ImmutableArray<long> Samples(long count) => IsShuffled && count > 0
        ? [.. Ops.Permutation(Key, count).Evaluate().ToArray<int>()]
        : [.. Enumerable.Range(0, checked((int)count))];

    /// <summary>The samples of each batch that is not left out, in order.</summary>
    /// <param name="count">The number of samples.</param>
    public IEnumerable<ImmutableArray<long>> Batches(long count)
    {
        ImmutableArray<long> order = Samples(count);
        long batches = BatchCount(count);
        for (long batch = First; batch < batches; batch++)
        {
            int start = (int)(batch * BatchSize);
            yield return order[start..Math.Min(start + BatchSize, order.Length)];
        }
    }

    private static T AtLeast<T>(T least, T value, string name) where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
