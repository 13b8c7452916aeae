using System.Diagnostics;
using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>
/// An operator along a sequential axis as loop kernels, so that it needs no code of its own: a place in sorted order is a count of what
/// comes before, and a running total is a total of its own at every place.
/// </summary>
/// <param name="Kernels">What runs, one after the other; operands from 0 on are those of the step, −1, −2, … the temporaries.</param>
/// <param name="Temporaries">Memory between the kernels.</param>
internal sealed record DeviceRoutine(
    ImmutableArray<(ScheduledKernel Kernel, ImmutableArray<int> Operands)> Kernels, ImmutableArray<TensorType> Temporaries)
{
    /// <summary>The routine of an operator.</summary>
    /// <param name="op">Sort or cumulative.</param>
    /// <param name="type">Its operand.</param>
    public static DeviceRoutine Of(Op op, TensorType type) => op switch
    {
        Sort(var axis, var descending) => SortKernels.Of(type, axis, descending),
        Cumulative(var kind, var axis) => CumulativeKernels.Of(type, kind, axis),
        _ => throw new UnreachableException($"there is no routine for {op.Name}"),
    };

    /// <summary>A kernel whose terms lie one after the other in a thread.</summary>
    public static ScheduledKernel Scheduled(LoopKernel kernel) =>
        new(kernel, new Schedule(VectorAxis.LastPoint, 1, kernel.Axes[^1].Size));
}

/// <summary>The lines of a tensor along an axis.</summary>
/// <param name="Group">Groups of lines that lie next to each other.</param>
/// <param name="Line">The lines of a group.</param>
/// <param name="Size">The elements of a line.</param>
internal readonly record struct Lines(LoopAxis Group, LoopAxis Line, long Size)
{
    /// <summary>The lines of a type.</summary>
    public static Lines Of(TensorType type, int axis) => new(
        new LoopAxis(0, type.Shape.Take(axis).Aggregate(1L, (product, size) => product * size)),
        new LoopAxis(1, type.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size)),
        type.Shape[axis]);

    /// <summary>The row-major index of an element.</summary>
    public IndexMap At(IndexMap index) => (((IndexMap.Of(Group) * Size) + index) * Line.Size) + IndexMap.Of(Line);
}
