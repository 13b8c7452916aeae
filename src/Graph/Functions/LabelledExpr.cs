namespace Graph;

/// <summary>An expression with a label for each of its axes, an intermediate of <see cref="Ops.Einsum"/>.</summary>
internal readonly record struct LabelledExpr(Expr Value, ImmutableArray<int> Labels)
{
    public Axes AxesOf(ImmutableArray<int> labels)
    {
        ImmutableArray<int> own = Labels;
        return [.. labels.Select(label => own.IndexOf(label))];
    }

    /// <summary>With each label once: axes of one label give way to their diagonal, which comes last.</summary>
    public LabelledExpr Distinct()
    {
        LabelledExpr current = this;
        while (current.RepeatedAxes() is (int first, int second))
        {
            int label = current.Labels[first];
            Axes others = [.. Enumerable.Range(0, current.Labels.Length).Where(axis => axis != first && axis != second)];
            Expr diagonal = Ops.Diagonal(current.Value.Transpose([.. others, first, second]));
            ImmutableArray<int> labels = current.Labels;
            current = new LabelledExpr(diagonal, [.. others.Select(axis => labels[axis]), label]);
        }
        return current;
    }

    private (int First, int Second)? RepeatedAxes()
    {
        for (int axis = 0; axis < Labels.Length; axis++)
        {
            int first = Labels.IndexOf(Labels[axis]);
            if (first != axis)
            {
                return (first, axis);
            }
        }
        return null;
    }
}
