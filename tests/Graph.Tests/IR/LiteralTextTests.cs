using System.Globalization;

namespace Graph.Tests.IR;

/// <summary>How literals are written in the text form, and that their bits survive.</summary>
public sealed class LiteralTextTests
{
    /// <summary>As bits: a signalling NaN does not survive being handed around as a number.</summary>
    [Theory]
    [InlineData(0x00000000, "0")]
    [InlineData(0x80000000, "-0")]
    [InlineData(0x3F800000, "1")]
    [InlineData(0x3DCCCCCD, "0.1")]
    [InlineData(0x4B800000, "16777216")]
    [InlineData(0x60AD78EC, "1e+20")]
    [InlineData(0x00800000, "1.1754944e-38")]
    [InlineData(0x00000001, "1e-45")]
    [InlineData(0x7F7FFFFF, "3.4028235e+38")]
    [InlineData(0x7F800000, "inf")]
    [InlineData(0xFF800000, "-inf")]
    [InlineData(0xFFC00000, "nan")]
    [InlineData(0x7FC00000, "nan:7fc00000")]
    [InlineData(0xFFFFFFFF, "nan:ffffffff")]
    [InlineData(0x7F800001, "nan:7f800001")]
    public void A_single_is_written_shortest_and_keeps_its_bits(uint bits, string expected) =>
        AssertScalar(new Literal(new TensorType(ElementType.F32, []), Literal.Scalar(bits).Buffer), expected);

    [Theory]
    [InlineData(0x3FB999999999999A, "0.1")]
    [InlineData(0x8000000000000000, "-0")]
    [InlineData(0x3FD5555555555555, "0.3333333333333333")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x7FEFFFFFFFFFFFFF, "1.7976931348623157e+308")]
    [InlineData(0xFFF0000000000000, "-inf")]
    [InlineData(0xFFF8000000000000, "nan")]
    [InlineData(0x7FF8000000000000, "nan:7ff8000000000000")]
    [InlineData(0x7FF0000000000001, "nan:7ff0000000000001")]
    public void A_double_is_written_shortest_and_keeps_its_bits(ulong bits, string expected) =>
        AssertScalar(new Literal(new TensorType(ElementType.F64, []), Buffer64(bits)), expected);

    [Fact]
    public void The_constants_of_C_sharp_are_plain_nan()
    {
        AssertScalar(Literal.Scalar(float.NaN), "nan");
        AssertScalar(Literal.Scalar(double.NaN), "nan");
    }

    [Fact]
    public void Integers_and_bools_are_written_in_full()
    {
        AssertScalar(Literal.Scalar(int.MinValue), "-2147483648");
        AssertScalar(Literal.Scalar(long.MaxValue), "9223372036854775807");
        AssertScalar(Literal.Scalar(uint.MaxValue), "4294967295");
        AssertScalar(Literal.Scalar((byte)255), "255");
        AssertScalar(Literal.Scalar(true), "true");
        AssertScalar(Literal.Scalar(false), "false");
    }

    [Fact]
    public void The_culture_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NegativeSign = "~";
        CultureInfo.CurrentCulture = odd;
        try
        {
            AssertScalar(Literal.Scalar(-1.5f), "-1.5");
            AssertScalar(Literal.Scalar(-2), "-2");
            Expr x = Leaves.Named("x", "f32[3]");
            string text = TextForm.Print(Computation.Create("f", [x], [x.PadAxis(0, -1, 0)]));
            Assert.Contains("pad[low=[-1], high=[0], interior=[0]]", text, StringComparison.Ordinal);
            Assert.Equal(text, TextForm.Print(TextForm.Parse(text)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, "[[0,1,2],[3,4,5]]")]
    [InlineData(new long[] { 6 }, "[0,1,2,3,4,5]")]
    [InlineData(new long[] { 1, 2, 1 }, "[[[0],[1]]]")]
    [InlineData(new long[] { 2, 1, 2 }, "[[[0,1]],[[2,3]]]")]
    [InlineData(new long[] { 0 }, "[]")]
    [InlineData(new long[] { 3, 0, 2 }, "[]")]
    [InlineData(new long[] { 1, 1 }, "[[0]]")]
    public void Each_axis_has_its_brackets(long[] sizes, string expected) =>
        AssertScalar(Literal.Generate(Shape.Create(sizes), index => (int)index), expected);

    [Fact]
    public void Sixteen_elements_stand_inline_and_seventeen_behind()
    {
        string sixteen = Print(Literal.Generate([4, 4], index => (int)index));
        string seventeen = Print(Literal.Generate([17], index => (byte)index));

        Assert.Contains("constant[value=[[0,1,2,3],[4,5,6,7],[8,9,10,11],[12,13,14,15]]] : i32[4,4]", sixteen, StringComparison.Ordinal);
        Assert.Contains("constant[value=#0] : u8[17]", seventeen, StringComparison.Ordinal);
        Assert.EndsWith("}\n\ndata #0 : u8[17] = \"AAECAwQFBgcICQoLDA0ODxA=\"\n", seventeen, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_large_literals_are_written_once()
    {
        Expr a = Primitives.Constant(Literal.Generate([20], index => (float)index));
        Expr b = Primitives.Constant(Literal.Generate([20], index => (float)index));
        Expr c = Primitives.Constant(Literal.Generate([20], index => -(float)index));
        Computation computation = Computation.Create("f", [], [a, b, c]);
        string text = TextForm.Print(computation);

        Assert.Equal(
            ["value=#0", "value=#0", "value=#1", "data #0", "data #1"],
            text.Split('\n').Select(line => line.TrimStart()).Where(line => line.Contains('#')).Select(line => line.StartsWith("data", StringComparison.Ordinal) ? line[..7] : line[(line.IndexOf('[') + 1)..line.IndexOf(']')]));
        Assert.Equal(computation, TextForm.Parse(text));
    }

    /// <summary>100 000 bytes are several parts of base64 and not a multiple of 3.</summary>
    [Fact]
    public void The_bytes_of_large_literals_are_little_endian_base64()
    {
        Literal large = Literal.Generate([25_000], index => (uint)(index * 2654435761));
        Computation computation = Computation.Create("f", [], [Primitives.Constant(large)]);
        string text = TextForm.Print(computation);
        byte[] expected = [.. large.ToArray<uint>().SelectMany(value => new[] { (byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24) })];

        Assert.EndsWith($"data #0 : u32[25000] = \"{Convert.ToBase64String(expected)}\"\n", text, StringComparison.Ordinal);
        Assert.Equal(computation, TextForm.Parse(text));
    }

    [Fact]
    public void A_literal_of_many_axes_needs_no_stack()
    {
        long[] ones = new long[20_000];
        Array.Fill(ones, 1);
        Computation computation = Computation.Create("f", [], [Primitives.Constant(Literal.Generate(Shape.Create(ones), _ => 7))]);
        Assert.Equal(computation, TextForm.Parse(TextForm.Print(computation)));
    }

    private static Buffer Buffer64(ulong bits)
    {
        Buffer buffer = Buffer.Allocate(sizeof(ulong));
        buffer.Write(0, bits);
        return buffer;
    }

    private static string Print(Literal literal) => TextForm.Print(Computation.Create("f", [], [Primitives.Constant(literal)]));

    private static void AssertScalar(Literal literal, string expected)
    {
        string text = Print(literal);
        Assert.Contains($"constant[value={expected}] : {literal.Type}\n", text, StringComparison.Ordinal);
        Assert.Equal(literal, ((Constant)TextForm.Parse(text).Results[0].Op).Value);
    }
}
