using System.Globalization;

namespace Graph.Lowering;

/// <summary>The condition 0 ≤ map &lt; limit.</summary>
/// <param name="Map">What is bounded.</param>
/// <param name="Limit">The first value above.</param>
public sealed record Bound(IndexMap Map, long Limit)
{
    /// <summary>Whether the ranges of the axes prove it.</summary>
    public bool IsCertain => Map.Minimum >= 0 && Map.Maximum < Limit;

    /// <summary>Whether the ranges of the axes disprove it.</summary>
    public bool IsImpossible => Limit <= 0 || Map.Maximum < 0 || Map.Minimum >= Limit;

    /// <summary>The same condition without a common factor of all coefficients, and not on a quotient but on what is divided.</summary>
    public Bound Simplify()
    {
        Bound bound = this;
        while (true)
        {
            if (bound.Map.Terms is [(QuotientAtom(var dividend, var divisor), 1)])
            {
                bound = checked(new(dividend + (divisor * bound.Map.Constant), divisor * bound.Limit));
                continue;
            }
            long factor = bound.Map.CommonFactor;
            if (factor <= 1)
            {
                return bound;
            }
            long shift = IndexMap.FloorDivide(bound.Map.Constant, factor);
            long last = IndexMap.FloorDivide(bound.Limit - 1 - bound.Map.Constant, factor);
            bound = new(bound.Map.WithoutFactor(factor), last + shift + 1);
        }
    }

    /// <summary>The sides that are not certain, such as <c>0 ≤ i − 1</c> or <c>i + 2 &lt; 5</c>.</summary>
    public override string ToString()
    {
        string limit = Limit.ToString(CultureInfo.InvariantCulture);
        return Map.Maximum < Limit ? $"0 ≤ {Map}" : Map.Minimum >= 0 ? $"{Map} < {limit}" : $"0 ≤ {Map} < {limit}";
    }
}

/// <summary>
/// A conjunction of bounds: where a load has data, or a store takes place. What the ranges of the axes prove is left out.
/// </summary>
public sealed record Guard
{
    private static readonly Bound impossible = new(IndexMap.Zero, 0);

    private Guard(Sequence<Bound> bounds) => Bounds = bounds;

    /// <summary>Holds everywhere.</summary>
    public static Guard Always { get; } = new([]);

    /// <summary>Holds nowhere.</summary>
    public static Guard Never { get; } = new([impossible]);

    /// <summary>What must hold, in canonical order and no map twice.</summary>
    public Sequence<Bound> Bounds { get; }

    /// <summary>Whether it holds everywhere.</summary>
    public bool IsAlways => Bounds.Count == 0;

    /// <summary>Whether it holds nowhere.</summary>
    public bool IsNever => Bounds.Count == 1 && Bounds[0] == impossible;

    /// <summary>The guard 0 ≤ map &lt; limit.</summary>
    public static Guard Within(IndexMap map, long limit) => Always.And(new Bound(map, limit));

    /// <summary>The guard that divisor divides the map.</summary>
    public static Guard Divides(long divisor, IndexMap map) => Within(map.Remainder(divisor), 1);

    /// <summary>Both.</summary>
    public Guard And(Guard other)
    {
        Guard both = this;
        foreach (Bound bound in other.Bounds)
        {
            both = both.And(bound);
        }
        return both;
    }

    /// <summary>Whether it holds where each axis has the value that stands at its number.</summary>
    public bool Holds(ReadOnlySpan<long> values)
    {
        foreach (Bound bound in Bounds)
        {
            long value = bound.Map.Evaluate(values);
            if (value < 0 || value >= bound.Limit)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The guard with each axis replaced.</summary>
    public Guard Substitute(Func<LoopAxis, IndexMap> replace)
    {
        Guard guard = Always;
        foreach (Bound bound in Bounds)
        {
            guard = guard.And(new Bound(bound.Map.Substitute(replace), bound.Limit));
        }
        return guard;
    }

    /// <summary>The bounds, joined by <c>and</c>.</summary>
    public override string ToString() => IsAlways ? "always" : IsNever ? "never" : string.Join(" and ", Bounds);

    private Guard And(Bound given)
    {
        Bound bound = given.Simplify();
        if (bound.IsCertain || IsNever)
        {
            return this;
        }
        if (bound.IsImpossible)
        {
            return Never;
        }
        long limit = Bounds.Where(own => own.Map.Equals(bound.Map)).Select(own => own.Limit).Append(bound.Limit).Min();
        IEnumerable<Bound> others = Bounds.Where(own => !own.Map.Equals(bound.Map));
        return new([.. others.Append(bound with { Limit = limit }).OrderBy(own => own.Map, IndexMap.CanonicalOrder)]);
    }
}
