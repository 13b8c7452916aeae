namespace Graph.Datasets;

/// <summary>Makes one value of a field from another: <c>(pixels, x) =&gt; …</c>.</summary>
/// <param name="sample">The elements of one sample, in row-major order.</param>
/// <param name="result">Takes all elements of the result, in row-major order; zeros until then.</param>
public delegate void SampleMap<TFrom, TTo>(ReadOnlySpan<TFrom> sample, Span<TTo> result) where TFrom : unmanaged where TTo : unmanaged;

/// <summary>Makes one value of a field from another and from chance, as augmentation does.</summary>
/// <param name="sample">The elements of one sample, in row-major order.</param>
/// <param name="result">Takes all elements of the result, in row-major order; zeros until then.</param>
/// <param name="chance">Draws that are a function of seed, epoch and sample: a run that is resumed sees the same ones.</param>
public delegate void RandomSampleMap<TFrom, TTo>(ReadOnlySpan<TFrom> sample, Span<TTo> result, Random chance)
    where TFrom : unmanaged where TTo : unmanaged;
