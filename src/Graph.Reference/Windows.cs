using System.Numerics;

namespace Graph.Reference;

/// <summary>The transpose of sliding a window.</summary>
internal static class Windows
{
    /// <summary>Adds each element, in row-major order, to the place that the window took it from.</summary>
    public static Literal Fold(Fold fold, TensorType type, Literal x)
    {
        View origins = View.Dense(type.Shape).Window(x.Shape, fold.Axes, fold.Stride, fold.Dilation);
        return ByElement.Compute(type.Element, new FoldBody(type, x, origins));
    }

    private readonly struct FoldBody(TensorType type, Literal x, View origins) : INumericBody
    {
        public Literal Run<T, TWide>()
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Totals<T, TWide> totals = new(type.ElementCount);
            Cells<T> from = Cells<T>.Of(x);
            Walk walk = new(View.Of(x), origins);
            for (bool inside = walk.Start(); inside; inside = walk.Next())
            {
                totals.Add(walk.Right, from[walk.Left]);
            }
            return totals.ToLiteral(type);
        }
    }
}
