using System.Numerics;

namespace Graph.Reference;

/// <summary>Sorting along an axis.</summary>
internal static class Sorting
{
    /// <summary>The values in order and, as i32, the places they came from.</summary>
    public static ImmutableArray<Literal> Sort(int axis, bool descending, Literal x)
    {
        Literal places = ByElement.Compute(x.Element, new SortBody(axis, descending, x));
        Literal values = ByElement.Move(x.Element, new PickBody(axis, x, places));
        return [values, places];
    }

    private readonly struct SortBody(int axis, bool descending, Literal x) : INumericBody
    {
        public Literal Run<T, TWide>()
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Literal result = Cells<int>.New(x.Type.With(ElementType.I32), out Cells<int> y);
            Cells<T> from = Cells<T>.Of(x);
            (int size, long stride) = ((int)x.Shape[axis], x.Shape.Strides[axis]);
            T[] line = new T[size];
            int[] order = new int[size];
            int direction = descending ? -1 : 1;
            Walk lines = Reductions.Lines(x.Shape, axis);
            for (bool more = lines.Start(); more; more = lines.Next())
            {
                for (int index = 0; index < size; index++)
                {
                    (line[index], order[index]) = (from[lines.Left + (index * stride)], index);
                }
                // The places break ties, which makes the sort stable.
                Array.Sort(order, (i, j) => direction * Order(line[i], line[j]) is int by and not 0 ? by : i.CompareTo(j));
                for (int index = 0; index < size; index++)
                {
                    y[lines.Left + (index * stride)] = order[index];
                }
            }
            return result;
        }

        // A NaN counts as larger than all numbers.
        private static int Order<T>(T a, T b) where T : INumber<T> =>
            T.IsNaN(a) || T.IsNaN(b) ? T.IsNaN(a).CompareTo(T.IsNaN(b)) : a < b ? -1 : a > b ? 1 : 0;
    }

    private readonly struct PickBody(int axis, Literal x, Literal places) : IMovingBody
    {
        public Literal Run<T>() where T : unmanaged
        {
            Literal result = Cells<T>.New(x.Type, out Cells<T> y);
            Cells<T> from = Cells<T>.Of(x);
            Cells<int> sources = Cells<int>.Of(places);
            long stride = x.Shape.Strides[axis];
            Walk walk = new(View.Of(x));
            for (bool inside = walk.Start(); inside; inside = walk.Next())
            {
                y[walk.Left] = from[walk.Left + ((sources[walk.Left] - walk.Index[axis]) * stride)];
            }
            return result;
        }
    }
}
