using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class SoftmaxTests
{
    private static readonly double[] Values = Draw.Doubles(12, 4, -3, 3);

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Softmax_is_the_share_of_exponentials(int axis)
    {
        Tensor x = Tensor.Create<double>([3, 4], Values);
        double Share(int index)
        {
            var group = Enumerable.Range(0, 12).Where(other => axis == 0 ? other % 4 == index % 4 : other / 4 == index / 4);
            return Math.Exp(Values[index]) / group.Sum(other => Math.Exp(Values[other]));
        }
        double[] shares = [.. Enumerable.Range(0, 12).Select(Share)];
        Near.Equal([3, 4], shares, Softmax(x, axis).Evaluate());
        Near.Equal([3, 4], shares.Select(share => Math.Log(share)), LogSoftmax(x, axis).Evaluate());
    }

    /// <summary>d softmaxᵢ / dxⱼ = sᵢ (δᵢⱼ − sⱼ), and the Hessian of log-sum-exp is diag(s) − s sᵀ.</summary>
    [Fact]
    public void Its_derivatives_of_both_orders_are_those_of_the_formulas()
    {
        Expr x = Input("x", [4], ElementType.F64);
        double[] values = Values[..4];
        double total = values.Sum(Math.Exp);
        double[] s = [.. values.Select(value => Math.Exp(value) / total)];
        double[] expected = [.. from i in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 4) select s[i] * ((i == j ? 1 : 0) - s[j])];
        Near.Equal([4, 4], expected, Jacobian(Softmax(x), x).Evaluate(("x", values)));
        Near.Equal([4, 4], expected, Hessian(LogSumExp(x), x).Evaluate(("x", values)));
        Near.Equal([4, 4], expected.Select(value => -value), Hessian(LogSoftmax(x)[2], x).Evaluate(("x", values)));
    }

    [Fact]
    public void Of_nothing_the_softmax_is_empty_and_the_logarithm_of_the_sum_minus_infinity()
    {
        Tensor none = Tensor.Zeros([2, 0]);
        Near.Equal([2, 0], [], Softmax(none).Evaluate());
        Near.Equal([2, 0], [], LogSoftmax(none).Evaluate());
        Near.Equal([2], [double.NegativeInfinity, double.NegativeInfinity], LogSumExp(none, 1).Evaluate());
        Near.Equal([1, 1], [double.NegativeInfinity], LogSumExp(none, [0, 1], keepDims: true).Evaluate());
        Near.Equal([], [double.NegativeInfinity], LogSumExp(none).Evaluate());
    }

    [Fact]
    public void Large_arguments_stay_finite_in_f32()
    {
        Tensor x = new float[] { 1e4f, -1e4f, 0 };
        Expr leaf = Input("x", [3]);
        Near.Equal([1, 0, 0], Softmax(x).Evaluate());
        Near.Equal([0, -2e4, -1e4], LogSoftmax(x).Evaluate());
        Near.Equal([1e4], LogSumExp(x).Evaluate());
        Near.Equal([1, 0, 0], Differentiate(LogSumExp(leaf), leaf)[0].Evaluate(("x", x)));
        Near.Equal(new double[9], Hessian(LogSumExp(leaf), leaf).Evaluate(("x", x)));
    }

    [Fact]
    public void Masked_elements_have_no_share()
    {
        Near.Equal([0.5, 0.5, 0], Softmax((Tensor)new[] { 1, 1, double.NegativeInfinity }).Evaluate());
        Near.Equal([double.NegativeInfinity], LogSumExp((Tensor)new[] { double.NegativeInfinity, double.NegativeInfinity }).Evaluate());
        Near.Equal([double.PositiveInfinity], LogSumExp((Tensor)new[] { double.PositiveInfinity, 0 }).Evaluate());
    }
}
