using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Graph;

/// <summary>
/// A list of sizes, one an axis; equal when the sizes are. The default value is the shape of a scalar, <c>[]</c>.
/// Attributes that hold one number an axis (strides, padding, which may be negative) are of this type too.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<long>
{
    private readonly ImmutableArray<long> sizes;

    private Shape(ImmutableArray<long> sizes) => this.sizes = sizes;

    /// <summary>The shape of a scalar: no axes, one element.</summary>
    public static Shape Scalar => default;

    /// <summary>Makes a shape of the given sizes; what a collection expression <c>[2, 3]</c> calls.</summary>
    public static Shape Create(ReadOnlySpan<long> sizes) => new([.. sizes]);

    /// <summary>A shape of <paramref name="rank"/> sizes, all <paramref name="size"/>.</summary>
    public static Shape Repeat(long size, int rank) => new([.. Enumerable.Repeat(size, rank)]);

    /// <summary>The number of axes.</summary>
    public int Rank => Sizes.Length;

    /// <summary>The number of axes; the same as <see cref="Rank"/>.</summary>
    public int Count => Sizes.Length;

    /// <summary>The size of an axis.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such axis.</exception>
    public long this[int axis] => Sizes[axis];

    /// <summary>The number of elements: the product of the sizes, 1 for a scalar.</summary>
    /// <exception cref="OverflowException">The product exceeds 2^63 − 1.</exception>
    public long ElementCount
    {
        get
        {
            if (Sizes.Contains(0))
            {
                return 0;
            }
            long product = 1;
            foreach (long size in Sizes)
            {
                product = checked(product * size);
            }
            return product;
        }
    }

    /// <summary>The row-major strides in elements: how far apart neighbours along each axis lie.</summary>
    public Shape Strides
    {
        get
        {
            long[] strides = new long[Rank];
            long stride = 1;
            for (int axis = Rank - 1; axis >= 0; axis--)
            {
                strides[axis] = stride;
                stride *= Math.Max(1, Sizes[axis]);
            }
            return Create(strides);
        }
    }

    private ImmutableArray<long> Sizes => sizes.IsDefault ? [] : sizes;

    /// <summary>The sizes as a span.</summary>
    public ReadOnlySpan<long> AsSpan() => Sizes.AsSpan();

    /// <summary>A run of <paramref name="length"/> axes from <paramref name="start"/>; what <c>shape[1..]</c> calls.</summary>
    public Shape Slice(int start, int length) => new(Sizes.Slice(start, length));

    /// <summary>The shape with the size of one axis replaced.</summary>
    public Shape With(int axis, long size) => new(Sizes.SetItem(axis, size));

    /// <summary>The sizes of the given axes, in their order.</summary>
    public Shape Select(Axes axes)
    {
        Shape self = this;
        return new([.. axes.Select(axis => self[axis])]);
    }

    /// <summary>The sizes of all axes but the given ones.</summary>
    public Shape Without(Axes axes) => new([.. Sizes.Where((_, axis) => !axes.Contains(axis))]);

    /// <inheritdoc/>
    public bool Equals(Shape other) => Sizes.AsSpan().SequenceEqual(other.Sizes.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (long size in Sizes)
        {
            hash.Add(size);
        }
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same sizes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ in rank or in a size.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The sizes in brackets, such as <c>[32,10]</c>.</summary>
    public override string ToString() =>
        $"[{string.Join(',', Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";
}
