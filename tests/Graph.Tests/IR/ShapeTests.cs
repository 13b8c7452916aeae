namespace Graph.Tests.IR;

/// <summary>Shapes, axes and types as values.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void Shapes_are_equal_when_their_sizes_are()
    {
        Shape shape = [2, 3];
        Assert.Equal(Shape.Create([2, 3]), shape);
        Assert.True(shape == Shape.Create([2, 3]));
        Assert.Equal(Shape.Create([2, 3]).GetHashCode(), shape.GetHashCode());
        Assert.True(shape != [3, 2]);
        Assert.NotEqual(Shape.Create([2, 3, 1]), shape);
        Assert.False(shape.Equals((object)"[2,3]"));
    }

    [Fact]
    public void The_default_shape_is_a_scalars()
    {
        Shape scalar = default;
        Assert.Equal(Shape.Create([]), scalar);
        Assert.Equal(Shape.Scalar.GetHashCode(), Shape.Create([]).GetHashCode());
        Assert.Equal((0, 1L, "[]"), (scalar.Rank, scalar.ElementCount, scalar.ToString()));
        Assert.Empty(scalar);
        Assert.Equal(scalar, scalar.Strides);
    }

    [Theory]
    [InlineData(new long[] { 2, 3, 4 }, 24, new long[] { 12, 4, 1 })]
    [InlineData(new long[] { 5 }, 5, new long[] { 1 })]
    [InlineData(new long[] { 2, 0, 4 }, 0, new long[] { 4, 4, 1 })]
    [InlineData(new long[] { 65536, 65536 }, 4294967296, new long[] { 65536, 1 })]
    public void Elements_are_counted_and_strides_are_row_major(long[] sizes, long count, long[] strides)
    {
        Assert.Equal(count, Shape.Create(sizes).ElementCount);
        Assert.Equal(Shape.Create(strides), Shape.Create(sizes).Strides);
    }

    [Theory]
    [InlineData(new long[] { 4294967296, 4294967296 })]
    [InlineData(new long[] { long.MaxValue, 2 })]
    public void A_count_beyond_64_bits_is_an_error(long[] sizes)
    {
        Shape shape = Shape.Create(sizes);
        Assert.Throws<OverflowException>(() => shape.ElementCount);
        Assert.Equal(
            $"a tensor of shape {shape} cannot be: its bytes are more than 2^63 − 1",
            Assert.Throws<ShapeException>(() => new TensorType(ElementType.U8, shape)).Sentence);
    }

    [Fact]
    public void The_bytes_count_not_the_elements()
    {
        Shape shape = [long.MaxValue / 4];
        Assert.Equal(long.MaxValue / 4 * 4, new TensorType(ElementType.F32, shape).ByteCount);
        Assert.Throws<ShapeException>(() => new TensorType(ElementType.F64, shape));
        Assert.Equal("a tensor of shape [2,-1] cannot be: the size -1 is negative", Assert.Throws<ShapeException>(() => new TensorType(ElementType.F32, [2, -1])).Sentence);
    }

    [Fact]
    public void Parts_of_shapes()
    {
        Shape shape = [2, 3, 4, 5];
        Assert.Equal(5, shape[^1]);
        Assert.Equal([3, 4], shape[1..3]);
        Assert.Equal([2, 9, 4, 5], shape.With(1, 9));
        Assert.Equal([5, 3], shape.Select([3, 1]));
        Assert.Equal([2, 4], shape.Without([3, 1]));
        Assert.Equal([7, 7, 7], Shape.Repeat(7, 3));
        Assert.Equal([2L, 3, 4, 5], shape.AsSpan().ToArray());
        Assert.Throws<IndexOutOfRangeException>(() => shape[4]);
    }

    [Fact]
    public void Axes_are_equal_when_numbers_and_order_are()
    {
        Axes axes = [2, 0];
        Assert.Equal(Axes.Create([2, 0]), axes);
        Assert.Equal(Axes.Create([2, 0]).GetHashCode(), axes.GetHashCode());
        Assert.True(axes != [0, 2]);
        Assert.Equal("[2,0]", axes.ToString());
        Assert.Equal(Axes.None, default);
        Assert.Equal(Axes.None, Axes.Create([]));
        Assert.Equal(Axes.None.GetHashCode(), Axes.Create([]).GetHashCode());
    }

    [Fact]
    public void Parts_of_axes()
    {
        Axes axes = [3, 0, 1];
        Assert.Equal((3, 1, 2, -1), (axes.Count, axes[^1], axes.IndexOf(1), axes.IndexOf(2)));
        Assert.True(axes.Contains(0));
        Assert.False(axes.Contains(2));
        Assert.Equal([0, 1], axes[1..]);
        Assert.Equal([2, 4], axes.Complement(5));
        Assert.Equal([2, 3, 4], Axes.Range(2, 3));
        Assert.Equal([1, 2, 0], Axes.Create([2, 0, 1]).Inverse());
        Assert.Equal("[3,0,1] is not a permutation", Assert.Throws<InvalidOperationException>(() => axes.Inverse()).Message);
        Assert.Equal("[0,0] is not a permutation", Assert.Throws<InvalidOperationException>(() => Axes.Create([0, 0]).Inverse()).Message);
    }

    [Fact]
    public void Types_are_equal_when_elements_and_shapes_are()
    {
        TensorType type = new(ElementType.F32, [2, 3]);
        Assert.Equal(Leaves.Type("f32[2,3]"), type);
        Assert.Equal("f32[2,3]", type.ToString());
        Assert.Equal("i64[2,3]", type.With(ElementType.I64).ToString());
        Assert.Equal("f32[]", type.With(Shape.Scalar).ToString());
        Assert.Equal((2, 6L, 24L), (type.Rank, type.ElementCount, type.ByteCount));
        TupleType tuple = new([type, Leaves.Type("bool[]")]);
        Assert.Equal(new TupleType([Leaves.Type("f32[2,3]"), Leaves.Type("bool[]")]), tuple);
        Assert.Equal(new TupleType([Leaves.Type("f32[2,3]"), Leaves.Type("bool[]")]).GetHashCode(), tuple.GetHashCode());
        Assert.Equal("(f32[2,3], bool[])", tuple.ToString());
        Assert.NotEqual<ExprType>(new TupleType([type]), type);
    }

    [Theory]
    [InlineData("f32", 4, true, false, true)]
    [InlineData("f64", 8, true, false, true)]
    [InlineData("i32", 4, false, true, true)]
    [InlineData("i64", 8, false, true, true)]
    [InlineData("u32", 4, false, true, false)]
    [InlineData("u8", 1, false, true, false)]
    [InlineData("bool", 1, false, false, false)]
    public void Each_element_type_has_its_properties(string mnemonic, int size, bool isFloat, bool isInteger, bool isSigned)
    {
        ElementType element = ElementTypes.All.Single(candidate => candidate.Mnemonic == mnemonic);
        Assert.Equal((size, isFloat, isInteger, isSigned), (element.ByteSize, element.IsFloat, element.IsInteger, element.IsSigned));
        Assert.Equal(mnemonic != "bool", element.IsNumeric);
    }

    [Fact]
    public void Each_element_type_has_a_C_sharp_type()
    {
        Assert.Equal(
            ElementTypes.All.AsEnumerable(),
            [
                ElementTypes.Of<float>(), ElementTypes.Of<double>(), ElementTypes.Of<int>(), ElementTypes.Of<long>(), ElementTypes.Of<uint>(),
                ElementTypes.Of<byte>(), ElementTypes.Of<bool>(),
            ]);
        Assert.Equal(
            "Int16 is not an element type; use float, double, int, long, uint, byte or bool",
            Assert.Throws<ElementTypeException>(() => ElementTypes.Of<short>()).Sentence);
    }
}
