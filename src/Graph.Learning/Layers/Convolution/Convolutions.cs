namespace Graph.Learning;

/// <summary>
/// A convolution over one spatial axis of <c>[batch, length, features]</c>: parameters <c>kernel</c> <c>[width, features / groups,
/// filters]</c> and <c>b</c> <c>[filters]</c>.
/// </summary>
/// <param name="Filters">The number of outputs at each place.</param>
/// <param name="Kernel">The width of the kernel.</param>
/// <param name="Activation">What is applied to the outputs; null for nothing.</param>
public sealed record Conv1D(long Filters, Shape Kernel, Func<Expr, Expr>? Activation = null) : ConvolutionLayer(Kernel, 1, Activation)
{
    /// <summary>Into how many groups the features are divided; outputs of a group see only its inputs.</summary>
    public long Groups { get; init; } = 1;

    private protected override Expr Convolved(Expr x, Scope scope)
    {
        Expr kernel = scope.Parameter("kernel", [.. Size, PerGroup(x, Groups), Filters], KernelInitializer);
        return Ops.Conv1D(x, kernel, Strides, Padding, Dilation, Groups);
    }
}

/// <summary>
/// A convolution over two spatial axes of <c>[batch, height, width, features]</c>: parameters <c>kernel</c> <c>[height, width, features /
/// groups, filters]</c> and <c>b</c> <c>[filters]</c>.
/// </summary>
/// <param name="Filters">The number of outputs at each place.</param>
/// <param name="Kernel">Height and width of the kernel, or one number for both.</param>
/// <param name="Activation">What is applied to the outputs; null for nothing.</param>
public sealed record Conv2D(long Filters, Shape Kernel, Func<Expr, Expr>? Activation = null) : ConvolutionLayer(Kernel, 2, Activation)
{
    /// <summary>Into how many groups the features are divided; outputs of a group see only its inputs.</summary>
    public long Groups { get; init; } = 1;

    private protected override Expr Convolved(Expr x, Scope scope)
    {
        Expr kernel = scope.Parameter("kernel", [.. Size, PerGroup(x, Groups), Filters], KernelInitializer);
        return Ops.Conv2D(x, kernel, Strides, Padding, Dilation, Groups);
    }
}

/// <summary>
/// A transposed convolution over one spatial axis of <c>[batch, length, features]</c>, which makes it longer by the stride: parameters
/// <c>kernel</c> <c>[width, features, filters]</c> and <c>b</c> <c>[filters]</c>.
/// </summary>
/// <param name="Filters">The number of outputs at each place.</param>
/// <param name="Kernel">The width of the kernel.</param>
/// <param name="Activation">What is applied to the outputs; null for nothing.</param>
public sealed record ConvTranspose1D(long Filters, Shape Kernel, Func<Expr, Expr>? Activation = null)
    : ConvolutionLayer(Kernel, 1, Activation)
{
    /// <summary>How many places the output has more at its end; 0 unless given.</summary>
    public Shape OutputPadding { get; init; }

    private protected override Expr Convolved(Expr x, Scope scope)
    {
        Expr kernel = scope.Parameter("kernel", [.. Size, x.Shape[^1], Filters], KernelInitializer);
        return Ops.ConvTranspose1D(x, kernel, Strides, Padding, Dilation, outputPadding: OutputPadding);
    }
}

/// <summary>
/// A transposed convolution over two spatial axes of <c>[batch, height, width, features]</c>, which makes images larger by the strides:
/// parameters <c>kernel</c> <c>[height, width, features, filters]</c> and <c>b</c> <c>[filters]</c>.
/// </summary>
/// <param name="Filters">The number of outputs at each place.</param>
/// <param name="Kernel">Height and width of the kernel, or one number for both.</param>
/// <param name="Activation">What is applied to the outputs; null for nothing.</param>
public sealed record ConvTranspose2D(long Filters, Shape Kernel, Func<Expr, Expr>? Activation = null)
    : ConvolutionLayer(Kernel, 2, Activation)
{
    /// <summary>How many places the output has more at its end, or one number for both axes; 0 unless given.</summary>
    public Shape OutputPadding { get; init; }

    private protected override Expr Convolved(Expr x, Scope scope)
    {
        Expr kernel = scope.Parameter("kernel", [.. Size, x.Shape[^1], Filters], KernelInitializer);
        return Ops.ConvTranspose2D(x, kernel, Strides, Padding, Dilation, outputPadding: OutputPadding);
    }
}

/// <summary>
/// A convolution of each feature by itself, over two spatial axes of <c>[batch, height, width, features]</c>: parameters <c>kernel</c>
/// <c>[height, width, features, multiplier]</c> and <c>b</c> <c>[features · multiplier]</c>.
/// </summary>
/// <param name="Kernel">Height and width of the kernel, or one number for both.</param>
/// <param name="Multiplier">The number of outputs of each feature.</param>
/// <param name="Activation">What is applied to the outputs; null for nothing.</param>
public sealed record DepthwiseConv2D(Shape Kernel, long Multiplier = 1, Func<Expr, Expr>? Activation = null)
    : ConvolutionLayer(Kernel, 2, Activation)
{
    private protected override Expr Convolved(Expr x, Scope scope)
    {
        Expr kernel = scope.Parameter("kernel", [.. Size, x.Shape[^1], Multiplier], KernelInitializer);
        return Ops.DepthwiseConv2D(x, kernel, Strides, Padding, Dilation);
    }
}

/// <summary>
/// A convolution of each feature by itself, and then of all features at each place (Chollet, 2017, "Xception"), over two spatial axes of
/// <c>[batch, height, width, features]</c>: parameters <c>depthwise</c> <c>[height, width, features, multiplier]</c>, <c>pointwise</c>
/// <c>[1, 1, features · multiplier, filters]</c> and <c>b</c> <c>[filters]</c>.
/// </summary>
/// <param name="Filters">The number of outputs at each place.</param>
/// <param name="Kernel">Height and width of the first kernel, or one number for both.</param>
/// <param name="Activation">What is applied to the outputs; null for nothing.</param>
public sealed record SeparableConv2D(long Filters, Shape Kernel, Func<Expr, Expr>? Activation = null)
    : ConvolutionLayer(Kernel, 2, Activation)
{
    /// <summary>The number of outputs of each feature in between.</summary>
    public long Multiplier { get; init; } = 1;

    private protected override Expr Convolved(Expr x, Scope scope)
    {
        Expr depthwise = scope.Parameter("depthwise", [.. Size, x.Shape[^1], Multiplier], KernelInitializer);
        Expr pointwise = scope.Parameter("pointwise", [1, 1, x.Shape[^1] * Multiplier, Filters], KernelInitializer);
        return Ops.Conv2D(Ops.DepthwiseConv2D(x, depthwise, Strides, Padding, Dilation), pointwise);
    }
}
