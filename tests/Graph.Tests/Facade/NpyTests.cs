using System.IO.Compression;
using System.Text;

namespace Graph.Tests.Facade;

/// <summary>NPY and NPZ files, read from bytes put together by the format's description and written back.</summary>
public sealed class NpyTests
{
    private static readonly byte[] OneAndTwo = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40];

    private static byte[] File(string header, byte[] data, byte major = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = major == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, major, 0, .. length, .. text, .. data];
    }

    private static Tensor Read(byte[] file) => Tensor.ReadNpy(new MemoryStream(file), "x.npy");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_file_of_each_version_is_read(byte version)
    {
        Tensor t = Read(File("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }          \n", OneAndTwo, version));
        Assert.Equal("f32[2]", t.Type.ToString());
        Assert.Equal([1f, 2], t.ToArray<float>());
    }

    [Theory]
    [InlineData("<f8", "f64", "0000000000000440 000000000000F0BF", new[] { 2.5, -1 })]
    [InlineData(">f8", "f64", "4004000000000000 BFF0000000000000", new[] { 2.5, -1 })]
    [InlineData("<f4", "f32", "00002040 000080BF", new[] { 2.5, -1 })]
    [InlineData(">f4", "f32", "40200000 BF800000", new[] { 2.5, -1 })]
    [InlineData("<i4", "i32", "02010000 FFFFFFFF", new[] { 258.0, -1 })]
    [InlineData(">i4", "i32", "00000102 FFFFFFFF", new[] { 258.0, -1 })]
    [InlineData("<i8", "i64", "0201000000000000 FFFFFFFFFFFFFFFF", new[] { 258.0, -1 })]
    [InlineData("<u4", "u32", "02010000 FFFFFFFF", new[] { 258, 4294967295.0 })]
    [InlineData("|u1", "u8", "02 FF", new[] { 2.0, 255 })]
    [InlineData("|b1", "bool", "00 07", new[] { 0.0, 1 })]
    public void Elements_of_every_type_and_byte_order_are_read(string descriptor, string type, string bytes, double[] expected)
    {
        Tensor t = Read(File($"{{'descr': '{descriptor}', 'fortran_order': False, 'shape': (2,)}}\n", Convert.FromHexString(bytes.Replace(" ", ""))));
        Assert.Equal($"{type}[2]", t.Type.ToString());
        Near.Equal(expected, t);
    }

    [Fact]
    public void Column_major_files_are_turned()
    {
        Tensor t = Read(File("{\"fortran_order\": True, \"shape\": (2, 3), \"descr\": \"|u1\"}\n", [1, 2, 3, 4, 5, 6]));
        Near.Equal([2, 3], [1, 3, 5, 2, 4, 6], t);
    }

    [Fact]
    public void A_scalar_and_an_empty_tensor_are_read()
    {
        Near.Equal([], [9], Read(File("{'descr': '|u1', 'fortran_order': False, 'shape': ()}\n", [9])));
        Near.Equal([0, 5], [], Read(File("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 5)}\n", [])));
    }

    /// <summary>The bytes that NumPy writes for <c>numpy.array([1, 2], dtype='float32')</c>.</summary>
    [Fact]
    public void What_is_written_is_what_NumPy_writes()
    {
        MemoryStream stream = new();
        ((Tensor)new float[] { 1, 2 }).WriteNpy(stream);
        string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".PadRight(117) + "\n";
        Assert.Equal(128 + 8, stream.Length);
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. OneAndTwo], stream.ToArray());
    }

    public static TheoryData<Tensor> Samples =>
    [
        3.5f, new double[,] { { 1, double.NaN }, { double.NegativeInfinity, -0.0 } }, new[] { int.MinValue, 7 }, new[, ,] { { { 1L, long.MaxValue } } }, new uint[] { uint.MaxValue },
        new byte[,] { { 1, 2 }, { 3, 255 } }, new[] { true, false }, Tensor.Zeros([3, 0, 2]), Tensor.Generate([400, 1000], i => (double)i),
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_was_written_is_read_back_bit_by_bit(Tensor tensor)
    {
        MemoryStream stream = new();
        tensor.WriteNpy(stream);
        Assert.Equal(0, (stream.Length - tensor.Type.ByteCount) % 64);
        stream.Position = 0;
        Assert.Equal(tensor.Literal, Tensor.ReadNpy(stream).Literal);
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void An_archive_has_a_file_for_each_name()
    {
        Tensor w = new float[,] { { 1, 2 } };
        MemoryStream stream = new();
        Tensor.WriteNpz(stream, ("layer/w", w), ("b", 3L));
        stream.Position = 0;
        using (ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true))
        {
            Assert.Equal(["layer/w.npy", "b.npy"], archive.Entries.Select(entry => entry.FullName));
        }
        stream.Position = 0;
        IReadOnlyDictionary<string, Tensor> tensors = Tensor.ReadNpz(stream);
        Assert.Equal(w.Literal, tensors["layer/w"].Literal);
        Assert.Equal(3L, (long)tensors["b"]);
    }

    [Fact]
    public void An_archive_has_each_name_once()
    {
        Wrong.Says<GraphException>("two tensors are named 'w'; in an NPZ file every name stands once", () => { Tensor.WriteNpz(new MemoryStream(), ("w", 1), ("w", 2)); return null; });
        MemoryStream stream = Archive(("w.npy", File("{'descr': '|u1', 'fortran_order': False, 'shape': ()}", [9])), ("w", File("{'descr': '|u1', 'fortran_order': False, 'shape': ()}", [8])));
        Wrong.Says<GraphException>("x.npz has two tensors named 'w'", () => Tensor.ReadNpz(stream, "x.npz"));
    }

    /// <summary>More bytes than any machine has, so that it would fail otherwise if they were allocated.</summary>
    [Fact]
    public void An_entry_shorter_than_its_shape_says_so_before_anything_is_allocated()
    {
        MemoryStream stream = Archive(("w.npy", File("{'descr': '|u1', 'fortran_order': False, 'shape': (4000000000000000002,)}", [1, 2])));
        Wrong.Says<GraphException>("w.npy of x.npz is truncated: 4000000000000000000 more bytes are needed", () => Tensor.ReadNpz(stream, "x.npz"));
    }

    private static MemoryStream Archive(params ReadOnlySpan<(string Name, byte[] Content)> entries)
    {
        MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        stream.Position = 0;
        return stream;
    }

    [Fact]
    public void Files_have_paths()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string npy = Path.Combine(folder, "t.npy"), npz = Path.Combine(folder, "t.npz");
        ((Tensor)new[] { 1, 2 }).WriteNpy(npy);
        Tensor.WriteNpz(npz, ("a", 5));
        Assert.Equal([1, 2], Tensor.ReadNpy(npy).ToArray<int>());
        Assert.Equal(5, (int)Tensor.ReadNpz(npz)["a"]);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "x.npy is truncated: 4 more bytes are needed")]
    [InlineData("{'descr': '<f2', 'fortran_order': False, 'shape': (4,)}", "x.npy holds elements of NumPy type '<f2'; those that can be read are f4, f8, i4, i8, u4, u1 and b1")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", "x.npy holds elements of NumPy type '|O'; those that can be read are f4, f8, i4, i8, u4, u1 and b1")]
    [InlineData("{'descr': '<f4', 'shape': (2,)}", "x.npy has an NPY header that lacks a plain 'descr', 'fortran_order' or 'shape': {'descr': '<f4', 'shape': (2,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2 3,)}", "x.npy has an NPY header whose 'shape' is not a list of whole numbers: (2 3,)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (L,)}", "x.npy has an NPY header whose 'shape' is not a list of whole numbers: (L,)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "x.npy has the shape (99999999999999999999,), whose sizes are too large")]
    public void A_file_that_cannot_be_read_says_why(string header, string sentence)
    {
        byte[] file = File(header, OneAndTwo);
        GraphException exception = Assert.ThrowsAny<GraphException>(() => Read(file));
        Assert.StartsWith(sentence + " (NpyTests.cs:", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_file_say_so()
    {
        Wrong.Says<GraphException>("x.npy is truncated: 5 more bytes are needed", () => Read([0x93, 1, 2]));
        Wrong.Says<GraphException>("x.npy is no NPY file: it does not begin with the bytes 93 4E 55 4D 50 59", () => Read([.. "PK\u0003\u0004...."u8]));
        Wrong.Says<GraphException>("x.npy has NPY version 4.0; versions 1 to 3 are known", () => Read([0x93, .. "NUMPY"u8, 4, 0, 0, 0]));
        Wrong.Says<GraphException>("x.npy is truncated: 1 more byte is needed", () => Read([0x93, .. "NUMPY"u8, 1, 0, 2, 0, 32]));
        GraphException broken = Assert.Throws<GraphException>(() => Tensor.ReadNpz(new MemoryStream([1, 2, 3]), "x.npz"));
        Assert.StartsWith("x.npz is no NPZ file: ", broken.Message, StringComparison.Ordinal);
    }
}
