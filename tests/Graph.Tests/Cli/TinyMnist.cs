using Graph.Datasets;

namespace Graph.Tests.Cli;

/// <summary>The first images of MNIST as files in a folder of their own, for runs that take no time.</summary>
internal static class TinyMnist
{
    /// <summary>Writes them.</summary>
    /// <returns>The folder.</returns>
    public static string Write(string folder, int train = 640, int test = 200)
    {
        Directory.CreateDirectory(folder);
        (Dataset all, Dataset others) = Mnist.Load();
        Write(folder, "train", all, train);
        Write(folder, "t10k", others, test);
        return folder;
    }

    private static void Write(string folder, string name, Dataset data, int count)
    {
        Batch batch = data.Read([.. Enumerable.Range(0, count).Select(place => (long)place)], new BatchOrder(count));
        byte[] pixels = [.. batch[0].ToArray<float>().Select(value => (byte)MathF.Round(255 * value))];
        byte[] labels = [.. batch[1].ToArray<int>().Select(label => (byte)label)];
        Idx.Write(Path.Combine(folder, $"{name}-images-idx3-ubyte"), Tensor.Create<byte>([count, 28, 28], pixels));
        Idx.Write(Path.Combine(folder, $"{name}-labels-idx1-ubyte"), Tensor.Create<byte>([count], labels));
    }
}
