namespace Graph.Datasets;

/// <summary>Datasets made from datasets. Nothing is read before a batch is asked for.</summary>
public static class DatasetExtensions
{
    private const int DefaultAhead = 2;

    extension(Dataset dataset)
    {
        /// <summary>The samples of some places, in their order; a place may come several times.</summary>
        /// <param name="samples">The places, from 0 to the count of the dataset − 1.</param>
        /// <exception cref="DatasetException">There is no such place.</exception>
        public Dataset Subset(ImmutableArray<long> samples) => new SubsetDataset(dataset, samples);

        /// <summary>The first samples.</summary>
        /// <param name="count">How many; all, where there are fewer.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
        public Dataset Take(long count) => dataset.Subset(Places(0, Math.Min(NotNegative(count), dataset.Count)));

        /// <summary>What is left without the first samples.</summary>
        /// <param name="count">How many are left out; all, where there are fewer.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
        public Dataset Skip(long count) => dataset.Subset(Places(Math.Min(NotNegative(count), dataset.Count), dataset.Count));

        /// <summary>Two datasets that share no sample, such as one to train with and one to validate with.</summary>
        /// <param name="first">How many samples the first one has; the second one has the others.</param>
        /// <param name="seed">Which samples go where; null for the first ones in the order in which they lie.</param>
        /// <exception cref="DatasetException">There are not as many samples.</exception>
        public (Dataset First, Dataset Second) Split(long first, long? seed = null)
        {
            if (first < 0 || first > dataset.Count)
            {
                throw new DatasetException($"of {dataset.Count} samples, {first} cannot be split off");
            }
            ImmutableArray<long> order = seed is { } chosen ? Shuffled(dataset.Count, chosen) : Places(0, dataset.Count);
            return (dataset.Subset(order[..(int)first]), dataset.Subset(order[(int)first..]));
        }

        /// <summary>The samples of this dataset and behind them those of another with the same fields.</summary>
        /// <exception cref="DatasetException">The fields differ.</exception>
        public Dataset Concatenate(Dataset other) => new ConcatenatedDataset(dataset, other);

        /// <summary>The dataset with another value of a field, made sample by sample as batches are read.</summary>
        /// <param name="field">The name of the field.</param>
        /// <param name="shape">The shape of the result in one sample.</param>
        /// <param name="map">Makes it. May be called by several threads at once.</param>
        /// <exception cref="DatasetException">There is no such field, or its elements are of another type.</exception>
        public Dataset Map<TFrom, TTo>(string field, Shape shape, SampleMap<TFrom, TTo> map)
            where TFrom : unmanaged where TTo : unmanaged =>
            new SampleMappedDataset<TFrom, TTo>(dataset, field, shape, map);

        /// <summary>
        /// The dataset with another value of a field, made sample by sample with draws that are a function of seed, epoch and sample.
        /// </summary>
        /// <inheritdoc cref="Map{TFrom, TTo}(Dataset, string, Shape, SampleMap{TFrom, TTo})"/>
        public Dataset Map<TFrom, TTo>(string field, Shape shape, RandomSampleMap<TFrom, TTo> map)
            where TFrom : unmanaged where TTo : unmanaged =>
            new SampleMappedDataset<TFrom, TTo>(dataset, field, shape, map);

        /// <summary>
        /// The dataset with another value of a field, made batch by batch by an expression, which is compiled once for each size of a
        /// batch: <c>Map("images", x =&gt; x.Cast(ElementType.F32) / 255)</c>.
        /// </summary>
        /// <param name="field">The name of the field.</param>
        /// <param name="function">
        /// Takes the field of a batch, samples along the leading axis, and must keep that axis; what it makes of a sample should not depend
        /// on the others.
        /// </param>
        /// <exception cref="DatasetException">There is no such field, or the result has another leading axis.</exception>
        public Dataset Map(string field, Func<Expr, Expr> function) => new ExpressionMappedDataset(dataset, field, function);

        /// <summary>The same batches, read ahead by a thread of its own while those before are used.</summary>
        /// <remarks>
        /// Comes last: what is made of the result reads without it. Leaving the enumeration stops the thread; what goes wrong on it is
        /// thrown where the batch is asked for.
        /// </remarks>
        /// <param name="ahead">How many batches are held ready.</param>
        /// <exception cref="ArgumentOutOfRangeException">None are.</exception>
        public Dataset Prefetch(int ahead = DefaultAhead) => new PrefetchedDataset(dataset, ahead);
    }

    internal static int FieldOf(Dataset dataset, string name)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(name);
        ImmutableArray<string> names = [.. dataset.Fields.Select(field => field.Name)];
        return names.IndexOf(name) is >= 0 and var place
            ? place
            : throw new DatasetException($"the dataset has no field '{name}'{Suggestion.For(name, names)}");
    }

    private static ImmutableArray<long> Places(long start, long end) =>
        [.. Enumerable.Range(checked((int)start), checked((int)(end - start))).Select(place => (long)place)];

    private static ImmutableArray<long> Shuffled(long count, long seed) => new BatchOrder(1, seed).Samples(count);

    private static long NotNegative(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count;
    }
}
