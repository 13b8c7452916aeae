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
        { "i % 2 < 1", Guard.Divides(2, i) },
        { "always", Guard.Divides(2, (i * 2) + 4) },
        { "never", Guard.Divides(2, (i * 2) + 5) },
    };

    [Theory]
    [MemberData(nameof(Simplified))]
    public void What_ranges_prove_is_left_out(string expected, Guard guard) => Assert.Equal(expected, guard.ToString());

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
