using Graph.IR;
using Graph.Reference;

namespace Graph.Tests.Reference;

[Collection(nameof(AloneCollection))]
public class MemoryTests
{
    private const long Mebibyte = 1 << 20;

    /// <summary>400 intermediate tensors of 4 MiB are 1.6 GiB, unless those nobody reads any more are let go of.</summary>
    [Fact]
    public async Task Intermediate_values_are_let_go_of()
    {
        const long count = 1 << 19;
        Expr x = Primitives.Leaf("x", new TensorType(ElementType.F64, [count]));
        Expr y = x;
        for (int step = 0; step < 400; step++)
        {
            y = -y;
        }
        Computation computation = Computation.Create("f", [x], [y]);
        Literal argument = Literal.Generate<double>([count], place => place);
        // Memory that other tests left behind would be given back meanwhile, and hide what is taken here.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long before = Environment.WorkingSet;
        using CancellationTokenSource done = new();
        Task<long> peak = Task.Run(() => Peak(done.Token));

        Assert.Equal(argument, Interpreter.Evaluate(computation, [argument])[0]);

        await done.CancelAsync();
        Assert.InRange(await peak - before, long.MinValue, 800 * Mebibyte);
    }

    private static long Peak(CancellationToken done)
    {
        long peak = Environment.WorkingSet;
        while (!done.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(2)))
        {
            peak = Math.Max(peak, Environment.WorkingSet);
        }
        return peak;
    }
}
