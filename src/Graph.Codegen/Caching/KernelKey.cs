using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>A kernel by its structure. Its hash walks over all of its instructions, so it is computed once.</summary>
internal sealed class KernelKey(ScheduledKernel kernel) : IEquatable<KernelKey>
{
    private readonly int hash = kernel.GetHashCode();

    /// <summary>The kernel.</summary>
    public ScheduledKernel Kernel { get; } = kernel;

    /// <inheritdoc/>
    public bool Equals(KernelKey? other) =>
        ReferenceEquals(Kernel, other?.Kernel) || (other is not null && hash == other.hash && Kernel.Equals(other.Kernel));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KernelKey);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;
}
