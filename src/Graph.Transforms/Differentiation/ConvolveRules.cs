using static Graph.IR.Primitives;

namespace Graph.Transforms;

/// <summary>
/// The cotangents of a convolution's operands, again convolutions. With stride s, input dilation d and kernel dilation e, place p of the result meets
/// element i of the input and element k of the kernel where <c>i·d = p·s + k·e − low</c>; each rule solves this for its own operand.
/// </summary>
internal static class ConvolveRules
{
    /// <summary>
    /// <c>p·s = i·d + k′·e − ((K − 1)·e − low)</c> for the reversed kernel, k′ = K − 1 − k: the cotangent, dilated by s, is convolved with it in steps of d.
    /// </summary>
    public static Expr ByInput(Convolve op, Expr x, Expr w, Expr dy)
    {
        if (AnyIsEmpty(x, w, dy))
        {
            return x.ZerosLike();
        }
        int spatial = op.SpatialRank;
        (long[] low, long[] high) = (new long[spatial], new long[spatial]);
        for (int axis = 0; axis < spatial; axis++)
        {
            long reach = (w.Shape[op.Kernel[axis + 2]] - 1) * op.KernelDilation[axis];
            low[axis] = reach - op.Low[axis];
            long padded = ((x.Shape[op.Input[axis + 2]] - 1) * op.InputDilation[axis]) + 1 + reach;
            high[axis] = padded - low[axis] - Extent(dy.Shape[op.Output[axis + 2]], op.Stride[axis]);
        }
        (Expr kernel, Axes kernelAxes) = Transposed(op, w.Reverse(op.Kernel[2..]));
        return Expr.Create(
            new Convolve(
                Input: op.Output, Kernel: kernelAxes, Output: op.Input, Stride: op.InputDilation, Low: Shape.Create(low), High: Shape.Create(high),
                InputDilation: op.Stride, KernelDilation: op.KernelDilation, op.Groups),
            dy, kernel);
    }

    /// <summary>
    /// <c>i·d = k·e + p·s − low</c>: the input is convolved with the cotangent, dilated by s, in steps of e. Their batches are what is summed over, so they
    /// are the features; where the stride left elements over behind the last place, the high padding crops them.
    /// </summary>
    public static Expr ByKernel(Convolve op, Expr x, Expr w, Expr dy)
    {
        if (AnyIsEmpty(x, w, dy))
        {
            return w.ZerosLike();
        }
        int spatial = op.SpatialRank;
        long[] high = new long[spatial];
        for (int axis = 0; axis < spatial; axis++)
        {
            long padded = ((w.Shape[op.Kernel[axis + 2]] - 1) * op.KernelDilation[axis]) + Extent(dy.Shape[op.Output[axis + 2]], op.Stride[axis]);
            high[axis] = padded - op.Low[axis] - Extent(x.Shape[op.Input[axis + 2]], op.InputDilation[axis]);
        }
        (Expr input, Axes inputAxes) = BatchAsFeatures(op, x);
        return Expr.Create(
            new Convolve(
                Input: inputAxes, Kernel: Swapped(op.Output), Output: Swapped(op.Kernel), Stride: op.KernelDilation, op.Low, Shape.Create(high),
                op.InputDilation, KernelDilation: op.Stride, op.Groups),
            input, dy);
    }

    private static bool AnyIsEmpty(Expr x, Expr w, Expr dy) =>
        x.Type.ElementCount == 0 || w.Type.ElementCount == 0 || dy.Type.ElementCount == 0;

    // How many elements a dilated axis spans.
    private static long Extent(long size, long dilation) => size == 0 ? 0 : ((size - 1) * dilation) + 1;

    private static Axes Swapped(Axes axes) => [axes[1], axes[0], .. axes[2..]];

    // The kernel with input and output features exchanged within each group.
    private static (Expr Kernel, Axes Axes) Transposed(Convolve op, Expr w)
    {
        if (op.Groups == 1)
        {
            return (w, Swapped(op.Kernel));
        }
        Expr grouped = w.Transpose(op.Kernel);
        (long features, long perGroup, Shape rest) = (grouped.Shape[0] / op.Groups, grouped.Shape[1], grouped.Shape[2..]);
        Expr exchanged = grouped.Reshape([op.Groups, features, perGroup, .. rest]).Transpose([0, 2, 1, .. Axes.Range(3, rest.Rank)]);
        return (exchanged.Reshape([op.Groups * perGroup, features, .. rest]), Axes.Range(0, w.Rank));
    }

    // The input with its batch as the features of each group, and the features of a group as its batch.
    private static (Expr Input, Axes Axes) BatchAsFeatures(Convolve op, Expr x)
    {
        if (op.Groups == 1)
        {
            return (x, Swapped(op.Input));
        }
        Expr grouped = x.Transpose(op.Input);
        (long batch, long perGroup, Shape rest) = (grouped.Shape[0], grouped.Shape[1] / op.Groups, grouped.Shape[2..]);
        Expr exchanged = grouped.Reshape([batch, op.Groups, perGroup, .. rest]).Transpose([2, 1, 0, .. Axes.Range(3, rest.Rank)]);
        return (exchanged.Reshape([perGroup, op.Groups * batch, .. rest]), Axes.Range(0, x.Rank));
    }
}
