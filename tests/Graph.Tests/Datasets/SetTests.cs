using System.Security.Cryptography;
using Graph.Datasets;
using Graph.Tests.Facade;

namespace Graph.Tests.Datasets;

/// <summary>The sets that come with the library.</summary>
public sealed class SetTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graph-sets-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Mnist_is_the_published_one()
    {
        (Dataset train, Dataset test) = Mnist.Load();
        Assert.Equal((60_000, 10_000), (train.Count, test.Count));
        Assert.Equal(["images: f32[28,28,1]", "labels: i32[]"], train.Fields.Select(field => field.ToString()));
        // The counts of the digits 0 to 9, and the mean and deviation of the pixels, as published again and again.
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], CountsOf(train));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], CountsOf(test));
        (double sum, double squares) = (0, 0);
        foreach (Batch batch in train.Batches(new BatchOrder(1000) { IsShuffled = false }))
        {
            foreach (float pixel in batch[0].ToArray<float>())
            {
                sum += pixel;
                squares += pixel * pixel;
            }
        }
        double mean = sum / (60_000 * 784);
        Assert.Equal((0.1307, 0.3081), (Math.Round(mean, 4), Math.Round(Math.Sqrt((squares / (60_000 * 784)) - (mean * mean)), 4)));
    }

    private static IEnumerable<int> CountsOf(Dataset set) =>
        set.Batches(new BatchOrder(1000)).SelectMany(batch => batch[1].ToArray<int>()).CountBy(label => label).OrderBy(count => count.Key)
            .Select(count => count.Value);

    [Fact]
    public void The_embedded_files_have_the_checksums_beside_their_licence()
    {
        string licence = File.ReadAllText(Repository.Path("src", "Graph.Datasets", "Resources", "mnist", "LICENSE.md"));
        foreach (string path in Directory.GetFiles(Repository.Path("src", "Graph.Datasets", "Resources", "mnist"), "*.gz"))
        {
            using System.IO.Compression.GZipStream plain = new(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress);
#pragma warning disable CA5351 // The published checksums are of MD5.
            string hash = Convert.ToHexStringLower(MD5.HashData(plain));
#pragma warning restore CA5351
            Assert.Contains($"| `{Path.GetFileNameWithoutExtension(path)}` | `{hash}` |", licence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_of_the_same_names_is_read_instead()
    {
        (string Name, Tensor Values)[] files =
        [
            ("train-images-idx3-ubyte.gz", Tensor.Generate([3, 2, 2], place => (byte)(place * 20))), ("train-labels-idx1-ubyte", new byte[] { 1, 0, 9 }),
            ("t10k-images-idx3-ubyte", Tensor.Generate([1, 2, 2], place => (byte)255)), ("t10k-labels-idx1-ubyte.gz", new byte[] { 5 }),
        ];
        const string names = "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte";
        string missing = Path.Combine(folder, "missing");
        Wrong.Says<DatasetException>($"the folder '{missing}' is not there; put the IDX files {names} into it, gzipped (.gz) or not", () => Mnist.Load(missing).Test);
        foreach ((string name, Tensor values) in files[..3])
        {
            Idx.Write(Path.Combine(folder, name), values);
        }
        Wrong.Says<DatasetException>(
            $"the folder '{folder}' lacks t10k-labels-idx1-ubyte; put the IDX files {names} into it, gzipped (.gz) or not", () => Mnist.Load(folder).Test);
        Idx.Write(Path.Combine(folder, files[3].Name), files[3].Values);
        (Dataset train, Dataset test) = Mnist.Load(folder);
        Batch batch = train.Read([2, 0], new BatchOrder(2));
        Near.Equal([2, 2, 2, 1], [160 / 255.0, 180 / 255.0, 200 / 255.0, 220 / 255.0, 0, 20 / 255.0, 40 / 255.0, 60 / 255.0], batch[0], 1e-7);
        Assert.Equal([9, 1], batch[1].ToArray<int>());
        Assert.Equal(1, test.Count);

        Idx.Write(Path.Combine(folder, files[3].Name), new byte[] { 10 });
        Wrong.Says<DatasetException>("'t10k-labels-idx1-ubyte' has labels above 9", () => Mnist.Load(folder).Test);
        Idx.Write(Path.Combine(folder, files[3].Name), new byte[] { 1, 2 });
        Wrong.Says<DatasetException>(
            "'t10k-images-idx3-ubyte' and 't10k-labels-idx1-ubyte' do not go together: u8[1,2,2] and u8[2] in place of u8[n,height,width] and u8[n]",
            () => Mnist.Load(folder).Test);
    }

    [Fact]
    public void Students_are_200_of_whom_half_passed()
    {
        Dataset students = Students.Load();
        Assert.Equal((200, "x: f32[2], target: f32[1]"), (students.Count, string.Join(", ", students.Fields)));
        Batch all = students.Batches(new BatchOrder(200)).Single();
        Assert.Equal(100, all[1].ToArray<float>().Sum());
        Assert.All(all[0].ToArray<float>(), value => Assert.InRange(value, 0, 8));
        Wrong.Says<DatasetException>(
            $"there is no '{Path.Combine(folder, "students.csv")}'; put a file of that name there whose first line is lectures,hours,passed",
            () => Students.Load(folder));
        File.WriteAllText(Path.Combine(folder, "students.csv"), "passed,hours,lectures\n1,5,4\n");
        Assert.Equal([4f, 5f], Students.Load(folder).Read([0], new BatchOrder(1))[0].ToArray<float>());
    }
}
