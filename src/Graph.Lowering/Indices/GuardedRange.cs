namespace Graph.Lowering;

/// <summary>Between which values a map stays where a guard holds; an interval that is sound, not always the tightest.</summary>
internal static class GuardedRange
{
    // What an interval does not show is looked at point by point, where they are not more.
    private const long MostPoints = 1 << 18;

    /// <summary>Whether 0 ≤ map &lt; limit wherever the guard holds; of very many points, where an interval shows it.</summary>
    public static bool IsWithin(IndexMap map, Guard guard, long limit)
    {
        (long least, long most) = Of(map, guard);
        if (least >= 0 && most < limit)
        {
            return true;
        }
        LoopAxis[] axes = [.. guard.Bounds.Aggregate(map.Axes(), (axes, bound) => axes.Union(bound.Map.Axes()))];
        return axes.Aggregate(1.0, (points, axis) => points * axis.Size) <= MostPoints && IsWithinAtEach(map, guard, limit, axes);
    }

    private static bool IsWithinAtEach(IndexMap map, Guard guard, long limit, LoopAxis[] axes)
    {
        long[] values = new long[axes.Select(axis => axis.Number + 1).DefaultIfEmpty(0).Max()];
        long points = axes.Aggregate(1L, (count, axis) => count * axis.Size);
        for (long point = 0; point < points; point++)
        {
            long rest = point;
            foreach (LoopAxis axis in axes)
            {
                (rest, values[axis.Number]) = Math.DivRem(rest, axis.Size);
            }
            if (guard.Holds(values) && (map.Evaluate(values) is var value) && (value < 0 || value >= limit))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The least and the largest value that the map may take.</summary>
    public static (long Least, long Most) Of(IndexMap map, Guard guard) => Of(map, [.. guard.Bounds.SelectMany(Facts)]);

    private static IEnumerable<Fact> Facts(Bound bound)
    {
        (long least, long most) = (Math.Max(0, bound.Map.Minimum), Math.Min(bound.Limit - 1, bound.Map.Maximum));
        yield return new Fact(bound.Map, least, most);
        // x = c·⌊x / c⌋ + x % c, where the bound is on the remainder.
        if (bound.Map.Terms is [(RemainderAtom(var dividend, var divisor), 1)])
        {
            (long first, long last) = (IndexMap.FloorDivide(dividend.Minimum, divisor), IndexMap.FloorDivide(dividend.Maximum, divisor));
            yield return new Fact(dividend, (divisor * first) + least - bound.Map.Constant, (divisor * last) + most - bound.Map.Constant);
        }
    }

    private static (long Least, long Most) Of(IndexMap map, ImmutableArray<Fact> facts)
    {
        (long least, long most) = (map.Constant, map.Constant);
        foreach ((IndexAtom atom, long by) in map.Terms)
        {
            (long low, long high) = atom is QuotientAtom(var dividend, var divisor) && Of(dividend, facts) is var inner
                ? (IndexMap.FloorDivide(inner.Least, divisor), IndexMap.FloorDivide(inner.Most, divisor))
                : (atom.Minimum, atom.Maximum);
            least += by * (by > 0 ? low : high);
            most += by * (by > 0 ? high : low);
        }
        for (int place = 0; place < facts.Length; place++)
        {
            // A multiple of what a fact is about is replaced by the range that the fact gives it.
            if (facts[place].TimesIn(map) is { } times)
            {
                (IndexMap known, long first, long last) = facts[place];
                (long low, long high) = Of(map - (known * times), facts.RemoveAt(place));
                least = Math.Max(least, low + (times * (times > 0 ? first : last)));
                most = Math.Min(most, high + (times * (times > 0 ? last : first)));
            }
        }
        return (least, most);
    }

    private readonly record struct Fact(IndexMap Map, long Least, long Most)
    {
        /// <summary>By how much to multiply the map so that its first term is that of another map, if that is whole.</summary>
        public long? TimesIn(IndexMap other)
        {
            if (Map.Terms.IsEmpty)
            {
                return null;
            }
            (IndexAtom atom, long coefficient) = Map.Terms[0];
            IndexTerm shared = other.Terms.FirstOrDefault(term => term.Atom.Equals(atom));
            return shared.Atom is null || shared.Coefficient % coefficient != 0 ? null : shared.Coefficient / coefficient;
        }
    }
}
