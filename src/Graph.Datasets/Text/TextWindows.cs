namespace Graph.Datasets;

/// <summary>
/// Windows over a text, for models that say what comes next: of each window of some length the tokens in it, and for each of them the one
/// that follows. Two fields, i32[length].
/// </summary>
public sealed class TextWindows : Dataset
{
    private readonly int[] tokens;
    private readonly int length, stride;

    /// <summary>Makes a dataset of windows; the text is not copied for each of them.</summary>
    /// <param name="tokens">The text, an i32 of one axis, such as <see cref="Vocabulary.Encode"/> makes.</param>
    /// <param name="length">How many tokens a window has.</param>
    /// <param name="stride">How far apart windows begin: 1 for all that there are, the length for such that do not overlap.</param>
    /// <param name="field">The name of the field of the tokens.</param>
    /// <param name="target">The name of the field of those that follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length or the stride is below 1.</exception>
    /// <exception cref="DatasetException">The tokens are of another type, or too few for one window.</exception>
    public TextWindows(Tensor tokens, int length, int stride = 1, string field = "characters", string target = "following")
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        if (tokens is not { Element: ElementType.I32, Rank: 1 })
        {
            throw new DatasetException($"numbers of tokens are i32 with one axis, not {tokens.Type}");
        }
        if (tokens.ElementCount <= length)
        {
            throw new DatasetException(
                $"a window of {length} tokens and the one that follows need {length + 1L} tokens; there are {tokens.ElementCount}");
        }
        (this.tokens, this.length, this.stride) = (tokens.ToArray<int>(), length, stride);
        TensorType window = new(ElementType.I32, [length]);
        Fields = [new Field(field, window), new Field(target, window)];
        Count = ((this.tokens.Length - length - 1) / stride) + 1;
    }

    /// <inheritdoc/>
    public override ImmutableArray<Field> Fields { get; }

    /// <inheritdoc/>
    public override long Count { get; }

    /// <inheritdoc/>
    public override Batch Read(ImmutableArray<long> samples, BatchOrder order)
    {
        int[] windows = new int[samples.Length * length], following = new int[samples.Length * length];
        for (int place = 0; place < samples.Length; place++)
        {
            if (samples[place] < 0 || samples[place] >= Count)
            {
                throw new DatasetException($"there is no sample {samples[place]}: there are {Count}, counted from 0");
            }
            int start = (int)samples[place] * stride;
            tokens.AsSpan(start, length).CopyTo(windows.AsSpan(place * length));
            tokens.AsSpan(start + 1, length).CopyTo(following.AsSpan(place * length));
        }
        Shape shape = [samples.Length, length];
        return new Batch(samples, [Tensor.Create<int>(shape, windows), Tensor.Create<int>(shape, following)]);
    }
}
