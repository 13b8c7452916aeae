using Graph.Lowering;

namespace Graph.Tests.Lowering;

/// <summary>Guards keep what the ranges do not prove, and nothing else.</summary>
public sealed class GuardTests
{
    private static readonly IndexMap i = IndexMap.Of(new LoopAxis(0, 6));
    private static readonly IndexMap j = IndexMap.Of(new LoopAxis(1, 4));

    public static TheoryData<string, Guard> Simplified => new()
    {
        { "always", Guard.Within(i, 6) },
        { "i < 5", Guard.Within(i, 5) },
        { "0 ≤ i − 1", Guard.Within(i - 1, 5) },
        { "0 ≤ i − 1 < 3", Guard.Within(i - 1, 3) },
        { "never", Guard.Within(i - 6, 3) },
        { "never", Guard.Within(i, 0) },
        { "never", Guard.Within(i - 3, 0) },
        { "i < 3", Guard.Within(i, 5).And(Guard.Within(i, 3)).And(Guard.Within(i, 4)) },
        { "never", Guard.Within(i, 5).And(Guard.Never) },
        { "never", Guard.Never.And(Guard.Within(i, 5)) },
        { "i < 5 and j < 2", Guard.Within(j, 2).And(Guard.Within(i, 5)) },
        { "0 ≤ i − 4", Guard.Within(i.Divide(2) - 2, 5) },
        { "i < 3", Guard.Within((i * 6) + 5, 18) },
        { "0 ≤ i − 1 < 2", Guard.Within((i * 4) - 3, 8) },
        { "i % 2 < 1", Guard.Divides(2, i) },
        { "always", Guard.Divides(2, (i * 2) + 4) },
        { "never", Guard.Divides(2, (i * 2) + 5) },
    };

    [Theory]
    [MemberData(nameof(Simplified))]
    public void What_ranges_prove_is_left_out(string expected, Guard guard) => Assert.Equal(expected, guard.ToString());

    /// <summary>One load suffices that the verifier lets through or refuses: the map must stay in 0 … 7 where the guard holds.</summary>
    [Theory]
    [InlineData(true, 0, 8)]
    [InlineData(false, 1, 8)]
    [InlineData(false, 0, 7)]
    public void A_verified_load_stays_inside_where_its_guard_holds(bool isInside, int shift, int size)
    {
        LoopAxis flat = new(0, 12);
        IndexMap index = IndexMap.Of(flat);
        // Of 0 … 11 the guard leaves those with 1 ≤ flat % 6 and flat < 9, that is 1 … 5, 7 and 8.
        Guard guard = Guard.Within(index.Remainder(6) - 1, 5).And(Guard.Within(index, 9));
        Load load = new(new Place(0, index - 1 - shift, guard), Literal.Scalar(0f));
        Store store = new(new Place(1, index, Guard.Always), 0);
        LoopKernel kernel = new(
            [new KernelOperand(new(ElementType.F32, [size]), OperandAccess.Read), new KernelOperand(new(ElementType.F32, [12]), OperandAccess.Write)],
            [flat],
            [new Stage(StagePhase.AtPoint, [], [load], [store])]);
        Exception? refusal = Record.Exception(() => KernelVerifier.Verify(kernel));
        Assert.Equal(isInside, refusal is null);
        Assert.True(isInside || refusal is VerificationException { Sentence: var sentence } && sentence.Contains("leaves", StringComparison.Ordinal));
    }

    [Fact]
    public void Random_guards_hold_where_their_bounds_do()
    {
        int held = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            List<(Func<long[], long> Value, long Limit)> bounds = [];
            Guard guard = Guard.Always;
            for (int count = random.Next(4); count >= 0; count--)
            {
                (IndexMap map, Func<long[], long> value) = IndexMapTests.Draw(random, 2);
                long limit = random.Next(0, 20);
                bounds.Add((value, limit));
                guard = random.Next(2) == 0 ? guard.And(Guard.Within(map, limit)) : Guard.Within(map, limit).And(guard);
            }
            foreach (long[] values in IndexMapTests.Points())
            {
                bool expected = bounds.All(bound => bound.Value(values) is var value && value >= 0 && value < bound.Limit);
                Assert.True(expected == guard.Holds(values), $"seed {seed}: {guard} at [{string.Join(", ", values)}] should be {expected}");
                held += expected ? 1 : 0;
            }
        }
        Assert.True(held > 10000, "the guards must hold often enough to be tested");
    }
}
