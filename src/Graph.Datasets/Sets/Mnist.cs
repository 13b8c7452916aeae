namespace Graph.Datasets;

/// <summary>
/// The MNIST database of handwritten digits (LeCun, Bottou, Bengio and Haffner, 1998, "Gradient-based learning applied to document
/// recognition"), which comes with this library: 60,000 images to train with and 10,000 to test with. Its data is under CC BY-SA 3.0.
/// </summary>
public static class Mnist
{
    /// <summary>How many digits there are to tell apart.</summary>
    public const int Classes = 10;

    private const string TrainImages = "train-images-idx3-ubyte", TrainLabels = "train-labels-idx1-ubyte",
        TestImages = "t10k-images-idx3-ubyte", TestLabels = "t10k-labels-idx1-ubyte", Zipped = ".gz";

    /// <summary>
    /// The images, f32[28, 28, 1] from 0 (background) to 1, and the labels, i32[], as the fields <c>images</c> and <c>labels</c>.
    /// </summary>
    /// <param name="directory">
    /// Where files of the same names and format are, gzipped or not, such as those of Fashion-MNIST; null for those that come with the
    /// library.
    /// </param>
    /// <exception cref="DatasetException">A file is missing or damaged, or they do not go together.</exception>
    public static (Dataset Train, Dataset Test) Load(string? directory = null)
    {
        if (directory is not null)
        {
            RequireFiles(directory);
        }
        return (Set(directory, TrainImages, TrainLabels), Set(directory, TestImages, TestLabels));
    }

    private static Dataset Set(string? directory, string imagesName, string labelsName)
    {
        Tensor images = Read(directory, imagesName), labels = Read(directory, labelsName);
        if (images is not { Element: ElementType.U8, Rank: 3 } || labels is not { Element: ElementType.U8, Rank: 1 }
            || images.Shape[0] != labels.Shape[0])
        {
            throw new DatasetException(
                $"'{imagesName}' and '{labelsName}' do not go together: {images.Type} and {labels.Type} in place of " +
                "u8[n,height,width] and u8[n]");
        }
        if (labels.ToArray<byte>().Any(label => label >= Classes))
        {
            throw new DatasetException($"'{labelsName}' has labels above {Classes - 1}");
        }
        return Dataset.Of(("images", images), ("labels", labels))
            .Map<byte, float>("images", [images.Shape[1], images.Shape[2], 1], Scaled)
            .Map<byte, int>("labels", [], static (label, result) => result[0] = label[0]);
    }

    private static void Scaled(ReadOnlySpan<byte> pixels, Span<float> result)
    {
        for (int place = 0; place < pixels.Length; place++)
        {
            result[place] = pixels[place] / (float)byte.MaxValue;
        }
    }

    private static Tensor Read(string? directory, string name)
    {
        if (directory is null)
        {
            using Stream resource = typeof(Mnist).Assembly.GetManifestResourceStream(name + Zipped)!;
            return Idx.Read(resource, $"'{name}' of the library");
        }
        return Idx.Read(FileIn(directory, name)!);
    }

    private static string? FileIn(string directory, string name) =>
        new[] { name, name + Zipped }.Select(file => Path.Combine(directory, file)).FirstOrDefault(File.Exists);

    private static void RequireFiles(string directory)
    {
        string[] names = [TrainImages, TrainLabels, TestImages, TestLabels];
        string[] missing = [.. names.Where(name => FileIn(directory, name) is null)];
        if (missing.Length > 0)
        {
            throw new DatasetException(
                $"the folder '{directory}' {(Directory.Exists(directory) ? $"lacks {string.Join(", ", missing)}" : "is not there")}; put " +
                $"the IDX files {string.Join(", ", names)} into it, gzipped ({Zipped}) or not");
        }
    }
}
