using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>
/// Running totals: at every place the total of what stands there and before. Of long lines the totals of blocks are taken first, so that a
/// place adds whole blocks and a part of its own one: about 2 n √n terms for n places, all independent of each other.
/// </summary>
internal static class CumulativeKernels
{
    private const long LongLine = 64;

    /// <summary>The kernels.</summary>
    /// <param name="type">What is added up; f32 is added in f64 and rounded at each place.</param>
    /// <param name="kind">How.</param>
    /// <param name="axis">Along which axis.</param>
    public static DeviceRoutine Of(TensorType type, ReduceKind kind, int axis)
    {
        Lines lines = Lines.Of(type, axis);
        ElementType wide = type.Element == ElementType.F32 ? ElementType.F64 : type.Element;
        if (lines.Size <= LongLine)
        {
            LoopAxis all = new(3, lines.Size);
            Stage own = TotalOf(type, wide, lines, kind, all, IndexMap.Of(all), UpTo(lines, all, 1, lines.Size));
            return new DeviceRoutine([(Kernel(type, lines, [], own), [0, 1])], []);
        }
        long block = (long)Math.Ceiling(Math.Sqrt(lines.Size));
        long blocks = (lines.Size + block - 1) / block;
        (LoopAxis inBlock, LoopAxis before) = (new LoopAxis(3, block), new LoopAxis(4, blocks));
        TensorType totals = new(wide, [lines.Group.Size, blocks, lines.Line.Size]);
        Lines ofBlocks = lines with { Size = blocks };
        ScheduledKernel first = Blocks(type, totals, lines, kind, block);

        IndexMap ownBlock = IndexMap.Of(Own(lines)).Divide(block);
        IndexMap start = ownBlock * block;
        Stage whole = new(
            StagePhase.AtPoint,
            [before],
            [new Load(new Place(1, ofBlocks.At(IndexMap.Of(before)), Guard.Always), Codegen.Numbers.Zero(wide))],
            [new Total(kind, 0, Guard.Within(ownBlock - IndexMap.Of(before) - 1, blocks))]);
        IndexMap place = start + IndexMap.Of(inBlock);
        Guard guard = Guard.Within(IndexMap.Of(Own(lines)) - place, block).And(Guard.Within(place, lines.Size));
        Stage part = TotalOf(type, wide, lines, kind, inBlock, place, guard);
        ScheduledKernel second = Kernel(type, lines, [(totals, whole)], part);
        return new DeviceRoutine([(first, [0, ~0]), (second, [0, ~0, 1])], [totals]);
    }

    private static LoopAxis Own(Lines lines) => new(2, lines.Size);

    private static Guard UpTo(Lines lines, LoopAxis other, long step, long limit) =>
        Guard.Within(IndexMap.Of(Own(lines)) - (IndexMap.Of(other) * step), limit);

    /// <summary>The total of the elements of a line at which a guard holds.</summary>
    private static Stage TotalOf(
        TensorType type, ElementType wide, Lines lines, ReduceKind kind, LoopAxis axis, IndexMap place, Guard guard)
    {
        BodyBuilder body = new();
        int loaded = body.Emit(new Load(new Place(0, lines.At(place), guard), Codegen.Numbers.Zero(type.Element)));
        int value = Cast(body, loaded, wide);
        return new Stage(StagePhase.AtPoint, [axis], body.ToBody(), [new Total(kind, value, guard)]);
    }

    /// <summary>The totals of blocks.</summary>
    private static ScheduledKernel Blocks(TensorType type, TensorType totals, Lines lines, ReduceKind kind, long block)
    {
        (LoopAxis own, LoopAxis inBlock) = (new LoopAxis(2, totals.Shape[1]), new LoopAxis(3, block));
        IndexMap place = (IndexMap.Of(own) * block) + IndexMap.Of(inBlock);
        Stage total = TotalOf(type, totals.Element, lines, kind, inBlock, place, Guard.Within(place, lines.Size));
        Lines ofBlocks = lines with { Size = totals.Shape[1] };
        Stage store = new(
            StagePhase.AtPoint,
            [],
            [new Earlier(0, 0, totals.Element)],
            [new Store(new Place(1, ofBlocks.At(IndexMap.Of(own)), Guard.Always), 0)]);
        return DeviceRoutine.Scheduled(new LoopKernel(
            [new KernelOperand(type, OperandAccess.Read), new KernelOperand(totals, OperandAccess.Write)],
            [lines.Group, own, lines.Line],
            [total, store]));
    }

    /// <summary>The totals of stages, combined and stored at each place.</summary>
    private static ScheduledKernel Kernel(
        TensorType type, Lines lines, ImmutableArray<(TensorType Operand, Stage Stage)> before, Stage last)
    {
        ImmutableArray<Stage> stages = [.. before.Select(one => one.Stage), last];
        BodyBuilder body = new();
        Total total = (Total)last.Effects[0];
        ElementType wide = last.Body[total.Value].Element;
        int sum = body.Emit(new Earlier(0, 0, wide));
        for (int stage = 1; stage < stages.Length; stage++)
        {
            int next = body.Emit(new Earlier(stage, 0, wide));
            sum = body.Emit(new Compute(new Binary(Codegen.Lane.CombinationOf(total.Kind, wide)), wide, [sum, next]));
        }
        int output = 1 + before.Length;
        Stage store = new(
            StagePhase.AtPoint,
            [],
            WithCast(body, ref sum, type.Element),
            [new Store(new Place(output, lines.At(IndexMap.Of(Own(lines))), Guard.Always), sum)]);
        return DeviceRoutine.Scheduled(new LoopKernel(
            [
                new KernelOperand(type, OperandAccess.Read), .. before.Select(one => new KernelOperand(one.Operand, OperandAccess.Read)),
                new KernelOperand(type, OperandAccess.Write),
            ],
            [lines.Group, Own(lines), lines.Line],
            [.. stages, store]));
    }

    private static Sequence<Instruction> WithCast(BodyBuilder body, ref int value, ElementType element)
    {
        value = Cast(body, value, element);
        return body.ToBody();
    }

    private static int Cast(BodyBuilder body, int value, ElementType element) =>
        body[value].Element == element ? value : body.Emit(new Compute(new Cast(element), element, [value]));
}
