namespace Graph.IR;

/// <summary>
/// The sum of products over pairs of axes of two tensors. The axes of the result are the batch axes, then the remaining axes of the left operand,
/// then those of the right one.
/// </summary>
/// <param name="Lhs">The axes of the left operand that are summed over.</param>
/// <param name="Rhs">The axes of the right operand that they meet, in the same order.</param>
/// <param name="LhsBatch">The axes of the left operand that run along.</param>
/// <param name="RhsBatch">The axes of the right operand that run along with them, in the same order.</param>
public sealed record Contract(Axes Lhs, Axes Rhs, Axes LhsBatch = default, Axes RhsBatch = default) : Op
{
    /// <inheritdoc/>
    public override string Name => "contract";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireCount(this, operands, 2);
        (Expr left, Expr right) = (operands[0], operands[1]);
        Operands.RequireSameElement(this, left, right);
        Operands.RequireElement(this, left, left.Element.IsNumeric, "numbers");
        Operands.RequireLength(this, "axis of the right operand", Rhs.Count, Lhs.Count, "contracting axes of the left one");
        Operands.RequireLength(this, "batch axis of the right operand", RhsBatch.Count, LhsBatch.Count, "batch axes of the left one");
        Operands.RequireAxes(this, left, [.. LhsBatch, .. Lhs]);
        Operands.RequireAxes(this, right, [.. RhsBatch, .. Rhs]);
        RequireSizes(left, Lhs, right, Rhs, "contracted");
        RequireSizes(left, LhsBatch, right, RhsBatch, "batch");
        return left.Type.With(
            [
                .. left.Shape.Select(LhsBatch),
                .. left.Shape.Without([.. LhsBatch, .. Lhs]),
                .. right.Shape.Without([.. RhsBatch, .. Rhs]),
            ]);
    }

    private static void RequireSizes(Expr left, Axes leftAxes, Expr right, Axes rightAxes, string role)
    {
        for (int place = 0; place < leftAxes.Count; place++)
        {
            (int i, int j) = (leftAxes[place], rightAxes[place]);
            if (left.Shape[i] != right.Shape[j])
            {
                throw new ShapeException(
                    $"{left.Describe()} and {right.Describe()} differ in a {role} dimension: axis {i} of the left operand has size {left.Shape[i]}, axis {j} of the right one {right.Shape[j]}");
            }
        }
    }
}

/// <summary>
/// A convolution in the sense of machine learning (a cross-correlation: the kernel is not reversed), of (input, kernel).
/// With one spatial axis and one group,
/// <c>y[b, o, p] = Σ_{c, k} x[b, c, (p·stride + k·kernelDilation − low) / inputDilation] · w[o, c, k]</c>,
/// over the terms whose index is whole and inside.
/// </summary>
/// <param name="Input">The axes of the input: batch, feature, then the spatial ones.</param>
/// <param name="Kernel">The axes of the kernel: output feature, input feature of a group, then the spatial ones.</param>
/// <param name="Output">The axes of the result: batch, feature, then the spatial ones.</param>
/// <param name="Stride">The step from place to place, one a spatial axis.</param>
/// <param name="Low">Zeros before the input (negative to crop), one a spatial axis.</param>
/// <param name="High">Zeros behind the input (negative to crop), one a spatial axis.</param>
/// <param name="InputDilation">The distance of neighbours of the input, with zeros between; one a spatial axis.</param>
/// <param name="KernelDilation">The distance of neighbours of the kernel; one a spatial axis.</param>
/// <param name="Groups">Into how many groups the features are divided; group g of the output sees only group g of the input.</param>
public sealed record Convolve(
    Axes Input, Axes Kernel, Axes Output, Shape Stride, Shape Low, Shape High, Shape InputDilation, Shape KernelDilation, long Groups) : Op
{
    /// <inheritdoc/>
    public override string Name => "convolve";

    /// <summary>The number of spatial axes.</summary>
    public int SpatialRank => Stride.Rank;

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireCount(this, operands, 2);
        (Expr input, Expr kernel) = (operands[0], operands[1]);
        Operands.RequireSameElement(this, input, kernel);
        Operands.RequireElement(this, input, input.Element.IsNumeric, "numbers");
        RequireAxesOf(input, Input, "input");
        RequireAxesOf(kernel, Kernel, "kernel");
        Operands.RequireLength(this, "place of the output", Output.Count, input.Rank, $"axes of {input.Describe()}");
        Operands.RequireAxes(this, input, Output, "the axes of the output");
        int spatial = input.Rank - 2;
        Operands.RequireLength(this, "stride", Stride.Rank, spatial, "spatial axes");
        Operands.RequireLength(this, "low padding", Low.Rank, spatial, "spatial axes");
        Operands.RequireLength(this, "high padding", High.Rank, spatial, "spatial axes");
        Operands.RequireLength(this, "input dilation", InputDilation.Rank, spatial, "spatial axes");
        Operands.RequireLength(this, "kernel dilation", KernelDilation.Rank, spatial, "spatial axes");
        Operands.RequireAtLeast(this, "strides", Stride, 1);
        Operands.RequireAtLeast(this, "input dilations", InputDilation, 1);
        Operands.RequireAtLeast(this, "kernel dilations", KernelDilation, 1);
        RequireFeatures(input, kernel);
        long[] sizes = new long[input.Rank];
        sizes[Output[0]] = input.Shape[Input[0]];
        sizes[Output[1]] = kernel.Shape[Kernel[0]];
        for (int axis = 0; axis < spatial; axis++)
        {
            long size = input.Shape[Input[axis + 2]];
            Int128 padded = (Int128)Low[axis] + High[axis] + (size == 0 ? 0 : ((Int128)(size - 1) * InputDilation[axis]) + 1);
            Int128 count = Operands.WindowCount(padded, kernel.Shape[Kernel[axis + 2]], Stride[axis], KernelDilation[axis]);
            sizes[Output[axis + 2]] = Operands.Size(this, Output[axis + 2], count);
        }
        return input.Type.With(Shape.Create(sizes));
    }

    private void RequireAxesOf(Expr operand, Axes axes, string role)
    {
        if (operand.Rank < 2)
        {
            throw new ShapeException($"the {role} of a convolution has a batch and a feature axis at least, but {operand.Describe()} has rank {operand.Rank}");
        }
        Operands.RequireLength(this, $"place of the {role}", axes.Count, operand.Rank, $"axes of {operand.Describe()}");
        Operands.RequireAxes(this, operand, axes, $"the axes of the {role}");
    }

    private void RequireFeatures(Expr input, Expr kernel)
    {
        if (input.Rank != kernel.Rank)
        {
            throw new ShapeException($"the input {input.Describe()} and the kernel {kernel.Describe()} of a convolution differ in rank");
        }
        long features = input.Shape[Input[1]];
        long perGroup = kernel.Shape[Kernel[1]];
        long outputs = kernel.Shape[Kernel[0]];
        if (Groups < 1 || features != (Int128)perGroup * Groups)
        {
            throw new ShapeException(
                $"the input {input.Describe()} has {features} features (axis {Input[1]}), but the kernel {kernel.Describe()} takes {perGroup} (axis {Kernel[1]}) in each of {Groups} groups");
        }
        if (outputs % Groups != 0)
        {
            throw new ShapeException($"the kernel {kernel.Describe()} has {outputs} output features (axis {Kernel[0]}), which {Groups} groups do not divide");
        }
    }
}
