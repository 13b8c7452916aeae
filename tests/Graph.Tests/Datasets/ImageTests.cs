using Graph.Datasets;
using Graph.Tests.Facade;

namespace Graph.Tests.Datasets;

/// <summary>Pictures, alone and in folders.</summary>
public sealed class ImageTests : IDisposable
{
    /// <summary>A grey ramp of 8×8 in JPEG, made with another program (Skia).</summary>
    private const string Jpeg =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGB"
        + "YUGBIUFRT/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABcQAAMBAAAAAAAAAAAAAAAAAAAJRYL/2gAIAQEAAD8AKLbl5P/Z";

    private readonly string folder = Directory.CreateTempSubdirectory("graph-images-").FullName;

    private static readonly Tensor ramp = Tensor.Generate<float>([4, 6, 3], place => place % 18 * 15 / 255f);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    [Fact]
    public void A_png_comes_back_as_it_was_written()
    {
        ImageFile.WritePng(In("a.png"), ramp);
        Assert.Equal(ramp.Literal, ImageFile.Read(In("a.png")).Literal);
        Tensor grey = ImageFile.Read(In("a.png"), channels: 1);
        Assert.Equal([4, 6, 1], grey.Shape);
        // Luma of BT.709.
        Assert.Equal((0.2126 * 0) + (0.7152 * 15 / 255) + (0.0722 * 30 / 255), grey.At<float>(0, 0, 0), 0.01);
        Tensor opaque = ImageFile.Read(In("a.png"), channels: 4);
        Assert.Equal((30 / 255f, 1f), (opaque.At<float>(3, 0, 2), opaque.At<float>(3, 0, 3)));
        ImageFile.WritePng(In("b.png"), grey);
        Assert.Equal(grey.Literal, ImageFile.Read(In("b.png"), channels: 1).Literal);
    }

    [Fact]
    public void A_jpeg_is_read_and_scaled()
    {
        byte[] bytes = Convert.FromBase64String(Jpeg);
        Tensor picture = ImageFile.Decode(bytes, channels: 1);
        Assert.Equal([8, 8, 1], picture.Shape);
        Assert.All(Enumerable.Range(0, 8), x => Assert.Equal(x * 32 / 255.0, picture.At<float>(4, x, 0), 0.03));
        Tensor small = ImageFile.Decode(bytes, channels: 3, height: 4, width: 2);
        Assert.Equal([4, 2, 3], small.Shape);
        Assert.InRange(small.At<float>(1, 1, 0) - small.At<float>(1, 0, 0), 0.3, 0.7);
    }

    [Fact]
    public void Cut_off_files_are_refused_at_every_length()
    {
        ImageFile.WritePng(In("a.png"), ramp);
        foreach ((byte[] whole, string kind) in new[] { (File.ReadAllBytes(In("a.png")), "PNG"), (Convert.FromBase64String(Jpeg), "JPEG") })
        {
            for (int length = 0; length < whole.Length - 8; length++)
            {
                byte[] cut = whole[..length];
                DatasetException refusal = Assert.Throws<DatasetException>(() => ImageFile.Decode(cut, source: "x"));
                Assert.Equal(length < (kind == "PNG" ? 4 : 2) ? "x is neither a PNG nor a JPEG" : $"x is cut off: it does not end as a {kind} does", refusal.Sentence);
            }
        }
    }

    [Fact]
    public void Damaged_files_are_refused_or_read_but_never_break_anything()
    {
        ImageFile.WritePng(In("a.png"), ramp);
        Random random = new(9);
        int refused = 0;
        foreach (byte[] whole in new[] { File.ReadAllBytes(In("a.png")), Convert.FromBase64String(Jpeg) })
        {
            for (int trial = 0; trial < 300; trial++)
            {
                byte[] damaged = [.. whole];
                damaged[4 + random.Next(damaged.Length - 6)] = (byte)random.Next(256);
                try
                {
                    ImageFile.Decode(damaged, source: "x");
                }
                catch (DatasetException refusal)
                {
                    Assert.StartsWith("x is ", refusal.Sentence, StringComparison.Ordinal);
                    refused++;
                }
            }
        }
        Assert.InRange(refused, 200, 599);
    }

    [Fact]
    public void Folders_are_classes()
    {
        foreach (string name in new[] { "dog/2.png", "cat/b.PNG", "cat/a.png", "empty/notes.txt" })
        {
            ImageFile.WritePng(In(name), name.StartsWith("dog") ? Tensor.Ones([2, 2, 3]) : Tensor.Zeros([2, 2, 3]));
        }
        File.WriteAllBytes(In("dog/1.jpeg"), Convert.FromBase64String(Jpeg));
        ImageFolder pictures = ImageFolder.Open(folder, height: 2, width: 2, channels: 1);
        Assert.Equal(["cat", "dog", "empty"], pictures.Classes.ToArray());
        Assert.Equal(4, pictures.Count);
        Batch batch = pictures.Batches(new BatchOrder(4) { IsShuffled = false }).Single();
        Assert.Equal([0, 0, 1, 1], batch[1].ToArray<int>());
        Assert.Equal("f32[4,2,2,1]", batch[0].Type.ToString());
        Assert.Equal([0f, 1f], new[] { batch[0].At<float>(0, 0, 0, 0), batch[0].At<float>(3, 1, 1, 0) });

        File.WriteAllBytes(In("dog/3.png"), File.ReadAllBytes(In("dog/2.png"))[..^20]);
        DatasetException refusal = Assert.Throws<DatasetException>(() => ImageFolder.Open(folder, 2, 2).Read([4], new BatchOrder(1)));
        Assert.Equal($"'{In("dog/3.png")}' is cut off: it does not end as a PNG does", refusal.Sentence);
    }

    [Fact]
    public void What_is_missing_is_told_with_what_to_put_there()
    {
        const string layout = "a folder for each class is to be in it, with PNG or JPEG files, such as cat/1.png";
        Wrong.Says<DatasetException>($"there is no folder '/nowhere'; {layout}", () => ImageFolder.Open("/nowhere", 2, 2));
        Wrong.Says<DatasetException>($"there are no pictures in '{folder}'; {layout}", () => ImageFolder.Open(folder, 2, 2));
        Wrong.Says<DatasetException>("'/nowhere.png' cannot be read: there is no such file", () => ImageFile.Read("/nowhere.png"));
        Wrong.Says<DatasetException>("a picture to be written is f32[height, width, 1 or 3], not f32[2]", () =>
        {
            ImageFile.WritePng(In("x.png"), Tensor.Zeros([2]));
            return null;
        });
    }
}
