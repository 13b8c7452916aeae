using static Graph.IR.BinaryKind;

namespace Graph.Transforms;

/// <summary>
/// Sums of tensors of which each is zero but for a part of one axis: what a gradient makes of slices. Neighbouring parts are concatenated.
/// </summary>
/// <remarks>At each place one part at most is not zero, so no rounding changes, whatever the order.</remarks>
internal static class PaddedParts
{
    private const int MostTerms = 64;

    /// <summary>The sum with neighbouring parts joined; null where there are none, where parts overlap, or where more than one term is none.</summary>
    public static Expr? Join(Expr sum)
    {
        List<Expr> terms = TermsOf(sum);
        List<Expr> parts = [.. terms.Where(IsPart)];
        if (parts.Count < 2 || terms.Count - parts.Count > 1 || AxisOf(parts) is not { } axis)
        {
            return null;
        }
        parts.Sort((a, b) => Low(a, axis).CompareTo(Low(b, axis)));
        List<Expr> joined = [parts[0]];
        foreach (Expr part in parts.Skip(1))
        {
            long gap = Low(part, axis) - Limit(joined[^1], axis);
            if (gap < 0)
            {
                return null;
            }
            if (gap > 0)
            {
                joined.Add(part);
            }
            else
            {
                joined[^1] = Behind(joined[^1], part, axis);
            }
        }
        return joined.Count == parts.Count ? null : joined.Concat(terms.Where(term => !IsPart(term))).Aggregate((a, b) => a + b);
    }

    private static List<Expr> TermsOf(Expr sum)
    {
        List<Expr> terms = [];
        Stack<Expr> pending = new([sum]);
        while (pending.TryPop(out Expr? node))
        {
            if (node is (Binary(Add), [var a, var b]) && terms.Count + pending.Count < MostTerms)
            {
                pending.Push(b);
                pending.Push(a);
            }
            else
            {
                terms.Add(node);
            }
        }
        return terms;
    }

    private static bool IsPart(Expr term) =>
        term is (Pad pad, [var inner, { IsZero: true }]) && Slices.OnlySurrounds(pad) && inner.Type.ElementCount > 0;

    /// <summary>The one axis in which the places of the parts differ; null where they differ in none or more.</summary>
    private static int? AxisOf(List<Expr> parts)
    {
        int? found = null;
        for (int axis = 0; axis < parts[0].Rank; axis++)
        {
            if (parts.Any(part => Low(part, axis) != Low(parts[0], axis) || Limit(part, axis) != Limit(parts[0], axis)))
            {
                if (found is not null)
                {
                    return null;
                }
                found = axis;
            }
        }
        return found;
    }

    private static Expr Behind(Expr first, Expr second, int axis)
    {
        (Pad p, Pad q) = ((Pad)first.Op, (Pad)second.Op);
        Expr whole = Primitives.Concatenate([first.Inputs[0], second.Inputs[0]], axis);
        return whole.Pad(first.Inputs[1], p.Low, p.High.With(axis, q.High[axis]), p.Interior);
    }

    // Parts that were joined may fill the whole axis, and are then no longer padded.
    private static long Low(Expr part, int axis) => part.Op is Pad pad ? pad.Low[axis] : 0;

    private static long Limit(Expr part, int axis) => part.Op is Pad ? Low(part, axis) + part.Inputs[0].Shape[axis] : part.Shape[axis];
}
