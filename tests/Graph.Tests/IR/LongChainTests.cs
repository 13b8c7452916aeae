
namespace Graph.Tests.IR;

/// <summary>
/// A chain of 10^6 operators: nothing recurses over it, and memory for each operator does not grow with the length, which it would if
/// anything were done for each pair of nodes.
/// </summary>
public sealed class LongChainTests
{
    private const int Short = 100_000;
    private const int Long = 1_000_000;

    public static TheoryData<string> Steps => ["build", "print", "parse", "verify", "hash", "compare", "count uses"];

    [Theory]
    [MemberData(nameof(Steps))]
    public void Each_step_takes_memory_in_proportion_to_the_length(string step)
    {
        Func<int, Func<object>> prepare = step switch
        {
            "build" => length => () => Chain(length).Nodes,
            "print" => length => After(Chain(length), chain => TextForm.Print(chain)),
            "parse" => length => After(TextForm.Print(Chain(length)), TextForm.Parse),
            "verify" => length => After(Chain(length), Verified),
            "hash" => length => After(Chain(length), chain => chain.GetHashCode()),
            "compare" => length => After((Chain(length), Chain(length)), pair => pair.Item1.StructurallyEquals(pair.Item2)),
            "count uses" => length => After(Chain(length), chain => Traversal.CountUses(chain.Results)),
            _ => throw new ArgumentException(step),
        };
        double few = BytesOf(prepare(Short)) / (double)Short, many = BytesOf(prepare(Long)) / (double)Long;

        // Tables that double when they are full make the share of each node vary by less than 2; a quadratic step would make it 10.
        Assert.InRange(many, 0, (2.5 * few) + 1);
    }

    /// <summary>A walk down the chain at each question would take 2 · 10^11 steps, and never come to the end of this test.</summary>
    [Fact]
    public void Whether_a_view_is_of_one_number_shows_at_once()
    {
        (Expr leaf, Expr number) = (Primitives.Leaf("x", new TensorType(ElementType.F32, [1])), Primitives.Constant(Literal.Create<float>([1], [7])));
        for (int link = 0; link < 600_000; link++)
        {
            (leaf, number) = (leaf.Reshape([1, .. leaf.Shape[..(leaf.Rank % 2)]]), number.Reshape([1, .. number.Shape[..(number.Rank % 2)]]));
            Assert.Null(leaf.Splat);
            Assert.Equal(7, number.Splat!.At<float>(0));
        }
    }

    [Fact]
    public void A_long_chain_is_read_back_as_it_was()
    {
        Computation chain = Chain(Long);
        Computation read = TextForm.Parse(TextForm.Print(chain));
        Assert.Equal(Long + 1, read.Nodes.Length);
        Assert.True(chain.StructurallyEquals(read));
        Assert.NotEqual(chain, Chain(Long - 1));
    }

    [Fact]
    public void Long_chains_are_drawn()
    {
        Computation chain = Chain(Short);
        Assert.Equal(Short + 3, DotForm.Print(chain).Split('\n').Count(line => line.EndsWith("];", StringComparison.Ordinal)) - 1);
        Assert.Equal(Short, JsonForm.Print(chain).Split("\"operator\"").Length - 1);
    }

    private static Computation Chain(int length)
    {
        Expr x = Leaves.Named("x", "f32[4]");
        Expr y = x;
        for (int place = 0; place < length; place++)
        {
            y = (place % 4) switch
            {
                0 => y + x,
                1 => y.Reverse([0]),
                2 => y.Tanh(),
                _ => y.Pow(x),
            };
        }
        return Computation.Create("chain", [x], [y]);
    }

    private static Func<object> After<T>(T prepared, Func<T, object> step) => () => step(prepared);

    private static Computation Verified(Computation computation)
    {
        Verifier.Verify(computation);
        return computation;
    }

    private static long BytesOf(Func<object> step)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(step());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
