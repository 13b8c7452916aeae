using System.Diagnostics;

namespace Graph.Reference;

/// <summary>A walk over all indices of a shape in row-major order that keeps the places of two views along. The one traversal of the interpreter.</summary>
/// <example><code>
/// Walk walk = new(left, right);
/// for (bool inside = walk.Start(); inside; inside = walk.Next()) { use(walk.Left, walk.Right); }
/// </code></example>
internal struct Walk
{
    private readonly View left;
    private readonly View right;
    private readonly long[] sizes;
    private readonly long[] leftStrides;
    private readonly long[] rightStrides;
    private readonly long[] index;
    private readonly bool isEmpty;

    /// <summary>A walk along two views of one shape.</summary>
    public Walk(View left, View right)
    {
        Debug.Assert(left.Shape == right.Shape, "both views have one shape");
        (this.left, this.right) = (left, right);
        sizes = [.. left.Shape];
        leftStrides = [.. left.Strides];
        rightStrides = [.. right.Strides];
        index = new long[sizes.Length];
        isEmpty = left.Shape.ElementCount == 0;
    }

    /// <summary>A walk along one view.</summary>
    public Walk(View view)
        : this(view, view)
    {
    }

    /// <summary>The place of the current index in the left view.</summary>
    public long Left { get; private set; }

    /// <summary>The place of the current index in the right view.</summary>
    public long Right { get; private set; }

    /// <summary>The current index.</summary>
    public readonly ReadOnlySpan<long> Index => index;

    /// <summary>Goes to the first index, with both views moved by some places.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Start(long left = 0, long right = 0)
    {
        Array.Clear(index);
        Left = this.left.Offset + left;
        Right = this.right.Offset + right;
        return !isEmpty;
    }

    /// <summary>Goes to the next index.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            if (++index[axis] < sizes[axis])
            {
                Left += leftStrides[axis];
                Right += rightStrides[axis];
                return true;
            }
            index[axis] = 0;
            Left -= leftStrides[axis] * (sizes[axis] - 1);
            Right -= rightStrides[axis] * (sizes[axis] - 1);
        }
        return false;
    }
}
