using System.IO.Compression;
using Graph.Datasets;
using Graph.Tests.Facade;

namespace Graph.Tests.Datasets;

/// <summary>IDX files, read from bytes put together by the format's description, and written back.</summary>
public sealed class IdxTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graph-idx-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Tensor Read(byte[] file) => Idx.Read(new MemoryStream(file), "x");

    private static byte[] Zipped(byte[] file)
    {
        using MemoryStream stream = new();
        using (GZipStream zip = new(stream, CompressionLevel.Optimal))
        {
            zip.Write(file);
        }
        return stream.ToArray();
    }

    [Theory]
    [InlineData("08", "02 FF", "u8", new[] { 2.0, 255 })]
    [InlineData("09", "02 FF", "i32", new[] { 2.0, -1 })]
    [InlineData("0B", "0102 FFFF", "i32", new[] { 258.0, -1 })]
    [InlineData("0C", "00000102 FFFFFFFF", "i32", new[] { 258.0, -1 })]
    [InlineData("0D", "40200000 BF800000", "f32", new[] { 2.5, -1 })]
    [InlineData("0E", "4004000000000000 BFF0000000000000", "f64", new[] { 2.5, -1 })]
    public void Elements_of_every_type_are_read_plain_and_zipped(string code, string bytes, string element, double[] expected)
    {
        byte[] file = [0, 0, .. Convert.FromHexString(code), 1, 0, 0, 0, 2, .. Convert.FromHexString(bytes.Replace(" ", ""))];
        foreach (byte[] stored in new[] { file, Zipped(file) })
        {
            Tensor t = Read(stored);
            Assert.Equal($"{element}[2]", t.Type.ToString());
            Near.Equal(expected, t);
        }
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        Tensor[] tensors =
        [
            Tensor.Generate([2, 3, 5], place => (byte)(place * 9)), Tensor.Generate([70_000], place => (int)(place * 1234567)),
            Tensor.Generate<float>([0, 4], place => place), Tensor.Generate([], _ => Math.PI), Tensor.Generate<float>([7, 1], place => 1 / (float)place),
        ];
        foreach (Tensor tensor in tensors)
        {
            foreach (string name in new[] { "t", "t.gz" })
            {
                string path = Path.Combine(folder, name);
                Idx.Write(path, tensor);
                Assert.Equal(tensor.Literal, Idx.Read(path).Literal);
            }
        }
        Assert.Equal(0x1F, File.ReadAllBytes(Path.Combine(folder, "t.gz"))[0]);
        Wrong.Says<DatasetException>("an IDX file holds u8, i32, f32 or f64, not bool", () =>
        {
            Idx.Write(Path.Combine(folder, "b"), true);
            return null;
        });
    }

    public static TheoryData<string, string> Damaged => new()
    {
        { "", "x is no IDX file: it ends before its header does" },
        { "00000801", "x is no IDX file: it ends before its header does" },
        { "89504E47", "x is no IDX file: it begins with the bytes 89504E47, not with 0000, a type and a number of axes" },
        { "00000A01", "x is no IDX file: it begins with the bytes 00000A01, not with 0000, a type and a number of axes" },
        { "00000802 00000002 00000002 010203", "x is cut off: it ends before its 4 elements of shape [2,2] do" },
        { "00000802 00000002 00000002 0102030405", "x is damaged: behind its 4 elements of shape [2,2] there are more" },
        { "00000803 FFFFFFFF FFFFFFFF FFFFFFFF 01", "x is damaged: its shape would be [4294967295,4294967295,4294967295]" },
        { "00000802 FFFFFFFF 7FFFFFFF 01", "x is cut off: it ends before its 9223372030412324865 elements of shape [4294967295,2147483647] do" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void What_is_wrong_is_one_sentence(string bytes, string sentence)
    {
        byte[] file = Convert.FromHexString(bytes.Replace(" ", ""));
        Assert.Equal(sentence, Assert.Throws<DatasetException>(() => Read(file)).Sentence);
        Assert.Equal(sentence, Assert.Throws<DatasetException>(() => Read(Zipped(file))).Sentence);
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_of_a_zipped_file_is_found()
    {
        byte[] file = Zipped([0, 0, 8, 1, 0, 0, 0, 200, .. Enumerable.Range(0, 200).Select(place => (byte)(place * place))]);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<DatasetException>(() => Read(file[..length]));
        }
        // Bytes 3 to 9 are notes: flags, time and system.
        for (int place = 10; place < file.Length; place++)
        {
            byte[] damaged = [.. file];
            damaged[place] ^= 4;
            Assert.Throws<DatasetException>(() => Read(damaged));
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_sentence() =>
        Wrong.Says<DatasetException>("'/nowhere/x' cannot be read: there is no such folder", () => Idx.Read("/nowhere/x"));
}
