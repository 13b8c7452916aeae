namespace Graph.Tests.Reference;

/// <summary>Folding, as the transpose of sliding a window.</summary>
public sealed class WindowTests
{
    [Fact]
    public void Windows_of_a_line()
    {
        Literal x = Literal.Create<int>([6], [1, 2, 3, 4, 5, 6]);
        Literal y = Numbers.Run(new Window([0], [2], [2], [3]), x);
        Assert.Equal([2, 2], y.Shape);
        Assert.Equal([1, 4, 3, 6], y.ToArray<int>());
    }

    [Fact]
    public void Folding_adds_where_windows_overlap_and_leaves_the_rest_zero()
    {
        Literal x = Literal.Create<int>([3, 2], [1, 2, 10, 20, 100, 200]);
        Assert.Equal([1, 12, 120, 200], Numbers.Run(new Fold([0], [4], [1], [1]), x).ToArray<int>());
        Literal apart = Literal.Create<int>([2, 2], [1, 2, 10, 20]);
        Assert.Equal([1, 2, 0, 10, 20, 0], Numbers.Run(new Fold([0], [6], [3], [1]), apart).ToArray<int>());
    }

    /// <summary>⟨window x, y⟩ = ⟨x, fold y⟩ for all x and y is what makes each the transpose, and so the derivative, of the other.</summary>
    [Theory]
    [InlineData(ElementType.I64)]
    [InlineData(ElementType.F64)]
    [InlineData(ElementType.F32)]
    public void Folding_is_the_transpose_of_sliding(ElementType element)
    {
        Random random = new(5);
        int nonEmpty = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            Axes axes = random.Next(2) == 0 ? [2, 0] : [1];
            Shape shape = [random.Next(9), 7, random.Next(1, 9)];
            Shape Draw(int limit) => [.. axes.Select(_ => random.NextInt64(1, limit))];
            Window window = new(axes, Draw(4), Draw(4), Draw(3));
            Literal x = OperatorSamples.Values(element, shape, seed: trial);
            Literal slid = Numbers.Run(window, x);
            Literal y = OperatorSamples.Values(element, slid.Shape, seed: trial + 7);
            Literal folded = Numbers.Run(new Fold(axes, shape.Select(axes), window.Stride, window.Dilation), y);
            Assert.Equal(x.Type, folded.Type);
            Assert.Equal(Dot(slid, y), Dot(x, folded));
            nonEmpty += slid.Type.ElementCount > 0 ? 1 : 0;
        }
        Assert.True(nonEmpty > 100, $"only {nonEmpty} draws had a window");
    }

    [Fact]
    public void A_fold_of_f32_rounds_once()
    {
        Literal x = Literal.Create<float>([3, 3], [0, 0, 1, 0, 1, 0, 16777216, 0, 0]);
        Assert.Equal(16777218f, Numbers.Run(new Fold([0], [5], [1], [1]), x).At<float>(2));
    }

    // The values are small multiples of 1/4, so both sums are exact.
    private static double Dot(Literal a, Literal b) => a.ToDoubles().Zip(b.ToDoubles(), (x, y) => x * y).Sum();
}
