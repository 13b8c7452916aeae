using Graph.Properties.Checking;
using Graph.Properties.Generation;
using Graph.Reference;

namespace Graph.Properties.Tests;

/// <summary>What counts as equal, and how far rounding may go.</summary>
public sealed class AgreementTests
{
    private static readonly TensorType scalar = new(ElementType.F64, []);

    [Theory]
    [InlineData(0.0, 0.0, true)]
    [InlineData(0.0, -0.0, false)]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(1.0, 1.0000000000000002, false)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, false)]
    public void Bitwise_tells_all_but_the_bits_of_a_NaN(double expected, double actual, bool equal) =>
        Assert.Equal(equal, Agreement.Bitwise([Literal.Scalar(expected)], [Literal.Scalar(actual)]) is null);

    [Fact]
    public void A_NaN_of_other_bits_is_a_NaN() =>
        Assert.Null(Agreement.Bitwise([Literal.Scalar(double.NaN)], [Literal.Scalar(BitConverter.UInt64BitsToDouble(0x7FF0000000000123))]));

    [Theory]
    [InlineData(1.0, 1.000000000000001, true)]
    [InlineData(1.0, 1.0000000000001, false)]
    [InlineData(0.0, -0.0, true)]
    [InlineData(double.NaN, 0.0, false)]
    public void Tight_allows_a_few_units_in_the_last_place(double expected, double actual, bool equal) =>
        Assert.Equal(equal, Agreement.Tight([Literal.Scalar(expected)], [Literal.Scalar(actual)]) is null);

    [Fact]
    public void A_difference_names_result_and_element()
    {
        Difference? difference = Agreement.Bitwise(
            [Literal.Scalar(1), Literal.Create<int>([3], [1, 2, 3])], [Literal.Scalar(1), Literal.Create<int>([3], [1, 2, 4])]);
        Assert.Equal("result 1, element 2: expected 3, got 4", difference?.ToString());
    }

    [Fact]
    public void Integers_beyond_the_precision_of_a_double_differ() =>
        Assert.NotNull(Agreement.Tight([Literal.Scalar(long.MaxValue)], [Literal.Scalar(long.MaxValue - 1)]));

    /// <summary>(1 + x) − 1 in another order is off by the rounding of 1 + x, which is far more than that of x.</summary>
    [Theory]
    [InlineData(1e-8, true)]
    [InlineData(1.1e-8, false)]
    public void Cancellation_is_explained_and_a_wrong_value_is_not(double claimed, bool explained)
    {
        Expr x = Primitives.Leaf("x", scalar);
        Computation cancelling = Computation.Create("c", [x], [(1.0 + x) - 1.0]);
        ImmutableArray<Literal> arguments = [Literal.Scalar(1e-8)];
        ImmutableArray<Literal> expected = Interpreter.Evaluate(cancelling, arguments);
        ImmutableArray<Literal> actual = [Literal.Scalar(claimed)];
        Assert.NotNull(Agreement.Tight(expected, actual));
        Assert.Equal(explained, Perturbation.Unexplained(new(cancelling, arguments, expected), actual, new Draw(1)) is null);
    }

    /// <summary>0.1 + 0.2 &gt; 0.3 is a matter of rounding, 0.1 + 0.2 &gt; 0.31 is not.</summary>
    [Theory]
    [InlineData(0.3, true)]
    [InlineData(0.31, false)]
    public void A_tie_may_fall_either_way(double bound, bool explained)
    {
        Expr x = Primitives.Leaf("x", scalar), y = Primitives.Leaf("y", scalar), limit = Primitives.Leaf("limit", scalar);
        Computation comparing = Computation.Create("c", [x, y, limit], [(x + y).Is(CompareKind.GreaterThan, limit).Cast(ElementType.I32)]);
        ImmutableArray<Literal> arguments = [Literal.Scalar(0.1), Literal.Scalar(0.2), Literal.Scalar(bound)];
        ImmutableArray<Literal> expected = Interpreter.Evaluate(comparing, arguments);
        ImmutableArray<Literal> other = [Literal.Scalar(1 - expected[0].At<int>(0))];
        Assert.Equal(explained, Perturbation.Unexplained(new(comparing, arguments, expected), other, new Draw(1)) is null);
    }

    /// <summary>0.1 + 0.2 = 0.3 is a matter of rounding too, though hardly any perturbed numbers are equal.</summary>
    [Theory]
    [InlineData(0.3, true)]
    [InlineData(0.31, false)]
    public void Equality_may_fall_either_way(double bound, bool explained)
    {
        Expr x = Primitives.Leaf("x", scalar), y = Primitives.Leaf("y", scalar), limit = Primitives.Leaf("limit", scalar);
        Computation comparing = Computation.Create("c", [x, y, limit], [(x + y).Is(CompareKind.EqualTo, limit)]);
        ImmutableArray<Literal> arguments = [Literal.Scalar(0.1), Literal.Scalar(0.2), Literal.Scalar(bound)];
        ImmutableArray<Literal> expected = Interpreter.Evaluate(comparing, arguments);
        Assert.Equal(explained, Perturbation.Unexplained(new(comparing, arguments, expected), [Literal.Scalar(true)], new Draw(1)) is null);
    }

    [Theory]
    [InlineData(1.0, true)]
    [InlineData(400.0, false)]
    [InlineData(-400.0, false)]
    [InlineData(double.NaN, false)]
    public void Overflow_and_underflow_on_the_way_are_seen(double argument, bool ordinary)
    {
        Expr x = Primitives.Leaf("x", scalar);
        // Both ways end at 1.
        Computation computation = Computation.Create("c", [x], [x.Exp().Is(CompareKind.EqualTo, x.Exp())]);
        Assert.Equal(ordinary, Perturbation.IsOrdinary(computation, [Literal.Scalar(argument)]));
    }
}
