namespace Graph.Lowering;

/// <summary>
/// Whether the stores of a kernel write each element of an operand once. The place of a store is a sum of digits: axes, each with its size and
/// a coefficient, and the constants in which the stores of a stage differ. It is each element once where the digits are a mixed radix system.
/// </summary>
internal static class Coverage
{
    /// <summary>Whether the stores of some stage write each element of an operand, one of them at one point.</summary>
    public static bool IsWhole(LoopKernel kernel, int operand)
    {
        long count = kernel.Operands[operand].Type.ElementCount;
        return count == 0 || kernel.Stages.Any(stage => IsOneToOne(
            [
                .. stage.Effects.OfType<Store>()
                    .Where(store => store is { Kind: ScatterKind.Overwrite, Place: { Indirection: null, Guard.IsNever: false } }
                        && store.Place.Operand == operand)
                    .Select(store => store.Place),
            ],
            count));
    }

    private static bool IsOneToOne(ImmutableArray<Place> places, long count)
    {
        if (places.IsEmpty || places.Any(place => !place.Map.IsAffine || !place.Map.Terms.SequenceEqual(places[0].Map.Terms))
            || DigitsOf([.. places.Select(place => place.Map.Constant)]) is not { } constants)
        {
            return false;
        }
        List<(long Coefficient, long Size)> digits = [.. constants];
        foreach ((IndexAtom atom, long coefficient) in places[0].Map.Terms)
        {
            LoopAxis axis = ((AxisAtom)atom).Axis;
            if (SizeWithin(places, axis, coefficient, constants, digits) is not { } digit)
            {
                return false;
            }
            digits.Add(digit);
        }
        long next = 1;
        foreach ((long coefficient, long size) in digits.OrderBy(digit => digit.Coefficient))
        {
            if (coefficient != next)
            {
                return false;
            }
            next = checked(next * size);
        }
        // A guard on anything else than a digit may hold back any element.
        return next == count
            && places.All(place => place.Guard.Bounds.All(bound => bound.Map.AsAxis is { } axis && places[0].Map.DependsOn(axis)));
    }

    /// <summary>
    /// The digit of an axis. Where guards end the axis earlier for the later of some stores, which write between its elements, it takes their
    /// digit in: s·i + a for a = 0 … s − 1 is one digit, the last run of which may be shorter. Null where guards end it otherwise.
    /// </summary>
    /// <param name="places">The places of the stores.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="coefficient">Its coefficient in all of them.</param>
    /// <param name="constants">The digits of their constants.</param>
    /// <param name="digits">Those of them that are not taken in yet.</param>
    private static (long Coefficient, long Size)? SizeWithin(
        ImmutableArray<Place> places, LoopAxis axis, long coefficient, IReadOnlyList<(long Coefficient, long Size)> constants,
        List<(long Coefficient, long Size)> digits)
    {
        long LimitOf(Place place) => place.Guard.Bounds.Where(bound => bound.Map.AsAxis == axis).Select(bound => bound.Limit).Append(axis.Size).Min();
        if (places.All(place => LimitOf(place) == axis.Size))
        {
            return (coefficient, axis.Size);
        }
        int between = digits.FindIndex(digit => digit.Coefficient * digit.Size == coefficient);
        if (between < 0)
        {
            return null;
        }
        (long unit, long runs) = digits[between];
        digits.RemoveAt(between);
        // What larger digits leave of a constant: their coefficients need not be multiples of this one's run.
        long DigitOf(Place place) => constants.Where(digit => digit.Coefficient > unit).OrderByDescending(digit => digit.Coefficient)
            .Aggregate(place.Map.Constant, (rest, digit) => rest % digit.Coefficient) / unit;
        ILookup<long, long> limits = places.ToLookup(DigitOf, LimitOf);
        long longer = limits.Count(run => run.All(limit => limit == axis.Size));
        bool isRun = limits.All(run => run.All(limit => limit == (run.Key < longer ? axis.Size : axis.Size - 1)));
        return isRun ? (unit, (runs * (axis.Size - 1)) + longer) : null;
    }

    /// <summary>The digits of which some numbers are all the values, 0 among them; null where they are not such.</summary>
    private static List<(long Coefficient, long Size)>? DigitsOf(ImmutableArray<long> constants)
    {
        SortedSet<long> numbers = [.. constants];
        List<(long Coefficient, long Size)> digits = [];
        if (numbers.Count != constants.Length || numbers.Min != 0)
        {
            return null;
        }
        while (numbers.Count > 1)
        {
            long step = numbers.ElementAt(1);
            long size = 1;
            while (numbers.Contains(size * step))
            {
                size++;
            }
            // Runs of that many neighbours, which start at the values of the digits that are left.
            SortedSet<long> starts = [.. numbers.Where(number => !numbers.Contains(number - step))];
            bool isWhole = starts.Count * size == numbers.Count
                && starts.All(start => Enumerable.Range(0, (int)size).All(turn => numbers.Contains(start + (turn * step))));
            if (!isWhole)
            {
                return null;
            }
            digits.Add((step, size));
            numbers = starts;
        }
        return digits;
    }
}
