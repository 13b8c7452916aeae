using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class NormalizationTests
{
    private const double Epsilon = 1e-3;
    private static readonly double[] Values = Draw.Doubles(2 * 3 * 4, 5);
    private static readonly double[] Scale = Draw.Doubles(4, 6), Offset = Draw.Doubles(4, 7);
    private static readonly Tensor X = Tensor.Create<double>([2, 3, 4], Values);

    [Fact]
    public void Layer_norm_standardises_each_row()
    {
        Near.Equal([2, 3, 4], Expected(index => index / 4, true), LayerNorm(X, (Tensor)Scale, (Tensor)Offset, Epsilon).Evaluate());
        Near.Equal([2, 3, 4], Expected(index => index / 4, false, 1e-5), LayerNorm(X).Evaluate());
    }

    [Fact]
    public void Layer_norm_takes_several_last_axes() =>
        Near.Equal([2, 3, 4], Expected(index => index / 12, false), LayerNorm(X, null, null, Epsilon, axes: 2).Evaluate());

    [Fact]
    public void Batch_norm_standardises_each_feature_and_returns_its_statistics()
    {
        (Expr normalised, Expr mean, Expr variance) = BatchNorm(X, (Tensor)Scale, (Tensor)Offset, Epsilon);
        Near.Equal([2, 3, 4], Expected(index => index % 4, true), normalised.Evaluate());
        double[][] features = [.. Enumerable.Range(0, 4).Select(feature => Values.Where((_, index) => index % 4 == feature).ToArray())];
        Near.Equal([4], features.Select(list => list.Average()), mean.Evaluate());
        Near.Equal([4], features.Select(list => list.Average(x => Math.Pow(x - list.Average(), 2))), variance.Evaluate());
    }

    [Fact]
    public void Batch_norm_in_evaluation_takes_given_statistics()
    {
        double[] mean = [1, 2, 3, 4], variance = [0.25, 1, 4, 9];
        Expr y = BatchNorm(X, (Tensor)mean, (Tensor)variance, (Tensor)Scale, (Tensor)Offset, Epsilon);
        Near.Equal(
            Values.Select((x, index) => ((x - mean[index % 4]) / Math.Sqrt(variance[index % 4] + Epsilon) * Scale[index % 4]) + Offset[index % 4]),
            y.Evaluate());
    }

    [Fact]
    public void Group_norm_standardises_each_group_of_each_sample() =>
        Near.Equal([2, 3, 4], Expected(index => (index / 12, index % 4 / 2), true), GroupNorm(X, 2, (Tensor)Scale, (Tensor)Offset, Epsilon).Evaluate());

    [Fact]
    public void Rms_norm_divides_by_the_root_of_the_mean_square()
    {
        double Root(int row) => Math.Sqrt(Values.Where((_, index) => index / 4 == row).Average(x => x * x) + Epsilon);
        Near.Equal(Values.Select((x, index) => x / Root(index / 4) * Scale[index % 4]), RmsNorm(X, (Tensor)Scale, Epsilon).Evaluate());
    }

    // E[x²] − E[x]² for the variance, unlike the two passes of the facade.
    private static IEnumerable<double> Expected<TKey>(Func<int, TKey> group, bool affine, double epsilon = Epsilon) where TKey : notnull
    {
        var groups = Values.Select((x, index) => (x, index)).GroupBy(pair => group(pair.index), pair => pair.x)
            .ToDictionary(list => list.Key, list => (Mean: list.Average(), Variance: list.Average(x => x * x) - Math.Pow(list.Average(), 2)));
        return Values.Select((x, index) =>
        {
            (double mean, double variance) = groups[group(index)];
            double value = (x - mean) / Math.Sqrt(variance + epsilon);
            return affine ? (value * Scale[index % 4]) + Offset[index % 4] : value;
        });
    }
}
