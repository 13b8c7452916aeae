using Graph.Codegen;
using Graph.Lowering;
using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>Generated code against the simulator, against itself at other widths, and against itself in other orders.</summary>
internal static class KernelChecks
{
    /// <summary>All widths.</summary>
    public static ImmutableArray<LaneWidth> Widths { get; } = [.. Enum.GetValues<LaneWidth>()];

    /// <summary>The kernels of a plan and of the plans within.</summary>
    public static IEnumerable<ScheduledKernel> KernelsOf(ExecutionPlan plan) => plan.Steps.SelectMany(step => step switch
    {
        KernelStep kernel => [kernel.Scheduled],
        LoopStep loop => KernelsOf(loop.Body),
        CallStep call => KernelsOf(call.Body),
        LibraryStep => [],
        _ => throw new NotSupportedException(step.GetType().Name),
    });

    /// <summary>
    /// Other schedules of a kernel: each vector axis that it has, in many small chunks, and in one that stores past the caches.
    /// </summary>
    public static IEnumerable<ScheduledKernel> Rescheduled(LoopKernel kernel)
    {
        foreach (VectorAxis axis in Enum.GetValues<VectorAxis>())
        {
            if (axis == VectorAxis.LastPoint && kernel.Axes.Count == 0)
            {
                continue;
            }
            long whole = axis == VectorAxis.LastPoint ? Math.Max(1, kernel.Axes[^1].Size) : 1;
            yield return new ScheduledKernel(kernel, new Schedule(axis, 2, Math.Min(64, whole)));
            yield return new ScheduledKernel(kernel, new Schedule(axis, 1000, whole, IsStreaming: true));
        }
    }

    /// <summary>Other tilings of a kernel that has one: small chunks and blocks, with factors packed and as they lie, and with
    /// stores past the caches, wherever that is possible.</summary>
    public static IEnumerable<ScheduledKernel> Retiled(ScheduledKernel scheduled)
    {
        (LoopKernel kernel, Schedule schedule) = scheduled;
        if (schedule.Tiling is not { } tiling)
        {
            yield break;
        }
        Contraction contraction = Contraction.Of(kernel)!;
        ImmutableArray<bool>[] ways = [.. contraction.Total.Arguments.Select(factor => contraction.AccessOf(kernel, factor))
            .Select(access => ImmutableArray.Create([.. access.Plain is null ? (bool[])[] : [false], .. access.CanBePacked ? (bool[])[true] : []]))];
        LoopAxis last = contraction.Stage.Axes[^1];
        long size = contraction.RowAxis(kernel)?.Size ?? 1;
        Tiling[] blocks =
        [
            tiling, new Tiling(contraction.Stage.Axes.Count - 1, Math.Min(64, last.Size), false, false),
            new Tiling(0, contraction.Stage.Axes.Count == 1 ? last.Size : 1, false, false),
        ];
        foreach (Tiling block in blocks.Distinct())
        {
            foreach (bool packsValue in ways[0])
            {
                foreach (bool packsFactor in ways[1])
                {
                    Schedule other = schedule with
                    {
                        Rows = schedule.RowsOf(kernel) == size ? Math.Min(48, size) : size,
                        Block = Math.Min(64, kernel.Axes[^1].Size),
                        Tiling = block with { PacksValue = packsValue, PacksFactor = packsFactor },
                    };
                    yield return new ScheduledKernel(kernel, other);
                    if (Streaming.IsPossible(kernel, other))
                    {
                        yield return new ScheduledKernel(kernel, other with { IsStreaming = true });
                    }
                }
            }
        }
    }

    /// <summary>
    /// Values whose sums are rounded, so that the order of additions shows, and do not cancel; of integers, small ones, some of them no
    /// index.
    /// </summary>
    public static Literal Values(TensorType type, int seed)
    {
        Random random = new(seed);
        return type.Element switch
        {
            ElementType.F32 => Literal.Generate(type.Shape, _ => (random.NextSingle() * 3) - 1),
            ElementType.F64 => Literal.Generate(type.Shape, _ => (random.NextDouble() * 3) - 1),
            ElementType.I32 or ElementType.I64 or ElementType.U32 or ElementType.U8 or ElementType.Bool => OperatorSamples.Values(type.Element, type.Shape, seed),
        };
    }

    /// <summary>Runs kernels at all widths and compares.</summary>
    public static void Verify(IReadOnlyList<ScheduledKernel> kernels, int seed = 0)
    {
        ImmutableArray<CodeAssembly> assemblies = [.. Widths.Select(width => CodeAssembly.Emit(kernels, width))];
        for (int number = 0; number < kernels.Count; number++)
        {
            LoopKernel kernel = kernels[number].Kernel;
            ImmutableArray<Literal> inputs = [.. kernel.Operands.Where(operand => operand.Access == OperandAccess.Read).Select((operand, place) => Values(operand.Type, seed + place))];
            ImmutableArray<Literal> expected = KernelSimulator.Run(kernel, inputs);
            ImmutableArray<Literal> first = KernelRunner.Run(assemblies[0].Kernels[number], inputs);
            foreach ((Literal wanted, Literal got) in expected.Zip(first))
            {
                Columns.AssertClose(wanted, got, $"{kernels[number].Schedule} of\n{kernel}");
            }
            foreach ((CodeAssembly assembly, LaneWidth width) in assemblies.Zip(Widths))
            {
                foreach (bool isScattered in (bool[])[false, true])
                {
                    ImmutableArray<Literal> outputs = KernelRunner.Run(assembly.Kernels[number], inputs, isScattered);
                    for (int place = 0; place < outputs.Length; place++)
                    {
                        Assert.True(
                            HaveSameBits(first[place], outputs[place]),
                            $"output {place} has other bits at {width}{(isScattered ? ", chunk by chunk," : "")} with {kernels[number].Schedule}\n{kernel}\n{Difference(first[place], outputs[place])}");
                    }
                }
            }
        }
    }

    /// <summary>Whether all bits are the same; of a NaN, only that it is one: which of two goes on depends on the processor.</summary>
    public static bool HaveSameBits(Literal one, Literal other) => one.Buffer.ContentEquals(other.Buffer)
        || (one.Type.Element.IsFloat && Enumerable.Range(0, (int)one.Type.ElementCount).All(place =>
            one.ToDouble(place) is var number && double.IsNaN(number)
                ? double.IsNaN(other.ToDouble(place))
                : BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(other.ToDouble(place))));

    private static string Difference(Literal wanted, Literal got)
    {
        IEnumerable<string> places =
            from place in Enumerable.Range(0, (int)Math.Min(1000, wanted.Type.ElementCount))
            where !wanted.ToDouble(place).Equals(got.ToDouble(place))
            select FormattableString.Invariant($"[{place}] {wanted.ToDouble(place):R} and {got.ToDouble(place):R}");
        return string.Join(", ", places.Take(8));
    }
}
