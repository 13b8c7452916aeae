namespace Graph.Transforms;

/// <summary>
/// Elementwise operators change places with movement that all their operands share: the operator works on the smaller or unmoved operands, and the
/// movement, now nearer to the results, meets what absorbs it. Constants that repeat one number take any shape, so they never stand in the way.
/// </summary>
/// <remarks>Each firing brings a movement operator one step nearer to the results. An operator passes no more than a few of them, so work is linear.</remarks>
internal static class MotionRules
{
    // Movements of different kinds pile up where they do not merge; each operator would pass the whole pile.
    private const int DeepestPile = 8;

    private static readonly ImmutableArray<Type> elementwise =
        [typeof(Unary), typeof(Binary), typeof(Compare), typeof(Select), typeof(Cast), typeof(Bitcast)];

    /// <summary>Rules at any elementwise operator.</summary>
    public static ImmutableArray<Rule> Exact { get; } = Rule.At(
        elementwise,
        // f(broadcast x, broadcast y) = broadcast f(x, y): computed once
        new("elementwise-broadcast", e => Shared<Broadcast>(e) is (Broadcast(var shape, var axes), _) b && IsSmaller(b.Inputs[0], e)
            ? OnSources(e, b)?.Broadcast(shape, axes) : null),
        new("elementwise-reshape", e => Shared<Reshape>(e) is { } r ? OnSources(e, r)?.Reshape(e.Shape) : null),
        new("elementwise-transpose", e => Shared<Transpose>(e) is (Transpose(var p), _) t ? OnSources(e, t)?.Transpose(p) : null),
        new("elementwise-reverse", e => Shared<Reverse>(e) is (Reverse(var axes), _) r ? OnSources(e, r)?.Reverse(axes) : null),
        // f(pad(x, a), pad(y, b)) = pad(f(x, y), f(a, b)): the padding is computed once
        new("elementwise-pad", e => Shared<Pad>(e) is (Pad(var low, var high, var interior) op, _) p && Slices.OnlyAdds(op) && OnSources(e, p) is { } inner
            ? inner.Pad(OnFills(e), low, high, interior) : null));

    /// <summary>The first operand that is not one repeated constant, where it is of the given operator; it decides for all.</summary>
    private static Expr? Shared<TOp>(Expr e) where TOp : Op
    {
        foreach (Expr operand in e.Inputs)
        {
            if (operand.Op is TOp && operand.Splat is null)
            {
                return IsPassable(operand) ? operand : null;
            }
            if (operand.Splat is null)
            {
                return null;
            }
        }
        return null;
    }

    /// <summary>Whether only a few movements lie upon each other here.</summary>
    private static bool IsPassable(Expr movement)
    {
        int height = 0;
        for (Expr e = movement; e.Op is Broadcast or Reshape or Transpose or Reverse or Pad; e = e.Inputs[0])
        {
            if (++height > DeepestPile)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The operator on what its operands move, where all move alike; else null.</summary>
    private static Expr? OnSources(Expr e, Expr like)
    {
        Shape source = like.Inputs[0].Shape;
        ImmutableArray<Expr>.Builder sources = ImmutableArray.CreateBuilder<Expr>(e.Inputs.Length);
        foreach (Expr operand in e.Inputs)
        {
            if (operand.Splat is { } splat)
            {
                sources.Add(Primitives.Constant(splat).Broadcast(source, []));
            }
            else if (operand.Op == like.Op && operand.Inputs[0].Shape == source)
            {
                sources.Add(operand.Inputs[0]);
            }
            else
            {
                return null;
            }
        }
        return Expr.Create(e.Op, sources.MoveToImmutable());
    }

    private static Expr OnFills(Expr e) => Expr.Create(
        e.Op, [.. e.Inputs.Select(operand => operand.Splat is { } splat ? Primitives.Constant(splat) : operand.Inputs[1])]);

    private static bool IsSmaller(Expr source, Expr e) => source.Type.ElementCount < e.Shape.ElementCount;
}
