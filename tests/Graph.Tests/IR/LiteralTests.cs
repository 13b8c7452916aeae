namespace Graph.Tests.IR;

/// <summary>Data, its memory, and numbers of C# as data.</summary>
public sealed class LiteralTests
{
    [Fact]
    public void Literals_are_equal_when_types_and_bits_are()
    {
        Literal literal = Literal.Create<float>([2], [1, float.NaN]);
        Assert.Equal(Literal.Create<float>([2], [1, float.NaN]), literal);
        Assert.Equal(Literal.Create<float>([2], [1, float.NaN]).GetHashCode(), literal.GetHashCode());
        Assert.NotEqual(Literal.Create<float>([2], [1, BitConverter.UInt32BitsToSingle(0x7FC00000)]), literal);
        Assert.NotEqual(Literal.Create<float>([1, 2], [1, float.NaN]), literal);
        Assert.NotEqual(Literal.Scalar(0.0), Literal.Scalar(-0.0));
        Assert.NotEqual(Literal.Scalar(1), Literal.Scalar(1u));
    }

    [Fact]
    public void The_hash_covers_every_block()
    {
        Literal a = Literal.Generate([1000], index => (int)index);
        Literal b = Literal.Generate([1000], index => index == 999 ? 0 : (int)index);
        Assert.NotEqual(a, b);
        Assert.NotEqual(a.GetHashCode(), b.GetHashCode());
        Assert.Equal(a.GetHashCode(), Literal.Generate([1000], index => (int)index).GetHashCode());
    }

    [Fact]
    public void Elements_are_read_in_row_major_order()
    {
        Literal literal = Literal.Generate([2, 3], index => (long)index * 10);
        Assert.Equal([0, 10, 20, 30, 40, 50], literal.ToArray<long>());
        Assert.Equal(40, literal.At<long>(4));
        Assert.Equal(50.0, literal.ToDouble(5));
        Assert.Equal(1.0, Literal.Scalar(true).ToDouble(0));
        Assert.Equal(4294967295.0, Literal.Scalar(uint.MaxValue).ToDouble(0));
        Assert.Equal("the elements are i64, not i32", Assert.Throws<ElementTypeException>(() => literal.At<int>(0)).Sentence);
        Assert.Equal("the elements are i64, not f64", Assert.Throws<ElementTypeException>(() => literal.ToArray<double>()).Sentence);
        Assert.Throws<ArgumentOutOfRangeException>(() => literal.At<long>(6));
    }

    [Fact]
    public void Another_shape_shares_the_memory()
    {
        Literal literal = Literal.Generate([2, 3], index => (int)index);
        Assert.Same(literal.Buffer, literal.WithShape([6]).Buffer);
        Assert.Equal("i32[3,2]", literal.WithShape([3, 2]).ToString());
        Assert.Throws<ShapeException>(() => literal.WithShape([5]));
    }

    [Fact]
    public void Counts_that_differ_are_a_sentence()
    {
        Assert.Equal(
            "3 elements do not fill a tensor of shape [2,2], which has 4",
            Assert.Throws<ShapeException>(() => Literal.Create<int>([2, 2], [1, 2, 3])).Sentence);
        Assert.Equal(
            "a literal of type f32[2] needs 8 bytes, its buffer has 4",
            Assert.Throws<ShapeException>(() => new Literal(Leaves.Type("f32[2]"), Buffer.Allocate(4))).Sentence);
    }

    [Theory]
    [InlineData(1.5, "1.5 : f32[]")]
    [InlineData(1e20, "1e+20 : f32[]")]
    public void A_scalar_shows_its_value(double value, string expected) => Assert.Equal(expected, Literal.Scalar((float)value).ToString());

    [Fact]
    public void A_bool_is_0_or_1()
    {
        Buffer buffer = Buffer.Allocate(3000);
        buffer.CopyFrom<byte>(2999, [2]);
        GraphException failure = Assert.Throws<GraphException>(() => new Literal(new TensorType(ElementType.Bool, [3000]), buffer));
        Assert.Equal("a literal of type bool[3000] has bytes that are neither 0 nor 1", failure.Sentence);
    }

    [Fact]
    public void No_elements_need_no_bytes_however_long_the_other_axes() =>
        Assert.Equal(0, new TensorType(ElementType.F32, [1L << 40, 1L << 40, 0]).ByteCount);

    [Fact]
    public void A_buffer_is_zero_aligned_and_checked()
    {
        Buffer buffer = Buffer.Allocate(24);
        Assert.Equal([0, 0, 0], new[] { buffer.Read<long>(0), buffer.Read<long>(1), buffer.Read<long>(2) });
        buffer.Write(2, 7L);
        Assert.Equal(7, buffer.Read<byte>(16));
        Assert.Equal(
            "element 3 of a buffer of 3 elements (Parameter 'index')",
            Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Read<long>(3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Read<long>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Write(24, (byte)1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Read<long>(long.MaxValue / 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Buffer.Allocate(-1));
    }

    [Fact]
    public void Runs_of_a_buffer_are_checked()
    {
        Buffer buffer = Buffer.Allocate(10);
        buffer.CopyFrom<short>(1, [5, 6, 7, 8]);
        short[] read = new short[3];
        buffer.CopyTo(2, read);
        Assert.Equal([6, 7, 8], read);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyTo(3, read));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyTo(-1, read));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyTo(long.MaxValue, read));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyFrom<int>(2, [1]));
        buffer.CopyTo<short>(5, []);
    }

    [Fact]
    public void Buffers_are_compared_by_content()
    {
        Buffer a = Buffer.Allocate(3), b = Buffer.Allocate(3);
        Assert.True(a.ContentEquals(b));
        b.Write<byte>(2, 1);
        Assert.False(a.ContentEquals(b));
        Assert.False(a.ContentEquals(Buffer.Allocate(4)));
        Assert.True(Buffer.Allocate(0).ContentEquals(Buffer.Allocate(0)));
    }

    [Fact]
    public void A_number_has_an_element_type_of_its_own_where_it_meets_no_tensor()
    {
        Assert.Equal(ElementType.F32, ((Scalar)1.5).DefaultElement);
        Assert.Equal(ElementType.I32, ((Scalar)int.MaxValue).DefaultElement);
        Assert.Equal(ElementType.I64, ((Scalar)2147483648L).DefaultElement);
        Assert.Equal(ElementType.Bool, ((Scalar)true).DefaultElement);
    }

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e20, "1E+20")]
    [InlineData(double.NaN, "NaN")]
    public void A_float_shows_that_it_is_one(double value, string expected) => Assert.Equal(expected, ((Scalar)value).ToString());
}
