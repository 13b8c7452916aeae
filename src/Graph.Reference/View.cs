namespace Graph.Reference;

/// <summary>
/// Which element of a dense tensor stands at each index of a shape: the element at index i is the one at row-major place
/// <paramref name="Offset"/> + Σ i · <paramref name="Strides"/>. Most movement operators are views, made from one another.
/// </summary>
/// <param name="Shape">The indices.</param>
/// <param name="Offset">The place of index 0.</param>
/// <param name="Strides">How far each axis steps; 0 repeats, negative goes back.</param>
internal readonly record struct View(Shape Shape, long Offset, Shape Strides)
{
    /// <summary>The view of every element in row-major order.</summary>
    public static View Of(Literal literal) => Dense(literal.Shape);

    /// <summary>The view of every element of a tensor of this shape in row-major order.</summary>
    public static View Dense(Shape shape) => new(shape, 0, shape.Strides);

    /// <summary>Axis i is axis <c>axes[i]</c>; axes that are not named are fixed at index 0.</summary>
    public View Transpose(Axes axes) => new(Shape.Select(axes), Offset, Strides.Select(axes));

    /// <summary>Axis i becomes axis <c>axes[i]</c> of the shape; along the others elements repeat.</summary>
    public View Broadcast(Shape shape, Axes axes)
    {
        Shape strides = Shape.Repeat(0, shape.Rank);
        for (int axis = 0; axis < axes.Count; axis++)
        {
            strides = strides.With(axes[axis], Strides[axis]);
        }
        return new(shape, Offset, strides);
    }

    /// <summary>The indices start, start + stride, … of each axis, as many as <paramref name="shape"/> says.</summary>
    public View Slice(Shape shape, Shape start, Shape stride)
    {
        View view = this;
        for (int axis = 0; axis < Shape.Rank; axis++)
        {
            view = view.Slice(axis, start[axis], shape[axis], stride[axis]);
        }
        return view;
    }

    /// <summary>The indices start, start + step, … (<paramref name="size"/> of them) of one axis.</summary>
    public View Slice(int axis, long start, long size, long step = 1) =>
        new(Shape.With(axis, size), Offset + (start * Strides[axis]), Strides.With(axis, step * Strides[axis]));

    /// <summary>Opposite order along some axes.</summary>
    public View Reverse(Axes axes)
    {
        View view = this;
        foreach (int axis in axes)
        {
            view = view.Slice(axis, Shape[axis] - 1, Shape[axis], -1);
        }
        return view;
    }

    /// <summary>The windows that slide over some axes, their own axes appended; <paramref name="shape"/> is that of all of them.</summary>
    public View Window(Shape shape, Axes axes, Shape stride, Shape dilation)
    {
        View view = this;
        for (int place = 0; place < axes.Count; place++)
        {
            int axis = axes[place];
            View places = view.Slice(axis, 0, shape[axis], stride[place]);
            view = new([.. places.Shape, shape[Shape.Rank + place]], places.Offset, [.. places.Strides, dilation[place] * Strides[axis]]);
        }
        return view;
    }
}
