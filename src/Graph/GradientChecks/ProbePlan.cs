namespace Graph.GradientChecks;

/// <summary>
/// Chooses the probes: every coordinate where there are few, else some coordinates and a random direction for each argument.
/// </summary>
internal static class ProbePlan
{
    public static ImmutableArray<Probe> Make(CheckedFunction function, GradientCheckOptions options, Random random)
    {
        long[] sizes = [.. function.By.Select(place => function.Function.Parameters[place].Type.ElementCount)];
        if (options.Cheap)
        {
            return sizes.Sum() == 0 ? [] : [Probe.Along(-1, UnitDirection(sizes, _ => true, random))];
        }
        bool all = sizes.Sum() <= options.MostCoordinates;
        int share = Math.Max(1, options.MostCoordinates / Math.Max(1, sizes.Length));
        ImmutableArray<Probe>.Builder probes = ImmutableArray.CreateBuilder<Probe>();
        for (int by = 0; by < sizes.Length; by++)
        {
            bool whole = all || sizes[by] <= share;
            foreach (long element in whole ? Sequence(sizes[by]) : Sample(sizes[by], share, random))
            {
                probes.Add(Probe.Coordinate(by, element));
            }
            if (!whole)
            {
                int moving = by;
                probes.Add(Probe.Along(by, UnitDirection(sizes, other => other == moving, random)));
            }
        }
        return probes.ToImmutable();
    }

    private static IEnumerable<long> Sequence(long count)
    {
        for (long index = 0; index < count; index++)
        {
            yield return index;
        }
    }

    private static SortedSet<long> Sample(long count, int chosen, Random random)
    {
        SortedSet<long> sample = [];
        while (sample.Count < chosen)
        {
            sample.Add(random.NextInt64(count));
        }
        return sample;
    }

    private static double[]?[] UnitDirection(long[] sizes, Func<int, bool> moves, Random random)
    {
        double[]?[] direction = [.. sizes.Select((size, by) => moves(by) ? Draw(size, random) : null)];
        double length = Math.Sqrt(direction.Sum(part => part is null ? 0 : Sums.InnerProduct(part, part)));
        return [.. direction.Select(part => part?.Select(value => value / length).ToArray())];
    }

    private static double[] Draw(long size, Random random)
    {
        double[] part = new double[size];
        for (int index = 0; index < part.Length; index++)
        {
            // Every coordinate counts: magnitudes from 0.5 to 1.5, signs at random.
            part[index] = (0.5 + random.NextDouble()) * (random.Next(2) == 0 ? -1 : 1);
        }
        return part;
    }
}
