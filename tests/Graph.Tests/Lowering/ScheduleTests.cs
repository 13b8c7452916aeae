using Graph.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>Which form and which schedule kernels get. What is expected was worked out by hand from what memory and vectors like.</summary>
public sealed class ScheduleTests
{
    private static readonly Expr rows = Input("rows", [4096, 1024]);
    private static readonly Expr square = Input("square", [4096, 4096]);
    private static readonly Expr scale = Parameter("scale", [1024]);
    private static readonly Expr shift = Parameter("shift", [1024]);

    /// <summary>What, the axes of the kernel, its vector axis, the phases and axes of its stages.</summary>
    public static TheoryData<string, Expr, string, VectorAxis, string> Forms => new()
    {
        { "elementwise work over a matrix is one loop", Gelu(Input("x", [256, 256])), "i:65536", VectorAxis.LastPoint, "at" },
        { "a bias keeps the axes apart", Input("x", [32, 128]) + Parameter("b", [128]), "i:32 j:128", VectorAxis.LastPoint, "at" },
        { "softmax has its row inside", Softmax(rows), "i:4096", VectorAxis.LastInner, "at j:1024, at j:1024, at j:1024" },
        { "a sum of rows that lie together", Sum(rows, axis: 1), "i:4096", VectorAxis.LastInner, "at j:1024, at" },
        { "a sum over two trailing axes has one", Sum(Input("x", [64, 8, 16]), [1, 2]), "i:64", VectorAxis.LastInner, "at j:128, at" },
        { "the sum of a large tensor is cut", Sum(square), "j:512", VectorAxis.LastInner, "at k:32768, at, after" },
        { "the sum of a small one is not", Sum(Input("x", [256, 256])), "", VectorAxis.LastInner, "at i:65536, at" },
        { "a prime has no divisors", Sum(Input("x", [16777259])), "i:16777259", VectorAxis.LastPoint, "at, after" },
        { "a sum over rows goes row by row", Sum(square, axis: 0), "j:4096 i:4096", VectorAxis.LastPoint, "at, after i:4096" },
        { "a tall sum over rows does, too", Sum(Input("x", [100000, 10]), axis: 0), "j:100000 i:10", VectorAxis.LastPoint, "at, after i:10" },
        { "a gradient of a bias is small: columns side by side", Sum(Input("x", [32, 10]), axis: 0), "i:10", VectorAxis.LastPoint, "at j:32, at" },
        { "a transpose stores in order", Transpose(Input("x", [512, 512])) + 1, "i:512 j:512", VectorAxis.LastPoint, "at" },
        { "two transposed loads outweigh a store", Transpose(Input("x", [512, 512])) * Transpose(Input("y", [512, 512])), "j:512 i:512", VectorAxis.LastPoint, "at" },
        { "means of channels read plane by plane", Mean(Input("x", [32, 64, 28, 28]), [0, 2, 3]), "i:64", VectorAxis.LastInner, "at j:32 k:784, at" },
        { "of three channels, image by image", Mean(Input("x", [32, 3, 224, 224]), [0, 2, 3]), "i:3 j:32", VectorAxis.LastInner, "at k:50176, at, after i:3" },
        { "a product has columns side by side", MatMul(Input("x", [64, 2048]), Parameter("w", [2048, 256])), "i:64 j:256", VectorAxis.LastPoint, "at k:2048, at" },
        { "with a transposed factor, the other's rows, which are fewer to turn", Input("x", [32, 784]).Contract(Parameter("w", [128, 784]), [1], [1]), "j:128 i:32", VectorAxis.LastPoint, "at k:784, at" },
        { "of few rows, terms", Input("x", [3, 784]).Contract(Parameter("w", [128, 784]), [1], [1]), "i:3 j:128", VectorAxis.LastInner, "at k:784, at" },
        { "of few columns whose terms lie apart, columns all the same", MatMul(Input("x", [200, 32]), Parameter("w", [32, 2])), "i:200 j:2", VectorAxis.LastPoint, "at k:32, at" },
        { "nothing but a scalar", Input("x", []) * 2, "", VectorAxis.NoAxis, "at" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_kernel_has_the_form_that_memory_and_vectors_like(string what, Expr result, string axes, VectorAxis vector, string stages)
    {
        (LoopKernel kernel, Schedule schedule) = ScheduleOf(result);
        Assert.Equal((what, axes, vector, stages), (what, string.Join(' ', kernel.Axes), schedule.Vector, string.Join(", ", kernel.Stages.Select(Head))));
    }

    [Fact]
    public void What_depends_on_no_axis_is_computed_once()
    {
        Expr rate = Parameter("rate", []);
        Expr result = scale - (shift * (Sqrt(rate) * 0.5));
        KernelGroup all = new([result], Traversal.TopologicalOrder([result]).Where(node => node.Inputs.Length > 0).ToHashSet());
        LoopKernel kernel = Scheduler.Schedule(GroupLowering.Lower(all).Lowered!.Kernel, Target.Common).Kernel;
        Assert.Equal("before, at i:1024", $"{Head(kernel.Stages[0])}, {Head(kernel.Stages[1])} {kernel.Axes[0]}");
        Assert.Equal(["load", "sqrt", "multiply"], kernel.Stages[0].Body.Where(instruction => instruction is not Immediate).Select(Name));
        Assert.DoesNotContain(kernel.Stages[1].Body, instruction => Name(instruction) == "sqrt");
    }

    [Fact]
    public void Several_totals_of_a_row_read_it_once()
    {
        Stage terms = ScheduleKernels([Sum(rows, axis: 1), Sum(rows * rows, axis: 1)]).Single().Kernel.Stages[0];
        Assert.Equal(2, terms.Effects.Count(effect => effect is Total or ProductTotal));
        Assert.Single(terms.Body, instruction => instruction is Load);
    }

    public static TheoryData<string, Expr, string> Contractions => new()
    {
        { "a sum", (scale * shift) + 1, "multiply-add %a, %b, 1" },
        { "a sum, the other way round", 1 + (scale * shift), "multiply-add %a, %b, 1" },
        { "a difference takes the summand negated", (scale * shift) - scale, "multiply-add %a, %b, -%a" },
        { "a difference takes a factor negated", 1 - (scale * shift), "multiply-add -%a, %b, 1" },
        { "and a constant one, where there is one", scale - (shift * 0.5), "multiply-add %b, -0.5, %a" },
        { "of two products the first", (scale * 3) + (shift * 5), "multiply-add %a, 3, (%b · 5)" },
    };

    /// <summary>What is expected was rewritten by hand by a·b − c = a·b + (−c) and c − a·b = (−a)·b + c.</summary>
    [Theory]
    [MemberData(nameof(Contractions))]
    public void A_product_that_one_sum_uses_is_rounded_with_it(string what, Expr result, string expected)
    {
        Stage stage = Assert.Single(ScheduleOf(result).Kernel.Stages);
        MultiplyAdd fused = Assert.Single(stage.Body.OfType<MultiplyAdd>());
        string text = $"multiply-add {Describe(stage, fused.A)}, {Describe(stage, fused.B)}, {Describe(stage, fused.C)}";
        Assert.Equal((what, expected), (what, text));
    }

    [Fact]
    public void A_product_that_two_use_is_rounded_by_itself()
    {
        Expr product = scale * shift;
        Assert.DoesNotContain(ScheduleOf((product + 1) * Exp(product)).Kernel.Stages[0].Body, instruction => instruction is MultiplyAdd);
        Assert.DoesNotContain(ScheduleKernels([product + 1, product]).Single().Kernel.Stages[0].Body, instruction => instruction is MultiplyAdd);
    }

    [Fact]
    public void Integers_are_not_contracted()
    {
        Expr n = Input("n", [64], ElementType.I32);
        Assert.DoesNotContain(ScheduleOf((n * n) + 1).Kernel.Stages[0].Body, instruction => instruction is MultiplyAdd);
    }

    [Fact]
    public void Sums_over_rows_keep_little_and_add_few_terms_one_after_the_other()
    {
        (LoopKernel kernel, Schedule schedule) = ScheduleOf(Sum(square, axis: 0));
        Assert.Equal(4096, schedule.Block);
        Assert.InRange(schedule.Rows, 32, 512);
        // 4096 totals of four bytes for each chunk, beside 64 MB.
        Assert.InRange(schedule.ChunksOf(kernel) * 4096 * 4, 1, 1 << 21);
    }

    [Fact]
    public void A_block_of_a_sum_has_at_most_512_terms_for_each_of_64_partial_totals()
    {
        (LoopKernel kernel, Schedule schedule) = ScheduleOf(Sum(Input("x", [16777259])));
        Assert.Equal((1, 32768), (schedule.Rows, schedule.Block));
        Assert.Equal(513, schedule.ChunksOf(kernel));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(100000, 4)]
    [InlineData(16777216, 512)]
    public void Chunks_are_enough_for_threads_to_share_and_each_worth_sharing(long size, long least)
    {
        (LoopKernel kernel, Schedule schedule) = ScheduleOf(Tanh(Input("x", [size])));
        Assert.InRange(schedule.ChunksOf(kernel), least, Math.Max(1, size / 4096));
        Assert.True(schedule.Block == size || schedule.Block % 64 == 0);
    }

    [Theory]
    [InlineData(16 << 20, true)]
    [InlineData(1 << 20, false)]
    public void Only_results_that_the_caches_cannot_hold_go_past_them(long size, bool isStreaming) =>
        Assert.Equal(isStreaming, ScheduleOf(Tanh(Input("x", [size]))).Schedule.IsStreaming);

    [Fact]
    public void Rows_that_begin_within_a_line_do_not_go_past_the_caches()
    {
        // 4100 elements are 256 lines and a quarter.
        Assert.False(ScheduleOf(Input("x", [4096, 4100]) + Parameter("b", [4100])).Schedule.IsStreaming);
        Assert.True(ScheduleOf(Input("x", [4096, 4112]) + Parameter("b", [4112])).Schedule.IsStreaming);
    }

    [Fact]
    public void Blocks_across_memory_are_square_enough_to_use_their_lines()
    {
        Schedule schedule = ScheduleOf(Transpose(Input("x", [512, 512])) + 1).Schedule;
        Assert.Equal(64, schedule.Block);
        Assert.Equal(0, schedule.Rows % 64);
    }

    /// <summary>Within a vector of terms, equal indices would have to take turns.</summary>
    [Fact]
    public void What_is_stored_by_data_takes_turns()
    {
        Expr labels = Input("labels", [100], ElementType.I32);
        Expr table = Input("table", [50, 8]).Scatter(ScatterKind.Accumulate, labels, Input("updates", [100, 8]));
        Assert.Equal(VectorAxis.LastPoint, ScheduleOf(table).Schedule.Vector);
        Assert.Equal(VectorAxis.NoAxis, ScheduleOf(Input("counts", [50]).Scatter(ScatterKind.Accumulate, labels, Input("updates", [100]))).Schedule.Vector);
    }

    [Fact]
    public void The_width_of_vectors_does_not_change_a_schedule()
    {
        foreach (object[] row in Forms)
        {
            LoopKernel kernel = KernelOf((Expr)row[1]);
            Assert.Equal(Scheduler.Schedule(kernel, Target.Common), Scheduler.Schedule(kernel, Target.Common with { VectorBits = 512, VectorRegisters = 32 }));
        }
    }

    [Fact]
    public void The_text_of_schedules_is_the_golden_one()
    {
        Expr[] results = [Sum(square, axis: 0), Sum(square), Softmax(rows), LayerNorm(rows, scale, shift), Gelu(square), Transpose(Input("x", [512, 512])) + 1];
        Golden.Verify("lowering/schedules.txt", string.Join("\n", results.Select(result => Planner.Plan(FusionTests.Optimize([result]), Target.Common).ToString())));
    }

    public static TheoryData<string, Schedule> Broken => new()
    {
        { "a row at least", new Schedule(VectorAxis.LastPoint, 0, 64) },
        { "multiple of 64 points or the whole axis", new Schedule(VectorAxis.LastPoint, 1, 100) },
        { "no inner axis", new Schedule(VectorAxis.LastInner, 1, 1) },
        { "fill whole lines", new Schedule(VectorAxis.NoAxis, 1, 1, IsStreaming: true) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_schedule_that_does_not_fit_is_refused(string rule, Schedule schedule)
    {
        LoopKernel kernel = KernelOf(Input("x", [32, 128]) + Parameter("b", [128]));
        VerificationException broken = Assert.Throws<VerificationException>(() => ScheduleVerifier.Verify(new ScheduledKernel(kernel, schedule)));
        Assert.Contains(rule, broken.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_that_adds_too_many_terms_is_refused()
    {
        (LoopKernel kernel, Schedule schedule) = ScheduleOf(Sum(square, axis: 0));
        ScheduleVerifier.Verify(new ScheduledKernel(kernel, schedule with { Rows = 512 }));
        Assert.Throws<VerificationException>(() => ScheduleVerifier.Verify(new ScheduledKernel(kernel, schedule with { Rows = 513 })));
    }

    private static string Head(Stage stage)
    {
        string phase = stage.Phase switch { StagePhase.BeforePoints => "before", StagePhase.AtPoint => "at", StagePhase.AfterPoints => "after" };
        return string.Join(' ', stage.Axes.Select(axis => axis.ToString()).Prepend(phase));
    }

    private static string Name(Instruction instruction) => instruction is Compute(var op, _, _) ? op.Name : instruction.GetType().Name.ToLowerInvariant();

    /// <summary>A scalar in terms of the operands, which are called a and b.</summary>
    private static string Describe(Stage stage, int value) => stage.Body[value] switch
    {
        Immediate(var literal) => FormattableString.Invariant($"{literal.ToDouble(0)}"),
        Load(var place, _) => place.Operand == 0 ? "%a" : "%b",
        Compute(Unary(UnaryKind.Negate), _, [var negated]) => "-" + Describe(stage, negated),
        Compute(Binary(BinaryKind.Multiply), _, [var left, var right]) => $"({Describe(stage, left)} · {Describe(stage, right)})",
        var other => other.ToString(),
    };

    private static ImmutableArray<ScheduledKernel> ScheduleKernels(ImmutableArray<Expr> results) =>
        [.. FusionPlanner.Plan(FusionTests.Optimize(results)).Steps.Select(step => Scheduler.Schedule(step.Lowered!.Kernel, Target.Common))];

    private static LoopKernel KernelOf(Expr result) => Assert.Single(FusionPlanner.Plan(FusionTests.Optimize([result])).Steps).Lowered!.Kernel;

    private static ScheduledKernel ScheduleOf(Expr result)
    {
        ScheduledKernel scheduled = Scheduler.Schedule(KernelOf(result), Target.Common);
        ScheduleVerifier.Verify(scheduled);
        return scheduled;
    }
}
