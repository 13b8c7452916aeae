namespace Graph.Learning;

/// <summary>What convolutional layers have in common, channels last.</summary>
public abstract record ConvolutionLayer : Layer
{
    private readonly int spatial;

    private protected ConvolutionLayer(Shape kernel, int spatial, Func<Expr, Expr>? activation) =>
        (Kernel, this.spatial, Activation) = (kernel, spatial, activation);

    /// <summary>The size of the kernel along each spatial axis, or one number for all.</summary>
    public Shape Kernel { get; init; }

    /// <summary>What is applied to the outputs; null for nothing.</summary>
    public Func<Expr, Expr>? Activation { get; init; }

    /// <summary>The step from place to place along each spatial axis, or one number for all; 1 unless given.</summary>
    public Shape Strides { get; init; }

    /// <summary>What surrounds the input; nothing unless given.</summary>
    public Padding Padding { get; init; }

    /// <summary>The distance of neighbours of the kernel along each spatial axis, or one number for all; 1 unless given.</summary>
    public Shape Dilation { get; init; }

    /// <summary>Whether there is a b.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>What kernels begin as.</summary>
    public Initializer KernelInitializer { get; init; } = Initializers.GlorotUniform;

    /// <summary>What b begins as.</summary>
    public Initializer BiasInitializer { get; init; } = Initializers.Zeros;

    /// <summary>The size of the kernel along each spatial axis.</summary>
    private protected Shape Size => Kernel.Rank == 1 ? Shape.Repeat(Kernel[0], spatial)
        : Kernel.Rank == spatial ? Kernel
        : throw new ShapeException($"the kernel must have one size, or one for each of {spatial} spatial axes, got {Kernel}");

    /// <inheritdoc/>
    public sealed override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(GetType().Name);
        Require.Floats(x);
        Require.Axes(x, spatial + 2, spatial == 1 ? "batch, length, features" : "batch, height, width, features");
        return Affine.Finished(Convolved(x, scope), UseBias, BiasInitializer, Activation, scope);
    }

    /// <summary>The convolution, without bias and activation.</summary>
    private protected abstract Expr Convolved(Expr x, Scope scope);

    private protected static long PerGroup(Expr x, long groups) => groups >= 1 && x.Shape[^1] % groups == 0
        ? x.Shape[^1] / groups
        : throw new ShapeException($"{groups} groups do not divide the {x.Shape[^1]} features, the last axis, of the input {x.Describe()}");
}
