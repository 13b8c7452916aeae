using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Graph.Learning;
using Graph.Tests.Facade;

namespace Graph.Tests.Learning.Checkpoints;

/// <summary>Files of tensors: read from bytes put together by the format's description, and written as it says.</summary>
public sealed class TensorFileTests
{
    /// <summary>A file of two tensors as another program writes it: no metadata, no checksum, the header padded by spaces.</summary>
    private static readonly byte[] foreign = Bytes(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}   """,
        [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 7]);

    internal static byte[] Bytes(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. data];
    }

    internal static TensorFile Read(byte[] file) => TensorFile.Read(new MemoryStream(file), "x.safetensors");

    private static byte[] Written(TensorFile file)
    {
        using MemoryStream stream = new();
        file.Write(stream);
        return stream.ToArray();
    }

    private static TensorFile OfEveryType(IReadOnlyDictionary<string, string>? metadata = null) => new(
        [
            ("flags", new bool[] { true, false, true }),
            ("model/dense/w", new float[,] { { 1, -0f, float.NaN }, { float.PositiveInfinity, 1e-45f, 3 } }),
            ("wide", new double[] { Math.PI, double.Epsilon }),
            ("counts", new[] { int.MinValue, -1, int.MaxValue }),
            ("long", new[] { long.MinValue, 42 }),
            ("key", new[] { 0u, uint.MaxValue }),
            ("bytes", new byte[] { 0, 255, 3 }),
            ("scalar", 2.5f),
            ("none", Tensor.Zeros([0, 4])),
            ("ünïcode \"quoted\" \\ /", 1),
        ],
        metadata);

    [Fact]
    public void A_file_of_another_program_is_read()
    {
        TensorFile file = Read(foreign);
        Assert.Equal(["a: f32[2]", "b: u8[]"], file.Tensors.Select(tensor => $"{tensor.Name}: {tensor.Value.Type}"));
        Assert.Equal([1f, 2], file["a"].ToArray<float>());
        Assert.Equal((byte)7, file["b"].ToScalar<byte>());
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void What_is_written_is_laid_out_as_the_format_says()
    {
        byte[] file = Written(OfEveryType(new Dictionary<string, string> { ["step"] = "12" }));
        int length = (int)BitConverter.ToInt64(file);
        Assert.Equal(0, length % 8);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, length));
        Assert.Equal("12", header.RootElement.GetProperty("__metadata__").GetProperty("step").GetString());
        long place = 0;
        foreach (JsonProperty tensor in header.RootElement.EnumerateObject().Where(member => member.Name != "__metadata__"))
        {
            long[] offsets = [.. tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
            string type = tensor.Value.GetProperty("dtype").GetString()!;
            int size = type == "BOOL" ? 1 : int.Parse(type.AsSpan(1)) / 8;
            Assert.Equal(place, offsets[0]);
            Assert.Equal(0, offsets[0] % size);
            Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Aggregate(1L, (count, axis) => count * axis.GetInt64()) * size, offsets[1] - offsets[0]);
            place = offsets[1];
        }
        Assert.Equal(file.Length, 8 + length + place);
        JsonElement wide = header.RootElement.GetProperty("wide");
        Assert.Equal(("F64", Math.PI), (wide.GetProperty("dtype").GetString(), BitConverter.ToDouble(file, 8 + length + wide.GetProperty("data_offsets")[0].GetInt32())));
    }

    [Fact]
    public void Every_element_type_comes_back_with_its_bits()
    {
        Dictionary<string, string> metadata = new() { ["step"] = "12", ["note"] = "line\nbreak, \"quotes\", ünïcode" };
        TensorFile written = OfEveryType(metadata);
        TensorFile read = Read(Written(written));
        Assert.Equal(written.Tensors.Select(tensor => tensor.Name), read.Tensors.Select(tensor => tensor.Name));
        Assert.All(written.Tensors, tensor => Assert.Equal(tensor.Value.Literal, read[tensor.Name].Literal));
        Assert.Equal(metadata, read.Metadata);
        Assert.Equal(written.Sha256, read.Sha256);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_in_any_order()
    {
        TensorFile one = new([("b", 1f), ("a", 2.0), ("c", 3f)], new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        TensorFile other = new([("c", 3f), ("b", 1f), ("a", 2.0)], new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });
        Assert.Equal(Written(one), Written(other));
        Assert.Equal(Written(Read(foreign)), Written(Read(Written(Read(foreign)))));
    }

    [Fact]
    public void The_hash_of_the_tensors_tells_names_types_and_bits_but_not_metadata()
    {
        string hash = new TensorFile([("a", 0f)]).Sha256;
        Assert.Equal(hash, new TensorFile([("a", 0f)], new Dictionary<string, string> { ["step"] = "1" }).Sha256);
        Assert.Equal(5, new[]
        {
            hash, new TensorFile([("a", -0f)]).Sha256, new TensorFile([("b", 0f)]).Sha256, new TensorFile([("a", 0)]).Sha256,
            new TensorFile([("a", new[] { 0f })]).Sha256,
        }.Distinct().Count());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. "a\0f32[]\0"u8, 0, 0, 0, 0])), hash);
    }

    [Fact]
    public void A_change_of_any_byte_is_found()
    {
        byte[] file = Written(new TensorFile([("a", new[] { 1f, 2 }), ("b", true)], new Dictionary<string, string> { ["step"] = "100" }));
        for (int place = 0; place < file.Length; place++)
        {
            byte[] damaged = [.. file];
            damaged[place] ^= 1;
            TensorFile? read = null;
            try
            {
                read = Read(damaged);
            }
            catch (CheckpointException)
            {
            }
            // The name of the checksum is the one thing that can be spelled otherwise; a checkpoint without one is refused.
            Assert.True(read is null || !read.HasChecksum, $"byte {place} was changed, and nothing was said");
        }
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused_with_what_is_missing()
    {
        byte[] file = Written(new TensorFile([("a", new[] { 1f, 2 })]));
        for (int length = 0; length < file.Length; length++)
        {
            CheckpointException cut = Assert.Throws<CheckpointException>(() => Read(file[..length]));
            Assert.Matches(@"^x\.safetensors is cut off: \d+ more bytes? (is|are) needed$", cut.Sentence);
        }
        Assert.Equal("x.safetensors is cut off: 1 more byte is needed", Assert.Throws<CheckpointException>(() => Read(file[..^1])).Sentence);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read()
    {
        using MemoryStream stream = new(foreign);
        using CryptoStream unseekable = new(stream, new FromBase64Transform(), CryptoStreamMode.Read);
        Assert.False(unseekable.CanSeek);
        using CryptoStream copied = new(new MemoryStream(Encoding.ASCII.GetBytes(Convert.ToBase64String(foreign))), new FromBase64Transform(), CryptoStreamMode.Read);
        Assert.Equal([1f, 2], TensorFile.Read(copied)["a"].ToArray<float>());
    }

    [Fact]
    public void Names_and_texts_that_a_file_cannot_have_are_refused()
    {
        Wrong.Says<GraphException>("two tensors are named 'a'; in a file every name stands once", () => new TensorFile([("a", 1f), ("a", 2f)]));
        Wrong.Says<GraphException>("a tensor cannot be named ''", () => new TensorFile([("", 1f)]));
        Wrong.Says<GraphException>("a tensor cannot be named '__metadata__'", () => new TensorFile([("__metadata__", 1f)]));
        Wrong.Says<GraphException>("a tensor is given without a name: it is null", () => new TensorFile([(null!, 1f)]));
        Wrong.Says<GraphException>("the tensor 'a' is null", () => new TensorFile([("a", null!)]));
        Wrong.Says<GraphException>(
            "the key 'graph.sha256' of the metadata is the file's own", () => new TensorFile([], new Dictionary<string, string> { ["graph.sha256"] = "" }));
        Wrong.Says<GraphException>("the text of 'k' in the metadata is null", () => new TensorFile([], new Dictionary<string, string> { ["k"] = null! }));
        Wrong.Says<GraphException>("there is no tensor 'modl/w'; did you mean 'model/w'?", () => new TensorFile([("model/w", 1f)])["modl/w"]);
    }
}
