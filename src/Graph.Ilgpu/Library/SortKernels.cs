using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>
/// Sorts by counting: an element's place is the number of those of its line that come before it, an equal one by its index, so that the
/// order is stable. Takes as many comparisons as a line has pairs, all independent of each other.
/// </summary>
internal static class SortKernels
{
    /// <summary>The kernel.</summary>
    /// <param name="type">What is sorted.</param>
    /// <param name="axis">Along which axis.</param>
    /// <param name="isDescending">Whether the largest come first; NaN is larger than all numbers.</param>
    public static DeviceRoutine Of(TensorType type, int axis, bool isDescending)
    {
        Lines lines = Lines.Of(type, axis);
        (LoopAxis own, LoopAxis other) = (new LoopAxis(2, lines.Size), new LoopAxis(3, lines.Size));
        Literal fill = Codegen.Numbers.Zero(type.Element);
        BodyBuilder count = new();
        int mine = count.Emit(new Load(new Place(0, lines.At(IndexMap.Of(own)), Guard.Always), fill));
        int others = count.Emit(new Load(new Place(0, lines.At(IndexMap.Of(other)), Guard.Always), fill));
        (int less, int equal) = isDescending ? Order(count, mine, others) : Order(count, others, mine);
        // other < own where own − other − 1 ≥ 0.
        int isEarlier = count.Emit(new Test(Guard.Within(IndexMap.Of(own) - IndexMap.Of(other) - 1, lines.Size)));
        int isBefore = Or(count, less, And(count, equal, isEarlier));
        int one = count.Emit(new Compute(new Cast(ElementType.I32), ElementType.I32, [isBefore]));
        Stage counting = new(StagePhase.AtPoint, [other], count.ToBody(), [new Total(ReduceKind.SumOf, one, Guard.Always)]);

        BodyBuilder write = new();
        int place = write.Emit(new Earlier(0, 0, ElementType.I32));
        int value = write.Emit(new Load(new Place(0, lines.At(IndexMap.Of(own)), Guard.Always), fill));
        int index = write.Emit(new IndexValue(IndexMap.Of(own), ElementType.I32));
        Indirection moved = new(place, lines.Line.Size, lines.Size);
        Stage writing = new(
            StagePhase.AtPoint,
            [],
            write.ToBody(),
            [
                new Store(new Place(1, lines.At(IndexMap.Zero), Guard.Always, moved), value),
                new Store(new Place(2, lines.At(IndexMap.Zero), Guard.Always, moved), index),
            ]);
        TensorType places = new(ElementType.I32, type.Shape);
        LoopKernel kernel = new(
            [
                new KernelOperand(type, OperandAccess.Read), new KernelOperand(type, OperandAccess.Write),
                new KernelOperand(places, OperandAccess.Write),
            ],
            [lines.Group, own, lines.Line],
            [counting, writing]);
        return new DeviceRoutine([(DeviceRoutine.Scheduled(kernel), [0, 1, 2])], []);
    }

    /// <summary>Whether a comes before b, and whether neither comes before the other.</summary>
    private static (int Less, int Equal) Order(BodyBuilder body, int a, int b)
    {
        int less = Compare(body, CompareKind.LessThan, a, b);
        int equal = Compare(body, CompareKind.EqualTo, a, b);
        if (!body[a].Element.IsFloat)
        {
            return (less, equal);
        }
        (int isNumber, int isNan) = (Compare(body, CompareKind.EqualTo, a, a), Compare(body, CompareKind.NotEqualTo, b, b));
        int isOtherNan = Compare(body, CompareKind.NotEqualTo, a, a);
        return (Or(body, less, And(body, isNumber, isNan)), Or(body, equal, And(body, isOtherNan, isNan)));
    }

    private static int Compare(BodyBuilder body, CompareKind kind, int a, int b) =>
        body.Emit(new Compute(new Compare(kind), ElementType.Bool, [a, b]));

    private static int And(BodyBuilder body, int a, int b) =>
        body.Emit(new Compute(new Binary(BinaryKind.BitwiseAnd), ElementType.Bool, [a, b]));

    private static int Or(BodyBuilder body, int a, int b) =>
        body.Emit(new Compute(new Binary(BinaryKind.BitwiseOr), ElementType.Bool, [a, b]));
}
