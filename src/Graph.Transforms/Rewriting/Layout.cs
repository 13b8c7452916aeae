namespace Graph.Transforms;

/// <summary>How the axes of a tensor correspond to those of a rearranged one.</summary>
internal static class Layout
{
    /// <summary>The axes of a shape whose size is not 1.</summary>
    public static Axes Wide(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] != 1)];

    /// <summary>
    /// Where each axis goes in a reshape that only inserts and removes axes of size 1; −1 for those of size 1. Null for any other reshape.
    /// </summary>
    public static Axes? Places(Shape from, Shape to)
    {
        (Axes ours, Axes theirs) = (Wide(from), Wide(to));
        if (from.Select(ours) != to.Select(theirs))
        {
            return null;
        }
        int[] places = new int[from.Rank];
        Array.Fill(places, -1);
        for (int place = 0; place < ours.Count; place++)
        {
            places[ours[place]] = theirs[place];
        }
        return Axes.Create(places);
    }

    /// <summary>Where each axis goes in a reshape that only inserts axes of size 1; null for any other reshape.</summary>
    public static Axes? Insertion(Shape from, Shape to)
    {
        List<int> places = [];
        for (int axis = 0; axis < to.Rank; axis++)
        {
            if (places.Count < from.Rank && from[places.Count] == to[axis])
            {
                places.Add(axis);
            }
            else if (to[axis] != 1)
            {
                return null;
            }
        }
        return places.Count == from.Rank ? [.. places] : null;
    }

    /// <summary>Whether the axes stand in ascending order.</summary>
    public static bool IsAscending(Axes axes)
    {
        for (int place = 1; place < axes.Count; place++)
        {
            if (axes[place] < axes[place - 1])
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The number that each axis has when some axes are taken away; for those themselves −1.</summary>
    public static int[] Renumber(int rank, Axes without)
    {
        int[] numbers = new int[rank];
        int next = 0;
        for (int axis = 0; axis < rank; axis++)
        {
            numbers[axis] = without.Contains(axis) ? -1 : next++;
        }
        return numbers;
    }
}
