namespace Graph.Datasets;

/// <summary>
/// Pictures in folders, one folder for each class: fields <c>images</c>, f32[height, width, channels] from 0 to 1, and <c>labels</c>,
/// i32[]. A picture is decoded each time it is read.
/// </summary>
public sealed class ImageFolder : Dataset
{
    private static readonly string[] extensions = [".png", ".jpg", ".jpeg"];

    private readonly ImmutableArray<(string File, int Label)> pictures;
    private readonly int height, width, channels;

    private ImageFolder(
        ImmutableArray<string> classes, ImmutableArray<(string File, int Label)> pictures, int height, int width, int channels)
    {
        (Classes, this.pictures, this.height, this.width, this.channels) = (classes, pictures, height, width, channels);
        Fields =
        [
            new Field("images", new TensorType(ElementType.F32, [height, width, channels])),
            new Field("labels", new TensorType(ElementType.I32, [])),
        ];
    }

    /// <summary>The names of the classes, those of the folders, in ordinal order; a label is a place in this list.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <inheritdoc/>
    public override ImmutableArray<Field> Fields { get; }

    /// <inheritdoc/>
    public override long Count => pictures.Length;

    /// <summary>Looks for pictures; reads none.</summary>
    /// <param name="path">A folder of folders of PNG and JPEG files. What is called otherwise is passed over.</param>
    /// <param name="height">The height that all are scaled to.</param>
    /// <param name="width">The width that all are scaled to.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the channels are neither 1 nor 3.</exception>
    /// <exception cref="DatasetException">There is no such folder, or there are no pictures in it.</exception>
    public static ImageFolder Open(string path, int height, int width, int channels = 3)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Pictures of a dataset have 1 or 3 channels.");
        }
        const string layout = "a folder for each class is to be in it, with PNG or JPEG files, such as cat/1.png";
        if (!Directory.Exists(path))
        {
            throw new DatasetException($"there is no folder '{path}'; {layout}");
        }
        try
        {
            ImmutableArray<string> classes =
                [.. Directory.GetDirectories(path).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
            ImmutableArray<(string File, int Label)> pictures =
                [.. classes.SelectMany((name, label) => PicturesIn(Path.Combine(path, name)).Select(file => (file, label)))];
            return pictures.IsEmpty
                ? throw new DatasetException($"there are no pictures in '{path}'; {layout}")
                : new ImageFolder(classes, pictures, height, width, channels);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new DatasetException($"the folder '{path}' cannot be read: {FileFailure.Reason(failure)}", failure);
        }
    }

    /// <inheritdoc/>
    public override Batch Read(ImmutableArray<long> samples, BatchOrder order)
    {
        Tensor images = Tensor.Empty(Fields[0].Batched(samples.Length).Shape);
        float[] elements = new float[images.ElementCount];
        int[] labels = new int[samples.Length];
        int length = height * width * channels;
        for (int place = 0; place < samples.Length; place++)
        {
            if (samples[place] < 0 || samples[place] >= Count)
            {
                throw new DatasetException($"there is no sample {samples[place]}: there are {Count}, counted from 0");
            }
            (string file, labels[place]) = pictures[(int)samples[place]];
            ImageFile.Read(file, channels, height, width).CopyTo(elements.AsSpan(place * length, length));
        }
        images.CopyFrom<float>(elements);
        return new Batch(samples, [images, labels]);
    }

    private static IEnumerable<string> PicturesIn(string folder) =>
        Directory.GetFiles(folder).Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);
}
