using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class ReductionTests
{
    private static readonly double[] Values = Draw.Doubles(24, 3);
    private static readonly Tensor X = Tensor.Create<double>([2, 3, 4], Values);

    /// <summary>Each reduction beside its definition on a list of numbers.</summary>
    private static readonly Dictionary<string, (Func<Expr, Axes, bool, Expr> Function, Func<Expr, Expr> OfAll, Func<double[], double> Formula)> Table = new()
    {
        ["Sum"] = (Sum, Sum, list => list.Sum()),
        ["Prod"] = (Prod, Prod, list => list.Aggregate(1.0, (a, b) => a * b)),
        ["Max"] = (Max, Max, list => list.Max()),
        ["Min"] = (Min, Min, list => list.Min()),
        ["Mean"] = (Mean, Mean, list => list.Average()),
        ["Norm"] = (Norm, Norm, list => Math.Sqrt(list.Sum(x => x * x))),
        ["Variance"] = ((x, axes, keep) => Variance(x, axes, keep), Variance, list => list.Average(x => x * x) - Math.Pow(list.Average(), 2)),
        ["StandardDeviation"] = ((x, axes, keep) => StandardDeviation(x, axes, keep), StandardDeviation, list => Math.Sqrt(list.Average(x => x * x) - Math.Pow(list.Average(), 2))),
        ["LogSumExp"] = (LogSumExp, LogSumExp, list => Math.Log(list.Sum(Math.Exp))),
    };

    public static TheoryData<string, int[], bool> Cases
    {
        get
        {
            TheoryData<string, int[], bool> cases = [];
            foreach (string name in Table.Keys)
            {
                foreach (int[] axes in new int[][] { [], [0], [1], [-1], [0, 2], [-1, 0], [1, 2], [0, 1, 2] })
                {
                    cases.Add(name, axes, axes.Length % 2 == 0);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_reduction_is_its_definition_on_each_group(string name, int[] axes, bool keepDims)
    {
        int[] reduced = [.. axes.Select(axis => axis < 0 ? axis + 3 : axis)];
        long[] Key(int index) => [.. new long[] { index / 12, index / 4 % 3, index % 4 }.Where((_, axis) => !reduced.Contains(axis))];
        var groups = Enumerable.Range(0, 24).GroupBy(index => string.Join(',', Key(index)), index => Values[index]);
        Shape shape = [.. new long[] { 2, 3, 4 }.Select((size, axis) => reduced.Contains(axis) ? (keepDims ? 1 : -1) : size).Where(size => size > 0)];
        Near.Equal(shape, groups.Select(group => Table[name].Formula([.. group])), Table[name].Function(X, [.. axes], keepDims).Evaluate());
    }

    [Theory]
    [InlineData("Sum"), InlineData("Prod"), InlineData("Max"), InlineData("Min"), InlineData("Mean"), InlineData("Norm"), InlineData("Variance")]
    [InlineData("StandardDeviation"), InlineData("LogSumExp")]
    public void Without_axes_all_elements_are_reduced(string name) =>
        Near.Equal([], [Table[name].Formula(Values)], Table[name].OfAll(X).Evaluate());

    [Fact]
    public void Of_nothing_the_sum_is_0_the_product_1_and_the_mean_and_variance_NaN()
    {
        Tensor nothing = Tensor.Zeros([2, 0], ElementType.F64);
        Near.Equal([2], [0, 0], Sum(nothing, 1).Evaluate());
        Near.Equal([2], [1, 1], Prod(nothing, 1).Evaluate());
        Near.Equal([2], [double.NaN, double.NaN], Mean(nothing, 1).Evaluate());
        Near.Equal([2], [double.NaN, double.NaN], Variance(nothing, 1).Evaluate());
        Near.Equal([2], [0, 0], Norm(nothing, 1).Evaluate());
        Near.Equal([0], [], Sum(nothing, 0).Evaluate());
    }

    [Fact]
    public void A_sample_variance_divides_by_one_less() =>
        Near.Equal([2.5], Variance((Tensor)new double[] { 1, 2, 3, 4, 5 }, axis: 0, correction: 1).Evaluate());

    [Fact]
    public void Bools_are_reduced_by_all_and_any()
    {
        Tensor x = new[,] { { true, false }, { true, true }, { false, false } };
        Assert.Equal([false, true, false], All(x, 1).Evaluate().ToArray<bool>());
        Assert.Equal([true, true, false], Any(x, 1).Evaluate().ToArray<bool>());
        Assert.False(All(x).Evaluate().ToScalar<bool>());
        Assert.True(Any(x).Evaluate().ToScalar<bool>());
    }

    [Fact]
    public void Extrema_have_their_first_place()
    {
        Tensor x = new double[,] { { 1, 5, 5 }, { -2, -2, 0 } };
        Assert.Equal([1, 2], ArgMax(x, 1).Evaluate().ToArray<int>());
        Assert.Equal([0, 0], ArgMin(x, -1).Evaluate().ToArray<int>());
        Assert.Equal([2L, 1], ArgMin(x, 1, keepDims: true).Shape);
        Assert.Equal(1, ArgMax(x).Evaluate().ToScalar<int>());
        Assert.Equal(3, ArgMin(x).Evaluate().ToScalar<int>());
        Assert.Equal(1, ArgMax((Tensor)new[] { 9, double.NaN, 10 }).Evaluate().ToScalar<int>());
    }

    [Fact]
    public void Running_reductions_combine_all_before()
    {
        Tensor x = new double[,] { { 2, -1, 3 }, { 1, 4, 0 } };
        Near.Equal([2, 1, 4, 1, 5, 5], CumSum(x, 1).Evaluate());
        Near.Equal([2, -1, 3, 2, -4, 0], CumProd(x, 0).Evaluate());
        Near.Equal([2, 2, 3, 1, 4, 4], CumMax(x, -1).Evaluate());
        Near.Equal([2, -1, 3, 1, -1, 0], CumMin(x, 0).Evaluate());
    }

    [Fact]
    public void A_norm_and_a_deviation_of_0_have_derivative_0()
    {
        Expr x = Input("x", [3], ElementType.F64);
        Near.Equal([0, 0, 0], Differentiate(Norm(x), x)[0].Evaluate(("x", new double[3])));
        Near.Equal([0, 0, 0], Differentiate(StandardDeviation(x), x)[0].Evaluate(("x", new double[] { 1, 1, 1 })));
    }

    [Fact]
    public void The_derivative_of_a_maximum_goes_to_the_first_of_equals()
    {
        Expr x = Input("x", [2, 2], ElementType.F64);
        Near.Equal([0, 1, 0, 0], Differentiate(Max(x), x)[0].Evaluate(("x", new double[,] { { 1, 3 }, { 3, 2 } })));
    }

    [Fact]
    public void A_running_sum_goes_either_way_with_or_without_the_element_itself()
    {
        Tensor x = new double[,] { { 1, 2, 4 }, { 8, 16, 32 } };
        Near.Equal([2, 3], [1, 3, 7, 8, 24, 56], CumSum(x, 1).Evaluate());
        Near.Equal([2, 3], [7, 6, 4, 56, 48, 32], CumSum(x, 1, reverse: true).Evaluate());
        Near.Equal([2, 3], [0, 1, 3, 0, 8, 24], CumSum(x, 1, exclusive: true).Evaluate());
        Near.Equal([2, 3], [6, 4, 0, 48, 32, 0], CumSum(x, -1, reverse: true, exclusive: true).Evaluate());
    }

    [Fact]
    public void Norms_of_other_orders()
    {
        Tensor x = new double[,] { { 3, -4 }, { -1, 0 } };
        Near.Equal([2], [7, 1], Norm(x, [1], 1).Evaluate());
        Near.Equal([2, 1], [5, 1], Norm(x, [1], 2, keepDims: true).Evaluate());
        Near.Equal([2], [3, 4], Norm(x, [0], double.PositiveInfinity).Evaluate());
        Near.Equal([2], [0, 0], Norm(Tensor.Zeros([2, 0]), [1], double.PositiveInfinity).Evaluate());
    }

    /// <summary>As NumPy: the divisor is never below 0.</summary>
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, double.PositiveInfinity)]
    [InlineData(3, double.PositiveInfinity)]
    [InlineData(3, double.NaN, 5.0, 5.0)]
    public void A_correction_of_the_count_or_more_divides_by_zero(double correction, double expected, double first = 1, double second = 2.4142135623730951)
    {
        Tensor x = new[] { first, second };
        Near.Equal([], [expected], Variance(x, 0, correction: correction).Evaluate());
    }

    [Fact]
    public void The_smallest_elements_come_smallest_first()
    {
        (Expr values, Expr places) = TopK((Tensor)new double[] { 3, 1, 2, 1 }, 3, smallest: true);
        Near.Equal([3], [1, 1, 2], values.Evaluate());
        Near.Equal([3], [1, 3, 2], places.Evaluate());
    }

    [Fact]
    public void A_signed_number_makes_the_key_of_the_unsigned_one()
    {
        int step = 7;
        Assert.Equal(FoldIn(Key(1), 7u).Evaluate().Literal, FoldIn(Key(1), step).Evaluate().Literal);
    }
}
