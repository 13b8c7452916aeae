using System.Diagnostics;
using System.Numerics;

namespace Graph.Lowering;

public sealed partial class IndexMap
{
    /// <summary>The sum.</summary>
    public static IndexMap operator +(IndexMap left, IndexMap right) =>
        left.IsConstant && left.Constant == 0 ? right : right.IsConstant ? left + right.Constant : Combine(left, right, 1);

    /// <summary>The difference.</summary>
    public static IndexMap operator -(IndexMap left, IndexMap right) => Combine(left, right, -1);

    /// <summary>The sum with a number.</summary>
    public static IndexMap operator +(IndexMap left, long right) => right == 0 ? left : new(left.Terms, checked(left.Constant + right));

    /// <summary>The difference with a number.</summary>
    public static IndexMap operator -(IndexMap left, long right) => left + checked(-right);

    /// <summary>A multiple.</summary>
    public static IndexMap operator *(IndexMap map, long factor) => factor switch
    {
        0 => Zero,
        1 => map,
        _ => new([.. map.Terms
            .Select(term => term with { Coefficient = checked(term.Coefficient * factor) })], checked(map.Constant * factor)),
    };

    /// <summary>⌊map / divisor⌋.</summary>
    /// <param name="divisor">At least 1.</param>
    public IndexMap Divide(long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(divisor, 1);
        (IndexMap whole, IndexMap rest) = SplitBy(divisor);
        return whole + QuotientOf(rest, divisor);
    }

    /// <summary>map − divisor · ⌊map / divisor⌋, from 0 up to divisor − 1.</summary>
    /// <param name="divisor">At least 1.</param>
    public IndexMap Remainder(long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(divisor, 1);
        IndexMap rest = SplitBy(divisor).Remaining;
        if (rest.IsWithin(divisor, out long quotient))
        {
            return rest - (quotient * divisor);
        }
        // k·(x % m) and k·x differ by a multiple of k·m.
        foreach ((IndexAtom atom, long coefficient) in rest.Terms)
        {
            if (atom is RemainderAtom(var inner, var modulus) && coefficient * modulus % divisor == 0)
            {
                return (rest - (Of(atom) * coefficient) + (inner * coefficient)).Remainder(divisor);
            }
        }
        return rest.TryFactor(divisor, out long factor, out IndexMap coarse, out IndexMap fine)
            ? (coarse.Remainder(divisor / factor) * factor) + fine
            : Of(new RemainderAtom(rest, divisor));
    }

    /// <summary>The map with each axis replaced.</summary>
    public IndexMap Substitute(Func<LoopAxis, IndexMap> replace)
    {
        IndexMap sum = Of(Constant);
        foreach ((IndexAtom atom, long coefficient) in Terms)
        {
            sum += atom switch
            {
                AxisAtom(var axis) => replace(axis),
                QuotientAtom(var dividend, var divisor) => dividend.Substitute(replace).Divide(divisor),
                RemainderAtom(var dividend, var divisor) => dividend.Substitute(replace).Remainder(divisor),
                _ => throw new UnreachableException($"{atom} is of no known kind"),
            } * coefficient;
        }
        return sum;
    }

    internal static long FloorDivide(long dividend, long divisor) =>
        Math.DivRem(dividend, divisor) is var (quotient, rest) && rest < 0 ? quotient - 1 : quotient;

    internal static long FloorRemainder(long dividend, long divisor) => dividend - (FloorDivide(dividend, divisor) * divisor);

    /// <summary>The greatest common divisor of the coefficients; 0 of a constant.</summary>
    internal long CommonFactor =>
        (long)Terms.Aggregate(BigInteger.Zero, (common, term) => BigInteger.GreatestCommonDivisor(common, term.Coefficient));

    /// <summary>⌊map / factor⌋ for a factor of all coefficients.</summary>
    internal IndexMap WithoutFactor(long factor) =>
        new([.. Terms.Select(term => term with { Coefficient = term.Coefficient / factor })], FloorDivide(Constant, factor));

    private static IndexMap Of(IndexAtom atom) => new([new(atom, 1)], 0);

    /// <summary>map = divisor · whole + rest, with the coefficients of the rest below the divisor.</summary>
    private (IndexMap Whole, IndexMap Remaining) SplitBy(long divisor)
    {
        IEnumerable<IndexTerm> whole = Terms.Select(term => term with { Coefficient = term.Coefficient / divisor });
        IEnumerable<IndexTerm> rest = Terms.Select(term => term with { Coefficient = term.Coefficient % divisor });
        return (
            new([.. whole.Where(IsThere)], FloorDivide(Constant, divisor)),
            new([.. rest.Where(IsThere)], FloorRemainder(Constant, divisor)));

        static bool IsThere(IndexTerm term) => term.Coefficient != 0;
    }

    private static IndexMap QuotientOf(IndexMap rest, long divisor)
    {
        if (rest.IsWithin(divisor, out long quotient))
        {
            return Of(quotient);
        }
        if (rest.TryFactor(divisor, out long factor, out IndexMap coarse, out _))
        {
            return coarse.Divide(divisor / factor);
        }
        return rest.Terms switch
        {
            // ⌊(⌊x / a⌋ + d) / b⌋ = ⌊(x + a·d) / (a·b)⌋
            [(QuotientAtom(var inner, var by), 1)] => (inner + checked(by * rest.Constant)).Divide(checked(by * divisor)),
            // (x % m) / b = (x / b) % (m / b) where b divides m
            [(RemainderAtom(var inner, var modulus), 1)] when rest.Constant == 0 && modulus % divisor == 0 =>
                inner.Divide(divisor).Remainder(modulus / divisor),
            _ => Of(new QuotientAtom(rest, divisor)),
        };
    }

    /// <summary>Whether the quotient is the same for all values.</summary>
    private bool IsWithin(long divisor, out long quotient)
    {
        quotient = FloorDivide(Minimum, divisor);
        return quotient == FloorDivide(Maximum, divisor);
    }

    /// <summary>map = factor · coarse + fine with 0 ≤ fine &lt; factor, for the largest factor above 1 that divides the divisor.</summary>
    private bool TryFactor(long divisor, out long factor, out IndexMap coarse, out IndexMap fine)
    {
        IEnumerable<long> factors = Terms.Select(term => (long)BigInteger.GreatestCommonDivisor(term.Coefficient, divisor))
            .Where(by => by > 1).Distinct();
        foreach (long by in factors.OrderDescending())
        {
            IndexMap small = new([.. Terms.Where(term => term.Coefficient % by != 0)], 0);
            long carried = FloorDivide(checked(Constant + small.Minimum), by);
            small += Constant - (carried * by);
            if (small.Maximum < by)
            {
                IEnumerable<IndexTerm> large = Terms.Where(term => term.Coefficient % by == 0);
                (factor, fine) = (by, small);
                coarse = new([.. large.Select(term => term with { Coefficient = term.Coefficient / by })], carried);
                return true;
            }
        }
        (factor, coarse, fine) = (1, this, Zero);
        return false;
    }

    private static IndexMap Combine(IndexMap left, IndexMap right, long sign)
    {
        SortedDictionary<IndexAtom, long> sum = new(IndexAtom.CanonicalOrder);
        Accumulate(sum, left, 1);
        Accumulate(sum, right, sign);
        long constant = checked(left.Constant + (sign * right.Constant));
        while (Rejoin(sum) is { } joined)
        {
            (IndexMap whole, long times) = joined;
            Accumulate(sum, whole, times);
            constant = checked(constant + (times * whole.Constant));
        }
        return new([.. sum.Select(entry => new IndexTerm(entry.Key, entry.Value))], constant);
    }

    private static void Accumulate(SortedDictionary<IndexAtom, long> sum, IndexMap map, long times)
    {
        foreach ((IndexAtom atom, long coefficient) in map.Terms)
        {
            long total = checked(sum.GetValueOrDefault(atom) + (times * coefficient));
            if (total == 0)
            {
                sum.Remove(atom);
            }
            else
            {
                sum[atom] = total;
            }
        }
    }

    /// <summary>Takes k·(x % m) + k·m·(x / m) out of a sum, which is k·x.</summary>
    private static (IndexMap Whole, long Times)? Rejoin(SortedDictionary<IndexAtom, long> sum)
    {
        foreach ((IndexAtom atom, long coefficient) in sum)
        {
            if (atom is RemainderAtom(var dividend, var modulus)
                && dividend.Divide(modulus) is { Constant: 0, Terms: [(var quotient, 1)] }
                && sum.TryGetValue(quotient, out long times) && times == coefficient * modulus)
            {
                sum.Remove(atom);
                sum.Remove(quotient);
                return (dividend, coefficient);
            }
        }
        return null;
    }
}
