namespace Graph.Codegen;

/// <summary>How candidates for an extremum are compared: the first NaN wins, else the first of the best.</summary>
internal static class Extrema
{
    /// <summary>What every candidate is at least as good as.</summary>
    public static Literal Worst(ExtremumKind kind, ElementType element) =>
        kind == ExtremumKind.Largest ? Numbers.Least(element) : Numbers.Most(element);

    /// <summary>Whether a candidate is beyond another, or a NaN where the other is none.</summary>
    public static LaneValue IsBetter(Lane lane, ExtremumKind kind, LaneValue candidate, LaneValue other)
    {
        CompareKind beyond = kind == ExtremumKind.Largest ? CompareKind.GreaterThan : CompareKind.LessThan;
        LaneValue isBeyond = lane.Apply(new Compare(beyond), ElementType.Bool, [candidate, other]);
        if (!candidate.Element.IsFloat)
        {
            return isBeyond;
        }
        LaneValue isNan = lane.Apply(new Compare(CompareKind.NotEqualTo), ElementType.Bool, [candidate, candidate]);
        LaneValue isNumber = lane.Apply(new Compare(CompareKind.EqualTo), ElementType.Bool, [other, other]);
        return Either(lane, isBeyond, Both(lane, isNan, isNumber));
    }

    /// <summary>Whether a candidate is better than another, or as good and at an earlier place.</summary>
    public static LaneValue Wins(
        Lane lane, ExtremumKind kind, (LaneValue Value, LaneValue Place) candidate, (LaneValue Value, LaneValue Place) other)
    {
        LaneValue isBetter = IsBetter(lane, kind, candidate.Value, other.Value);
        LaneValue isWorse = IsBetter(lane, kind, other.Value, candidate.Value);
        LaneValue isEqual = lane.Apply(new Compare(CompareKind.EqualTo), ElementType.Bool, [isBetter, isWorse]);
        LaneValue isEarlier = lane.Apply(new Compare(CompareKind.LessThan), ElementType.Bool, [candidate.Place, other.Place]);
        return Either(lane, isBetter, Both(lane, isEqual, isEarlier));
    }

    /// <summary>Whether two bools hold.</summary>
    public static LaneValue Both(Lane lane, LaneValue a, LaneValue b) =>
        lane.Apply(new Binary(BinaryKind.BitwiseAnd), ElementType.Bool, [a, b]);

    private static LaneValue Either(Lane lane, LaneValue a, LaneValue b) =>
        lane.Apply(new Binary(BinaryKind.BitwiseOr), ElementType.Bool, [a, b]);
}
