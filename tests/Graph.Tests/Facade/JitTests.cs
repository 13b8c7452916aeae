using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class JitTests
{
    private static readonly Tensor Two = new float[] { 1, 2 }, Three = new float[] { 1, 2, 3 };

    [Fact]
    public void A_function_is_traced_once_for_each_type_of_its_arguments()
    {
        int traces = 0;
        JitFunction square = Jit(x =>
        {
            traces++;
            return x * x;
        });
        Assert.Equal([1f, 4], ((Tensor)square.Run(Two)).ToArray<float>());
        Assert.Equal([1f, 4, 9], ((Tensor)square.Run(Three)).ToArray<float>());
        Assert.Equal([1f, 4], ((Tensor)square.Run(Two)).ToArray<float>());
        Assert.Equal([1.0, 4], ((Tensor)square.Run(new double[] { 1, 2 })).ToArray<double>());
        Assert.Equal(3, traces);
        Assert.Equal(new CacheStatistics(Hits: 1, Misses: 3, Evictions: 0, Count: 3), square.Statistics);
    }

    [Fact]
    public void What_was_used_longest_ago_is_dropped()
    {
        List<Shape> traced = [];
        JitFunction function = Jit(
            x =>
            {
                traced.Add(x.Shape);
                return x + 1;
            },
            capacity: 2);
        foreach (long size in new long[] { 1, 2, 1, 3, 1, 2 })
        {
            function.Run(Tensor.Zeros([size]));
        }
        // 3 takes the place of 2, not of 1, which was used in between; then 2 that of 3.
        Assert.Equal([[1], [2], [3], [2]], traced);
        Assert.Equal(new CacheStatistics(Hits: 2, Misses: 4, Evictions: 2, Count: 2), function.Statistics);
    }

    [Fact]
    public void Sixty_four_threads_that_ask_at_once_share_one_compilation()
    {
        int traces = 0;
        JitFunction function = Jit((x, y) =>
        {
            Interlocked.Increment(ref traces);
            Thread.Sleep(20);
            return x + y;
        });
        using Barrier start = new(64);
        float[] sums = new float[64];
        Thread[] threads = [.. Enumerable.Range(0, 64).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            sums[number] = (float)(Tensor)function.Run(Tensor.Full([], (float)number), Tensor.Full([], 0.5f));
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(Enumerable.Range(0, 64).Select(number => number + 0.5f), sums);
        Assert.Equal(1, traces);
        Assert.Equal(new CacheStatistics(Hits: 63, Misses: 1, Evictions: 0, Count: 1), function.Statistics);
    }

    [Fact]
    public void A_number_is_no_double()
    {
        JitFunction scaled = Jit((x, factor) => x * factor);
        Assert.Equal([0.5f, 1], ((Tensor)scaled.Run(Two, 0.5)).ToArray<float>());
        Assert.Equal([0.25f, 0.5f], ((Tensor)scaled.Run(Two, 0.25f)).ToArray<float>());
        Assert.Equal(new CacheStatistics(Hits: 1, Misses: 1, Evictions: 0, Count: 1), scaled.Statistics);
    }

    [Fact]
    public void Several_arguments_give_several_results_and_go_into_outputs()
    {
        JitFunction function = Jit(xs => [.. xs.Select(x => x * 2), Sum(xs[0])]);
        Tensor first = Tensor.Empty([2]), second = Tensor.Empty([3]), sum = Tensor.Empty([]);
        function.Run([Two, Three], [first, second, sum]);
        Assert.Equal([2f, 4], first.ToArray<float>());
        Assert.Equal([2f, 4, 6], second.ToArray<float>());
        Assert.Equal(3f, sum.ToScalar<float>());
        Assert.Same(function.For(Two, Three), function.For(Three[..2], Three));
    }

    [Fact]
    public void A_function_may_return_several_results_and_take_arguments_by_name()
    {
        (Tensor sum, Tensor largest) = Jit(x => (Sum(x), Max(x))).Run(Three);
        Assert.Equal((6f, 3f), ((float)sum, (float)largest));
        JitFunction gradients = Jit((x, y) => Differentiate(Sum(x * x * y), x, y));
        (Tensor dx, Tensor dy) = gradients.Run(("y", Two), ("x", new float[] { 3, 4 }));
        Assert.Equal([6f, 16], dx.ToArray<float>());
        Assert.Equal([9f, 16], dy.ToArray<float>());
        Assert.Equal(new CacheStatistics(Hits: 1, Misses: 1, Evictions: 0, Count: 1), Ran(gradients).Statistics);
        Assert.Equal(1234f, (float)(Tensor)Jit((a, b, c, d) => (((((a * 10) + b) * 10) + c) * 10) + d).Run(("d", 4f), ("c", 3f), ("b", 2f), ("a", 1f)));
        Assert.Equal([4f, 2, 1], Jit((a, b, c, d) => (d, b, a)).Run(1f, 2f, 3f, 4f).Select(tensor => (float)tensor));
        Wrong.Says<BindingException>("Run: the function has no parameter 'third'; there are 'x', 'y'", () => gradients.Run(("third", Two)));
        Wrong.Says<BindingException>("Run: the argument 'y' is missing", () => gradients.Run(("x", Two)));
        Wrong.Says<BindingException>("Run: the argument 'x' is given twice", () => gradients.Run(("x", Two), ("x", Two)));
        Wrong.Says<BindingException>("Run: the argument 'x' is null", () => gradients.Run(("x", null!)));
        Wrong.Says<BindingException>("Run: an argument is given without a name: it is null", () => gradients.Run((null!, Two)));

        static JitFunction Ran(JitFunction function)
        {
            function.Run(Two, Two);
            return function;
        }
    }

    [Fact]
    public void An_integer_where_a_float_is_needed_is_told_how_to_be_one()
    {
        JitFunction scaled = Jit((x, factor) => x * factor);
        Wrong.Says<ElementTypeException>(
            "multiply takes operands of one element type, but 'x' f32[2] and 'factor' i32[] differ; cast one of them; argument 1 is the C# integer 2, which is i32 here: pass 2f for f32",
            () => scaled.Run(Two, 2));
        Assert.Equal([4, 6], ((Tensor)scaled.Run(new int[] { 2, 3 }, 2)).ToArray<int>());
    }

    [Fact]
    public void A_function_that_runs_itself_is_told_so()
    {
        JitFunction? function = null;
        function = Jit(x => x + function!.Run(Two)[0]);
        for (int call = 0; call < 2; call++)
        {
            BindingException wrong = Assert.Throws<BindingException>(() => function.Run(Two));
            Assert.StartsWith("the function runs itself, on tensors of the types that it is being traced for; ", wrong.Sentence, StringComparison.Ordinal);
        }
        // With other types it ends.
        JitFunction? ending = null;
        ending = Jit(x => x.Rank == 0 ? x : Sum(x) + ending!.Run(1f)[0]);
        Assert.Equal(4f, (float)(Tensor)ending.Run(Two));
    }

    [Fact]
    public void What_fails_is_told_each_time_and_not_kept()
    {
        JitFunction product = Jit((left, right) => MatMul(left, right));
        for (int call = 0; call < 2; call++)
        {
            Wrong.Says<ShapeException>(
                "MatMul: the left operand 'left' f32[2,3] and the right operand 'right' f32[2,3] do not fit: axis 1 of the left one has size 3, axis 0 of the right one 2",
                () => product.Run(new float[2, 3], new float[2, 3]));
        }
        Assert.Equal(new CacheStatistics(Hits: 0, Misses: 2, Evictions: 0, Count: 0), product.Statistics);
        Wrong.Says<BindingException>("Run: the function has 2 parameters, but 1 tensor is given", () => product.Run(Two));
        Wrong.Says<BindingException>("Run: argument 1 is null", () => product.Run(Two, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Jit(x => x, capacity: 0));
    }
}
