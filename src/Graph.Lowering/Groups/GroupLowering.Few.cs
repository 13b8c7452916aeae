namespace Graph.Lowering;

internal sealed partial class GroupLowering
{
    /// <summary>A reduction of a small window, written out term by term: it needs no loop, and may stand at any indices.</summary>
    private int ValueOfFew(StageBuilder stage, ValueKey key)
    {
        (Expr node, Sequence<IndexMap> at, Guard guard) = key;
        Expr operand = node.Inputs[0];
        Axes axes = node.Op is Reduce(_, var reduced) ? reduced : [((ArgReduce)node.Op).Axis];
        Shape sizes = operand.Shape.Select(axes);
        ImmutableArray<int> terms =
        [
            .. Enumerable.Range(0, (int)sizes.ElementCount).Select(term => Value(
                stage, operand, Interleave(at, axes, [.. sizes.Strides.Select((stride, axis) => IndexMap.Of(term / stride % sizes[axis]))]), guard)),
        ];
        return node.Op is Reduce(var kind, _)
            ? terms.Aggregate((left, right) => Combined(stage, kind, left, right))
            : PlaceOfExtremum(stage, ((ArgReduce)node.Op).Kind, terms);
    }

    /// <summary>The number of the first NaN, or else of the first of the extreme terms.</summary>
    private static int PlaceOfExtremum(StageBuilder stage, ExtremumKind kind, ImmutableArray<int> terms)
    {
        ElementType element = stage[terms[0]].Element;
        int Is(CompareKind compare, int left, int right) => stage.Emit(new Compute(new Compare(compare), ElementType.Bool, [left, right]));
        int Logical(BinaryKind op, int left, int right) => stage.Emit(new Compute(new Binary(op), ElementType.Bool, [left, right]));
        int Choose(int condition, int yes, int no) => stage.Emit(new Compute(new Select(), stage[yes].Element, [condition, yes, no]));
        CompareKind better = kind switch
        {
            ExtremumKind.Largest => CompareKind.GreaterThan,
            ExtremumKind.Least => CompareKind.LessThan,
        };
        (int best, int place) = (terms[0], stage.Emit(new Immediate(Literal.Scalar(0))));
        for (int term = 1; term < terms.Length; term++)
        {
            int own = terms[term];
            int isBetter = Is(better, own, best);
            if (element.IsFloat)
            {
                int isFirstNaN = Logical(BinaryKind.BitwiseAnd, Is(CompareKind.NotEqualTo, own, own), Is(CompareKind.EqualTo, best, best));
                isBetter = Logical(BinaryKind.BitwiseOr, isBetter, isFirstNaN);
            }
            place = Choose(isBetter, stage.Emit(new Immediate(Literal.Scalar(term))), place);
            best = term + 1 < terms.Length ? Choose(isBetter, own, best) : best;
        }
        return place;
    }
}
