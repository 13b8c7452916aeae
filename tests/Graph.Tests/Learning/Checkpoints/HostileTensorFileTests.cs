using Graph.Learning;

namespace Graph.Tests.Learning.Checkpoints;

/// <summary>Files that somebody made to do harm: refused in one sentence, before memory is taken for what they claim.</summary>
public sealed class HostileTensorFileTests
{
    private const string Plain = """{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""";

    public static TheoryData<string, int, string> Headers => new()
    {
        { """[1]""", 0, "has no header in JSON: it does not begin with a brace" },
        { """ {}""", 0, "has no header in JSON: it does not begin with a brace" },
        { """{"a":""", 0, "has no header in JSON: it is broken behind byte 13" },
        { """{"a":1}""", 0, "is damaged: the tensor 'a' is no object" },
        { """{}{}""", 0, "has no header in JSON: it is broken behind byte 10" },
        { """{"a":{}}""", 0, "is damaged: the tensor 'a' lacks its 'dtype', its 'shape' or its two 'data_offsets'" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "is damaged: the tensor 'a' lacks its 'dtype', its 'shape' or its two 'data_offsets'" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,2,4]}}""", 4, "is damaged: the tensor 'a' lacks its 'dtype', its 'shape' or its two 'data_offsets'" },
        { """{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}""", 2, "holds 'a' with elements of type F16; those that can be read are F32, F64, I32, I64, U32, U8, BOOL" },
        { """{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", 4, "is damaged: the element type of 'a' is no text" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "is damaged: the tensor 'a' has 'dtype' twice" },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "is damaged: the shape of 'a' has a number that is no size" },
        { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "is damaged: the shape of 'a' has a number that is no size" },
        { """{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", 4, "is damaged: the shape of 'a' has a number that is no size" },
        { """{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "is damaged: it has a String where none can be" },
        { """{"a":{"dtype":"F32","shape":4,"data_offsets":[0,4]}}""", 4, "is damaged: the shape of 'a' is no list" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", 4, "is damaged: the tensor 'a' has the impossible shape [4294967296,4294967296]" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "is damaged: the tensor 'a' of type f32[2] needs 8 bytes, but has those from 0 to 4" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "is damaged: the tensor 'a' of type f32[1] needs 4 bytes, but has those from 4 to 0" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "is damaged: the tensor 'a' begins at byte 4, but the one before it ends at 0" },
        { $$"""{"a":{{Plain}},"b":{{Plain}}}""", 4, "is damaged: the tensor 'b' begins at byte 0, but the one before it ends at 4" },
        { $$"""{"a":{{Plain}},"a":{{Plain}}}""", 4, "is damaged: two tensors are named 'a'" },
        { $$"""{"a":{{Plain}}}""", 3, "is cut off: 1 more byte is needed" },
        { $$"""{"a":{{Plain}}}""", 5, "is damaged: 1 bytes behind the last tensor belong to none" },
        { """{"a":{"dtype":"U8","shape":[1099511627776],"data_offsets":[0,1099511627776]}}""", 4, "is cut off: 1099511627772 more bytes are needed" },
        { """{"__metadata__":{"k":1}}""", 0, "is damaged: 'k' of the metadata is no text" },
        { """{"__metadata__":[]}""", 0, "is damaged: '__metadata__' is no object" },
        { """{"__metadata__":{"k":"1","k":"2"}}""", 0, "is damaged: 'k' stands twice in the metadata" },
        { """{"__metadata__":{},"__metadata__":{}}""", 0, "is damaged: it has '__metadata__' twice" },
        { """{"__metadata__":{"graph.sha256":"12"}}""", 0, "is damaged: 'graph.sha256' of the metadata is not one number of 64 hexadecimal digits" },
        { """{"__metadata__":{"k":"\ud800"}}""", 0, "is damaged: 'k' of the metadata is no text in UTF-8" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_lies_is_refused_in_one_sentence(string header, int bytes, string sentence)
    {
        CheckpointException refusal = Assert.Throws<CheckpointException>(() => TensorFileTests.Read(TensorFileTests.Bytes(header, new byte[bytes])));
        Assert.Equal("x.safetensors " + sentence, refusal.Sentence);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    public void A_length_that_no_header_has_is_refused(ulong length)
    {
        CheckpointException refusal = Assert.Throws<CheckpointException>(() => TensorFileTests.Read([.. BitConverter.GetBytes(length), .. "{}"u8]));
        Assert.Equal($"x.safetensors is no safetensors file: its header would have {length} bytes", refusal.Sentence);
    }

    [Fact]
    public void A_bool_of_another_byte_is_refused()
    {
        byte[] file = TensorFileTests.Bytes("""{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", [1, 2]);
        Assert.Equal(
            "x.safetensors is damaged: a bool of 'a' is a byte that is neither 0 nor 1",
            Assert.Throws<CheckpointException>(() => TensorFileTests.Read(file)).Sentence);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        string deep = "{\"a\":{\"x\":" + new string('[', 100_000);
        CheckpointException refusal = Assert.Throws<CheckpointException>(() => TensorFileTests.Read(TensorFileTests.Bytes(deep, [])));
        Assert.StartsWith("x.safetensors has no header in JSON: it is broken behind byte", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_of_a_later_version_are_passed_over()
    {
        byte[] file = TensorFileTests.Bytes("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"later":{"x":[1,{}]}}}""", [3]);
        Assert.Equal((byte)3, TensorFileTests.Read(file)["a"].ToArray<byte>()[0]);
    }
}
