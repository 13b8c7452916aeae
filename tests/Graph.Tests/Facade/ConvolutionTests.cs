using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class ConvolutionTests
{
    public static TheoryData<long, string, long, long> Geometries
    {
        get
        {
            TheoryData<long, string, long, long> all = [];
            foreach (long stride in new long[] { 1, 2, 3 })
            {
                foreach (string padding in new[] { "valid", "same", "1,0", "2,3" })
                {
                    all.Add(stride, padding, 1, 1);
                    all.Add(stride, padding, 2, 2);
                }
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void A_convolution_over_two_axes_is_its_sum(long stride, string padding, long dilation, long groups)
    {
        (Tensor x, Tensor w) = (Draw.Tensor([2, 7, 6, 4], 1), Draw.Tensor([3, 2, 4 / groups, 6], 2));
        Tensor actual = Conv2D(x, w, [stride], Read(padding), [dilation], groups).Evaluate();
        (long top, long height) = Places(7, 3, stride, padding, dilation);
        (long left, long width) = Places(6, 2, stride, padding, dilation);
        Near.Equal([2, height, width, 6], Direct(x, w, (height, width), (top, left), stride, dilation, groups), actual);
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void A_convolution_over_one_axis_is_that_over_two_with_one_row(long stride, string padding, long dilation, long groups)
    {
        (Tensor x, Tensor w) = (Draw.Tensor([2, 9, 4], 1), Draw.Tensor([3, 4 / groups, 2], 2));
        Tensor actual = Conv1D(x, w, [stride], Read(padding), [dilation], groups).Evaluate();
        (long left, long width) = Places(9, 3, stride, padding, dilation);
        double[] expected = Direct(x.Reshape([2, 1, 9, 4]), w.Reshape([1, 3, 4 / groups, 2]), (1, width), (0, left), stride, dilation, groups, onlyWidth: true);
        Near.Equal([2, width, 2], expected, actual);
    }

    /// <summary>⟨conv(x), y⟩ = ⟨x, transposed(y)⟩, with input and output features of the kernel exchanged.</summary>
    [Theory]
    [InlineData(1, "valid", 1), InlineData(2, "valid", 1), InlineData(3, "valid", 2), InlineData(2, "same", 1), InlineData(1, "same", 2), InlineData(2, "1,1", 1)]
    public void A_transposed_convolution_is_the_adjoint(long stride, string padding, long dilation)
    {
        // A multiple of the stride for "same", and sizes that leave nothing over otherwise.
        long length = padding == "same" ? 6 * stride : (stride * 4) + (2 * dilation) + 1 - (padding == "1,1" ? 2 : 0);
        Tensor w = Draw.Tensor([3, 3, 2, 5], 2);
        Tensor x = Draw.Tensor([1, length, length, 2], 1);
        Tensor convolved = Conv2D(x, w, [stride], Read(padding), [dilation]).Evaluate();
        Tensor y = Draw.Tensor(convolved.Shape, 3);
        Tensor back = ConvTranspose2D(y, SwapAxes(w, 2, 3), [stride], Read(padding), [dilation]).Evaluate();
        Assert.Equal(x.Shape, back.Shape);
        Assert.Equal(convolved.Doubles().Zip(y.Doubles(), (a, b) => a * b).Sum(), x.Doubles().Zip(back.Doubles(), (a, b) => a * b).Sum(), 1e-9);
    }

    /// <summary>Each input adds its products to where the definition says.</summary>
    [Theory]
    [InlineData(1, 0, 0, 1, 1, 0)]
    [InlineData(2, 1, 0, 1, 1, 1)]
    [InlineData(3, 1, 1, 2, 1, 0)]
    [InlineData(2, 0, 1, 1, 2, 0)]
    public void A_transposed_convolution_scatters(long stride, long low, long high, long dilation, long groups, long more)
    {
        (Tensor x, Tensor w) = (Draw.Tensor([2, 5, 4], 1), Draw.Tensor([3, 4, 6 / groups], 2));
        long length = (4 * stride) + (2 * dilation) + 1 - low - high + more;
        double[] expected = new double[2 * length * 6];
        for (long b = 0; b < 2; b++)
        {
            for (long p = 0; p < 5; p++)
            {
                for (long k = 0; k < 3; k++)
                {
                    long place = (p * stride) + (k * dilation) - low;
                    for (long i = 0; place >= 0 && place < length && i < 4; i++)
                    {
                        for (long o = 0; o < 6 / groups; o++)
                        {
                            long output = (i / (4 / groups) * (6 / groups)) + o;
                            expected[(((b * length) + place) * 6) + output] += x.At<double>(b, p, i) * w.At<double>(k, i, o);
                        }
                    }
                }
            }
        }
        Tensor actual = ConvTranspose1D(x, w, [stride], Padding.Of([low], [high]), [dilation], groups, [more]).Evaluate();
        Near.Equal([2, length, 6], expected, actual);
    }

    [Theory]
    [InlineData(2, 3, 14)]
    [InlineData(2, 5, 14)]
    [InlineData(3, 2, 21)]
    [InlineData(1, 4, 7)]
    public void A_transposed_convolution_with_same_padding_multiplies_the_size_by_the_stride(long stride, long size, long expected) =>
        Assert.Equal([1, expected, expected, 3], ConvTranspose2D(Input("x", [1, 7, 7, 2]), Input("w", [size, size, 2, 3]), [stride], Padding.Same).Shape);

    [Fact]
    public void A_depthwise_convolution_keeps_features_apart()
    {
        (Tensor x, Tensor w) = (Draw.Tensor([1, 4, 5, 3], 1), Draw.Tensor([2, 2, 3, 2], 2));
        Expr each = Concatenate(
            [.. Enumerable.Range(0, 3).Select(feature => Conv2D(((Expr)x)[.., .., .., feature..(feature + 1)], ((Expr)w)[.., .., feature..(feature + 1)]))], 3);
        Near.Equal([1, 3, 4, 6], each.Evaluate().Doubles(), DepthwiseConv2D(x, w).Evaluate());
    }

    [Theory]
    [InlineData(2, 2, "valid"), InlineData(3, 2, "valid"), InlineData(3, 1, "same"), InlineData(2, 3, "same"), InlineData(3, 2, "1,2")]
    public void Pooling_takes_the_maximum_and_the_mean_of_what_is_inside(long size, long stride, string padding)
    {
        Tensor x = Draw.Tensor([2, 7, 5, 3], 1, -5, -1);
        (long top, long height) = Places(7, size, stride, padding, 1);
        (long left, long width) = Places(5, size, stride, padding, 1);
        IEnumerable<double[]> windows =
            from b in Range(2)
            from p in Range(height)
            from q in Range(width)
            from c in Range(3)
            select (from i in Range(size)
                    from j in Range(size)
                    let y = (p * stride) + i - top
                    let z = (q * stride) + j - left
                    where y >= 0 && y < 7 && z >= 0 && z < 5
                    select x.At<double>(b, y, z, c)).ToArray();
        Shape shape = [2, height, width, 3];
        Near.Equal(shape, windows.Select(window => window.Max()), MaxPool2D(x, [size], [stride], Read(padding)).Evaluate());
        Near.Equal(shape, windows.Select(window => window.Average()), AvgPool2D(x, [size], [stride], Read(padding)).Evaluate());
        Near.Equal(shape, windows.Select(window => window.Sum() / (size * size)), AvgPool2D(x, [size], [stride], Read(padding), countPadding: true).Evaluate());
    }

    [Fact]
    public void Pooling_over_one_axis_and_over_all()
    {
        Tensor x = Tensor.Create<double>([1, 5, 1], 1, 4, 2, 8, 3);
        Near.Equal([1, 2, 1], [4, 8], MaxPool1D(x, [2]).Evaluate());
        Near.Equal([1, 3, 1], [2.5, 5, 3], AvgPool1D(x, [2], padding: Padding.Same).Evaluate());
        Near.Equal([1, 1], [3.6], GlobalAvgPool(x).Evaluate());
        Near.Equal([1, 2, 1], [4, 8], MaxPool1D(Cast(x, ElementType.I32), [2]).Evaluate());
    }

    private static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(value => (long)value);

    private static Padding Read(string padding) => padding switch
    {
        "valid" => Padding.Valid,
        "same" => Padding.Same,
        _ => Padding.Of([long.Parse(padding[..1])], [long.Parse(padding[2..])]),
    };

    // How much stands before the axis, and how many places there are.
    private static (long Low, long Count) Places(long size, long window, long stride, string padding, long dilation)
    {
        long extent = ((window - 1) * dilation) + 1;
        if (padding == "same")
        {
            long count = (long)Math.Ceiling(size / (double)stride);
            return (Math.Max(0, ((count - 1) * stride) + extent - size) / 2, count);
        }
        (long low, long high) = padding == "valid" ? (0, 0) : (long.Parse(padding[..1]), long.Parse(padding[2..]));
        long places = 0;
        while ((places * stride) + extent <= size + low + high)
        {
            places++;
        }
        return (low, places);
    }

    private static double[] Direct(
        Tensor x, Tensor w, (long Height, long Width) output, (long Top, long Left) low, long stride, long dilation, long groups, bool onlyWidth = false)
    {
        (long outputs, long perGroup) = (w.Shape[3], w.Shape[2]);
        IEnumerable<double> sums =
            from b in Range(x.Shape[0])
            from p in Range(output.Height)
            from q in Range(output.Width)
            from o in Range(outputs)
            select (from i in Range(w.Shape[0])
                    from j in Range(w.Shape[1])
                    from c in Range(perGroup)
                    let y = onlyWidth ? 0 : (p * stride) + (i * dilation) - low.Top
                    let z = (q * stride) + (j * dilation) - low.Left
                    where y >= 0 && y < x.Shape[1] && z >= 0 && z < x.Shape[2]
                    select x.At<double>(b, y, z, (o / (outputs / groups) * perGroup) + c) * w.At<double>(i, j, c, o)).Sum();
        return [.. sums];
    }
}
