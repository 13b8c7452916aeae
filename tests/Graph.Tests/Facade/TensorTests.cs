using System.Numerics.Tensors;
using static Graph.Ops;
using Tensor = Graph.Tensor;

namespace Graph.Tests.Facade;

public sealed class TensorTests
{
    [Fact]
    public void Arrays_of_every_rank_and_type_convert()
    {
        Tensor f = new float[] { 1, 2 }, d = new double[,] { { 1, 2 } }, i = new int[,,] { { { 1 }, { 2 } } }, l = new long[,,,] { { { { 1, 2 } } } };
        Tensor u = new uint[] { 1, 2 }, b = new byte[,] { { 1 }, { 2 } }, p = new bool[] { true, false };
        Assert.Equal("f32[2] f64[1,2] i32[1,2,1] i64[1,1,1,2] u32[2] u8[2,1] bool[2]", string.Join(' ', new[] { f, d, i, l, u, b, p }.Select(t => t.Type)));
        Assert.Equal([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 0], new[] { f, d, i, l, u, b, p }.SelectMany(t => t.Doubles()));
    }

    [Fact]
    public void Numbers_convert_both_ways()
    {
        Tensor[] numbers = [1.5f, 2.5, 3, 4L, 5u, (byte)6, true];
        Assert.Equal("f32[] f64[] i32[] i64[] u32[] u8[] bool[]", string.Join(' ', numbers.Select(t => t.Type)));
        Assert.Equal(1.5f, (float)numbers[0]);
        Assert.Equal(2.5, (double)numbers[1]);
        Assert.Equal(3, (int)numbers[2]);
        Assert.Equal(4L, (long)numbers[3]);
        Assert.Equal(5u, (uint)numbers[4]);
        Assert.Equal(6, (byte)numbers[5]);
        Assert.True((bool)numbers[6]);
    }

    [Fact]
    public void Made_from_spans_numbers_and_functions()
    {
        Assert.Equal([1f, 2, 3, 4], Tensor.Create<float>([2, 2], 1, 2, 3, 4).ToArray<float>());
        Assert.Equal([0, 1, 4], Tensor.Generate([3], i => (int)(i * i)).ToArray<int>());
        Assert.Equal([0f, 0], Tensor.Zeros([2]).ToArray<float>());
        Assert.Equal([1L, 1], Tensor.Ones([2], ElementType.I64).ToArray<long>());
        Assert.Equal([true, true], Tensor.Ones([2], ElementType.Bool).ToArray<bool>());
        Assert.Equal([7, 7], Tensor.Full([2], 7).ToArray<int>());
        Assert.Equal([0.5, 0.5], Tensor.Full([2], 0.5, ElementType.F64).ToArray<double>());
    }

    [Fact]
    public void Elements_and_parts()
    {
        Tensor t = new[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        Assert.Equal(6, t.At<int>(1, 2));
        Assert.Equal(5, (int)t[1, 1]);
        Assert.Equal([4, 5, 6], t[^1].ToArray<int>());
        Assert.Equal([2, 5], t[.., 1].ToArray<int>());
        Assert.Equal([2L, 2], t[.., 1..].Shape);
        Assert.Equal([3L, 2], t.Reshape([-1, 2]).Shape);
        Assert.Equal([1f, 2, 3, 4, 5, 6], t.Cast(ElementType.F32).ToArray<float>());
        int[] copy = new int[8];
        t.CopyTo(copy);
        Assert.Equal([1, 2, 3, 4, 5, 6, 0, 0], copy);
    }

    [Fact]
    public void Arithmetic_gives_expressions()
    {
        Tensor a = new double[] { 1, 2 }, b = new double[] { 3, 5 };
        Near.Equal([4, 7], (a + b).Evaluate());
        Near.Equal([-2, -3], (a - b).Evaluate());
        Near.Equal([3, 10], (a * b).Evaluate());
        Near.Equal([3, 2.5], (b / a).Evaluate());
        Near.Equal([0, 1], (b % a).Evaluate());
        Near.Equal([-1, -2], (-a).Evaluate());
        Near.Equal([2, 3], (a + 1).Evaluate());
        Near.Equal([0, -1], (1 - a).Evaluate());
        Near.Equal([0.5, 1], (0.5 * a).Evaluate());
        Near.Equal([1, 0], (a < 2).Evaluate());
        Near.Equal([1, 1], (a <= b).Evaluate());
        Near.Equal([0, 1], (b > 4).Evaluate());
        Near.Equal([1, 1], (2 >= a).Evaluate());
        Expr x = Input("x", [2], ElementType.F64);
        Near.Equal([4, 12], (x * b + a).Evaluate(("x", a)));
        Near.Equal([4, 12], (a + b * x).Evaluate(("x", a)));
    }

    [Fact]
    public void Spans_of_System_Numerics_Tensors_go_both_ways()
    {
        ReadOnlyTensorSpan<float> span = new([1f, 2, 3, 4, 5, 6], [2, 3]);
        Tensor t = Tensor.FromTensorSpan(span);
        Assert.Equal([2L, 3], t.Shape);
        Assert.Equal(6, t.At<float>(1, 2));
        // A part with strides is copied in the order of its axes.
        Assert.Equal([2f, 5], Tensor.FromTensorSpan(span.Slice([0..2, 1..2])).ToArray<float>());
        ReadOnlyTensorSpan<float> back = t.ToTensorSpan<float>();
        Assert.Equal([2, 3], back.Lengths.ToArray());
        Assert.Equal(4, back[1, 0]);
        Assert.Equal(21, System.Numerics.Tensors.Tensor.Sum(back));
    }

    public static TheoryData<Tensor, string> Texts => new()
    {
        { 3, "3" },
        { 0.5f, "0.5" },
        { 2.0, "2." },
        { true, "true" },
        { Array.Empty<float>(), "[]" },
        { new float[,] { { 1, 2.5f }, { -3.25f, 4 } }, "[[ 1.00,  2.50],\n [-3.25,  4.00]]" },
        { new[] { 1, -20, 300 }, "[  1, -20, 300]" },
        { new[] { true, false }, "[ true, false]" },
        { new[] { long.MaxValue }, "[9223372036854775807]" },
        { new[] { 0.1f, 1f / 3 }, "[0.10000000, 0.33333334]" },
        { new[] { 1e-10, 1 }, "[1.0e-10, 1.0e+00]" },
        { new[] { 1.5e20, -2 }, "[ 1.5e+20, -2.0e+00]" },
        { new[] { double.NaN, double.PositiveInfinity, -1 }, "[nan, inf, -1.]" },
        { new[,,] { { { 1, 2 } }, { { 3, 4 } } }, "[[[1, 2]],\n [[3, 4]]]" },
        { Tensor.Generate([1001], i => (int)i), "[   0,    1,    2, ...,  998,  999, 1000]" },
        {
            Tensor.Generate([40, 30], i => (int)i),
            """
            [[   0,    1,    2, ...,   27,   28,   29],
             [  30,   31,   32, ...,   57,   58,   59],
             [  60,   61,   62, ...,   87,   88,   89],
             ...,
             [1110, 1111, 1112, ..., 1137, 1138, 1139],
             [1140, 1141, 1142, ..., 1167, 1168, 1169],
             [1170, 1171, 1172, ..., 1197, 1198, 1199]]
            """
        },
        {
            Tensor.Generate([30], i => (int)i + 1000),
            """
            [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015,
             1016, 1017, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 1025, 1026, 1027, 1028, 1029]
            """
        },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void As_text_numbers_are_aligned_and_long_axes_abridged(Tensor tensor, string text) => Assert.Equal(text, tensor.ToString());

    /// <summary>A tensor from a C# number takes the type of the parameter, as the number itself would in an expression.</summary>
    [Fact]
    public void A_number_is_weak_where_it_is_bound()
    {
        Expr rate = Input("rate", []), count = Input("count", [], ElementType.F64);
        Executable product = Compile([rate, count], [rate * 2, count * 3]);
        (Tensor a, Tensor b) = product.Run(0.1, 2);
        Assert.Equal(0.2f, (float)a);
        Assert.Equal(6.0, (double)b);
    }
}
