namespace Graph;

/// <summary>What a convolution or a pooling puts around the spatial axes. The default value is <see cref="Valid"/>.</summary>
public readonly struct Padding : IEquatable<Padding>
{
    private readonly bool same;

    private Padding(bool same, Shape low, Shape high) => (this.same, Low, High) = (same, low, high);

    /// <summary>Nothing: windows lie inside.</summary>
    public static Padding Valid => default;

    /// <summary>
    /// As much as makes the output ⌈size / stride⌉ places, half of it on each side and the odd one behind, as TensorFlow does it; of a
    /// transposed convolution it makes the output size · stride places.
    /// </summary>
    public static Padding Same => new(true, default, default);

    /// <summary>Stated amounts.</summary>
    /// <param name="low">Before each spatial axis, or one number for all; 0 or more.</param>
    /// <param name="high">Behind each spatial axis, or one number for all; 0 or more.</param>
    public static Padding Of(Shape low, Shape high) => new(false, low, high);

    /// <summary>Stated amounts, the same before and behind.</summary>
    /// <param name="both">For each spatial axis, or one number for all; 0 or more.</param>
    public static Padding Of(Shape both) => new(false, both, both);

    /// <summary>The stated amounts before the axes.</summary>
    public Shape Low { get; }

    /// <summary>The stated amounts behind the axes.</summary>
    public Shape High { get; }

    /// <inheritdoc/>
    public bool Equals(Padding other) => same == other.same && Low == other.Low && High == other.High;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Padding other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(same, Low, High);

    /// <summary>Whether both pad alike.</summary>
    public static bool operator ==(Padding left, Padding right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(Padding left, Padding right) => !left.Equals(right);

    /// <summary><c>same</c>, <c>valid</c>, or the amounts.</summary>
    public override string ToString() => same ? "same" : Low.Rank == 0 && High.Rank == 0 ? "valid" : $"low {Low}, high {High}";

    /// <summary>The amounts around windows that slide over sizes.</summary>
    /// <param name="size">The sizes of the spatial axes.</param>
    /// <param name="extent">How far one window reaches along each.</param>
    /// <param name="stride">The steps.</param>
    internal (Shape Low, Shape High) Around(Shape size, Shape extent, Shape stride) => same
        ? Halved(
            size.Zip(stride, extent).Select(axis =>
                (((axis.First + axis.Second - 1) / axis.Second) - 1) * axis.Second + axis.Third - axis.First), atLeast: 0)
        : Stated(size.Rank);

    /// <summary>What a transposed convolution takes away from its full output, whose windows of some extent stand a stride apart.</summary>
    internal (Shape Low, Shape High) Cropped(Shape extent, Shape stride) => same
        ? Halved(extent.Zip(stride).Select(axis => axis.First - axis.Second), atLeast: long.MinValue)
        : Stated(extent.Rank);

    private (Shape Low, Shape High) Stated(int count) =>
        (Shapes.PerAxis(Low, count, 0, "the low padding", 0), Shapes.PerAxis(High, count, 0, "the high padding", 0));

    private static (Shape Low, Shape High) Halved(IEnumerable<long> totals, long atLeast)
    {
        long[] amounts = [.. totals.Select(total => Math.Max(total, atLeast))];
        // Where a window is shorter than its stride there is nothing to halve: what lacks is behind.
        return ([.. amounts.Select(total => Math.Max(0, total) / 2)], [.. amounts.Select(total => total - (Math.Max(0, total) / 2))]);
    }
}
