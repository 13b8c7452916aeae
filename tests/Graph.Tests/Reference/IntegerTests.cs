using System.Numerics;

namespace Graph.Tests.Reference;

/// <summary>The elementwise operators on integers and bools against whole numbers of any size, on all pairs of values at the edges.</summary>
public sealed class IntegerTests
{
    public static TheoryData<ElementType> IntegerTypes => [.. ElementTypes.All.Where(element => element.IsInteger)];

    public static IEnumerable<object[]> IntegerBinaries =>
        from element in ElementTypes.All
        where element.IsInteger
        from kind in Enum.GetValues<BinaryKind>()
        where kind != BinaryKind.Power
        select new object[] { element, kind };

    [Theory]
    [MemberData(nameof(IntegerBinaries))]
    public void A_binary_operator_is_that_of_whole_numbers_wrapped(ElementType element, BinaryKind kind)
    {
        BigInteger[] edges = Edges(element);
        (BigInteger A, BigInteger B)[] pairs = [.. from a in edges from b in edges select (a, b)];
        Literal result = Numbers.Run(
            new Binary(kind),
            Numbers.Integers(element, [pairs.Length], [.. pairs.Select(pair => pair.A)]),
            Numbers.Integers(element, [pairs.Length], [.. pairs.Select(pair => pair.B)]));
        Assert.All(
            pairs.Zip(result.ToIntegers()),
            row => Assert.True(
                Expected(element, kind, row.First.A, row.First.B) == row.Second,
                $"{kind}({row.First.A}, {row.First.B}) of {element} is {row.Second}, not {Expected(element, kind, row.First.A, row.First.B)}"));
    }

    [Theory]
    [MemberData(nameof(IntegerTypes))]
    public void A_unary_operator_is_that_of_whole_numbers_wrapped(ElementType element)
    {
        BigInteger[] edges = Edges(element);
        BigInteger[] Of(UnaryKind kind) => Numbers.Run(new Unary(kind), Numbers.Integers(element, [edges.Length], edges)).ToIntegers();
        Assert.Equal(edges.Select(x => Numbers.Wrap(element, -x)), Of(UnaryKind.Negate));
        Assert.Equal(edges.Select(x => Numbers.Wrap(element, BigInteger.Abs(x))), Of(UnaryKind.Absolute));
        Assert.Equal(edges.Select(x => (BigInteger)x.Sign), Of(UnaryKind.Signum));
        Assert.Equal(edges.Select(x => Numbers.Wrap(element, -1 - x)), Of(UnaryKind.Complement));
    }

    [Theory]
    [MemberData(nameof(IntegerTypes))]
    public void A_comparison_is_that_of_whole_numbers(ElementType element)
    {
        BigInteger[] edges = Edges(element);
        (BigInteger A, BigInteger B)[] pairs = [.. from a in edges from b in edges select (a, b)];
        Literal left = Numbers.Integers(element, [pairs.Length], [.. pairs.Select(pair => pair.A)]);
        Literal right = Numbers.Integers(element, [pairs.Length], [.. pairs.Select(pair => pair.B)]);
        IEnumerable<bool> Of(CompareKind kind) => Numbers.Run(new Compare(kind), left, right).ToArray<bool>();
        Assert.Equal(pairs.Select(pair => pair.A == pair.B), Of(CompareKind.EqualTo));
        Assert.Equal(pairs.Select(pair => pair.A != pair.B), Of(CompareKind.NotEqualTo));
        Assert.Equal(pairs.Select(pair => pair.A < pair.B), Of(CompareKind.LessThan));
        Assert.Equal(pairs.Select(pair => pair.A <= pair.B), Of(CompareKind.LessOrEqualTo));
        Assert.Equal(pairs.Select(pair => pair.A > pair.B), Of(CompareKind.GreaterThan));
        Assert.Equal(pairs.Select(pair => pair.A >= pair.B), Of(CompareKind.GreaterOrEqualTo));
    }

    [Fact]
    public void Bools_have_their_truth_tables()
    {
        Literal a = Literal.Create<bool>([4], [false, false, true, true]);
        Literal b = Literal.Create<bool>([4], [false, true, false, true]);
        Assert.Equal([false, false, false, true], Numbers.Run(new Binary(BinaryKind.BitwiseAnd), a, b).ToArray<bool>());
        Assert.Equal([false, true, true, true], Numbers.Run(new Binary(BinaryKind.BitwiseOr), a, b).ToArray<bool>());
        Assert.Equal([false, true, true, false], Numbers.Run(new Binary(BinaryKind.BitwiseXor), a, b).ToArray<bool>());
        Assert.Equal([true, false, false, true], Numbers.Run(new Compare(CompareKind.EqualTo), a, b).ToArray<bool>());
        Assert.Equal([false, true, true, false], Numbers.Run(new Compare(CompareKind.NotEqualTo), a, b).ToArray<bool>());
        Assert.Equal([true, true, false, false], Numbers.Run(new Unary(UnaryKind.Complement), a).ToArray<bool>());
    }

    private static BigInteger Expected(ElementType element, BinaryKind kind, BigInteger a, BigInteger b)
    {
        int width = 8 * element.ByteSize;
        bool shifts = b >= 0 && b < width;
        return Numbers.Wrap(element, kind switch
        {
            BinaryKind.Add => a + b,
            BinaryKind.Subtract => a - b,
            BinaryKind.Multiply => a * b,
            BinaryKind.Divide => b.IsZero ? -1 : BigInteger.Divide(a, b),
            BinaryKind.Remainder => b.IsZero ? a : BigInteger.Remainder(a, b),
            BinaryKind.Larger => BigInteger.Max(a, b),
            BinaryKind.Smaller => BigInteger.Min(a, b),
            BinaryKind.BitwiseAnd => a & b,
            BinaryKind.BitwiseOr => a | b,
            BinaryKind.BitwiseXor => a ^ b,
            BinaryKind.ShiftLeft => shifts ? a << (int)b : 0,
            BinaryKind.ShiftRight => shifts ? a >> (int)b : a.Sign < 0 ? -1 : 0,
            BinaryKind.Power => throw new ArgumentOutOfRangeException(nameof(kind)),
        });
    }

    private static BigInteger[] Edges(ElementType element)
    {
        (BigInteger least, BigInteger largest) = Numbers.Range(element);
        int width = 8 * element.ByteSize;
        BigInteger[] edges =
        [
            least, least + 1, least + 2, -width, -7, -3, -2, -1, 0, 1, 2, 3, 7, width - 1, width, width + 1, 100, largest / 3, largest - 1, largest,
        ];
        return [.. edges.Where(value => value >= least && value <= largest).Distinct()];
    }
}
