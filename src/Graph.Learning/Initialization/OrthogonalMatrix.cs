using System.Numerics.Tensors;

namespace Graph.Learning;

/// <summary>Draws matrices with orthonormal rows or columns.</summary>
internal static class OrthogonalMatrix
{
    /// <summary>
    /// A normal matrix whose shorter side is made orthonormal, vector by vector (Gram and Schmidt, in the order of operations that keeps
    /// the rounding small). Without a sign left to choose, the result is uniform among all such matrices.
    /// </summary>
    /// <exception cref="ShapeException">The type has fewer than two axes.</exception>
    public static Expr Draw(Expr key, TensorType type, double gain)
    {
        if (type.Rank < 2)
        {
            throw new ShapeException($"an orthogonal matrix has two axes or more, but the parameter is {type}");
        }
        int columns = checked((int)type.Shape[^1]);
        int rows = checked((int)type.Shape[..^1].ElementCount);
        (int count, int length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        double[] normal = Ops.Normal(key, [count, length], ElementType.F64).Evaluate().ToArray<double>();
        Orthonormalize(normal, count, length);
        Tensor vectors = Tensor.Create<double>([count, length], normal);
        Expr matrix = rows <= columns ? vectors : Ops.Transpose(vectors);
        return (gain * matrix.Reshape(type.Shape)).Cast(type.Element);
    }

    private static void Orthonormalize(double[] vectors, int count, int length)
    {
        for (int row = 0; row < count; row++)
        {
            Span<double> vector = vectors.AsSpan(row * length, length);
            for (int earlier = 0; earlier < row; earlier++)
            {
                ReadOnlySpan<double> unit = vectors.AsSpan(earlier * length, length);
                double along = TensorPrimitives.Dot(unit, vector);
                TensorPrimitives.MultiplyAdd(unit, -along, vector, vector);
            }
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        }
    }
}
