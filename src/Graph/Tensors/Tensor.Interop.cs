using System.Numerics.Tensors;

namespace Graph;

public sealed partial class Tensor
{
    /// <summary>Copies a span of <c>System.Numerics.Tensors</c>, of any layout.</summary>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is none of the seven element types.</exception>
    public static Tensor FromTensorSpan<T>(in ReadOnlyTensorSpan<T> span) where T : unmanaged
    {
        long[] sizes = new long[span.Rank];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = span.Lengths[axis];
        }
        T[] elements = new T[span.FlattenedLength];
        span.FlattenTo(elements);
        return Create<T>(Shape.Create(sizes), elements);
    }

    /// <summary>The elements as a dense span of <c>System.Numerics.Tensors</c>, over a copy of them.</summary>
    /// <remarks>A copy, because a span over the tensor's own memory would not keep that memory alive.</remarks>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not the C# type of the elements.</exception>
    public ReadOnlyTensorSpan<T> ToTensorSpan<T>() where T : unmanaged =>
        new(ToArray<T>(), [.. Shape.Select(size => (nint)size)]);
}
