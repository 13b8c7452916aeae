namespace Graph.Figures;

/// <summary>
/// Lines of equal value over a grid: each cell is crossed along straight lines between the points where its edges have the value (marching
/// squares, after Lorensen and Cline, 1987, "Marching cubes").
/// </summary>
internal static class Contours
{
    /// <summary>The pieces of the line of a value.</summary>
    /// <param name="x">Where the columns lie, ascending.</param>
    /// <param name="y">Where the rows lie, ascending.</param>
    /// <param name="z">The values, [row, column].</param>
    /// <param name="level">The value.</param>
    public static IEnumerable<((double X, double Y) From, (double X, double Y) To)> Of(
        IReadOnlyList<double> x, IReadOnlyList<double> y, double[,] z, double level)
    {
        for (int row = 0; row + 1 < y.Count; row++)
        {
            for (int column = 0; column + 1 < x.Count; column++)
            {
                // Around the cell: lower left, lower right, upper right, upper left.
                (double X, double Y, double Z)[] corners =
                [
                    (x[column], y[row], z[row, column]), (x[column + 1], y[row], z[row, column + 1]),
                    (x[column + 1], y[row + 1], z[row + 1, column + 1]), (x[column], y[row + 1], z[row + 1, column]),
                ];
                List<(double X, double Y)> crossings = [];
                for (int edge = 0; edge < corners.Length; edge++)
                {
                    (double X, double Y, double Z) from = corners[edge], to = corners[(edge + 1) % corners.Length];
                    if (from.Z < level != to.Z < level && double.IsFinite(from.Z) && double.IsFinite(to.Z))
                    {
                        double share = (level - from.Z) / (to.Z - from.Z);
                        crossings.Add((from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y))));
                    }
                }
                // A saddle has four; either way of joining them is as good as the other.
                for (int pair = 0; pair + 1 < crossings.Count; pair += 2)
                {
                    yield return (crossings[pair], crossings[pair + 1]);
                }
            }
        }
    }
}
