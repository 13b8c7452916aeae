using Graph.Properties.Checking;
using Graph.Properties.Generation;
using Graph.Transforms;

namespace Graph.Properties.Equivalences;

/// <summary>Builds derivatives of a case as cases of their own; seeds and tangents are parameters of it with drawn values.</summary>
public static class Derivatives
{
    /// <summary>The float parameters of a computation.</summary>
    public static ImmutableArray<Expr> By(Computation computation) => [.. computation.Parameters.Where(x => x.Element.IsFloat)];

    /// <summary>The float results of a computation.</summary>
    public static ImmutableArray<Expr> Of(Computation computation) => [.. computation.Results.Where(x => x.Element.IsFloat)];

    /// <summary>
    /// The cotangent of each float parameter for drawn seeds, zeros where nothing reaches it; null where there is nothing to differentiate.
    /// </summary>
    public static Case? Reverse(Case subject)
    {
        (ImmutableArray<Expr> by, ImmutableArray<Expr> of) = (By(subject.Computation), Of(subject.Computation));
        if (by.IsEmpty || of.IsEmpty || !HasReverse(subject.Computation))
        {
            return null;
        }
        Leaves seeds = new(subject.DrawFor("seeds"), "seed", of);
        ImmutableArray<Expr?> cotangents = ReverseMode.Pullback(of, seeds.Parameters, by);
        return cotangents.All(x => x is null) ? null : With(subject, [seeds], OrZeros(cotangents, by));
    }

    /// <summary>⟨seed, J·tangent⟩ − ⟨Jᵀ·seed, tangent⟩, which is zero but for rounding; null where there is nothing to differentiate.</summary>
    public static Case? ForwardMinusReverse(Case subject)
    {
        (ImmutableArray<Expr> by, ImmutableArray<Expr> of) = (By(subject.Computation), Of(subject.Computation));
        if (by.IsEmpty || of.IsEmpty)
        {
            return null;
        }
        Leaves seeds = new(subject.DrawFor("seeds"), "seed", of), tangents = new(subject.DrawFor("tangents"), "tangent", by);
        ImmutableArray<Expr?> reverse = ReverseMode.Pullback(of, seeds.Parameters, by);
        ImmutableArray<Expr?> forward = ForwardMode.Pushforward(of, by, tangents.Parameters);
        Expr difference = Inner(OrZeros(forward, of), seeds.Parameters) - Inner(OrZeros(reverse, by), tangents.Parameters);
        return With(subject, [seeds, tangents], [difference]);
    }

    /// <summary>⟨H·u, v⟩ − ⟨H·v, u⟩ for the second derivative H of the weighted results, which is zero but for rounding; null without derivatives.</summary>
    public static Case? HessianAsymmetry(Case subject)
    {
        (ImmutableArray<Expr> by, ImmutableArray<Expr> of) = (By(subject.Computation), Of(subject.Computation));
        if (by.IsEmpty || of.IsEmpty)
        {
            return null;
        }
        Leaves seeds = new(subject.DrawFor("seeds"), "seed", of);
        Leaves u = new(subject.DrawFor("u"), "u", by), v = new(subject.DrawFor("v"), "v", by);
        ImmutableArray<Expr> gradient = OrZeros(ReverseMode.Pullback(of, seeds.Parameters, by), by);
        Expr left = Inner(OrZeros(ForwardMode.Pushforward(gradient, by, u.Parameters), by), v.Parameters);
        // The other order of modes, so that both tables are differentiated by both.
        Expr directional = Inner(OrZeros(ForwardMode.Pushforward(of, by, v.Parameters), of), seeds.Parameters);
        Expr right = Inner(OrZeros(ReverseMode.Pullback([directional], [Primitives.Fill(directional.Type, 1)], by), by), u.Parameters);
        return With(subject, [seeds, u, v], [left - right]);
    }

    /// <summary>
    /// Whether the derivative is the one that the values have: nothing stops it, no user gives another one, and no float becomes bits and then a float
    /// again, which rules see through and derivatives do not.
    /// </summary>
    public static bool IsPlain(Computation computation) => HasNoCustom(computation) && All(computation, op => op is not (StopGradient or Bitcast));

    /// <summary>Whether no user gives a derivative.</summary>
    public static bool HasNoCustom(Computation computation) => All(computation, op => op is not Call call || (call.Pullback ?? call.Pushforward) is null);

    // A call with a derivative of the user's for forward mode alone is refused by reverse mode, on purpose.
    private static bool HasReverse(Computation computation) => All(computation, op => op is not Call { Pullback: null, Pushforward: not null });

    private static bool All(Computation computation, Func<Op, bool> condition) =>
        computation.Nodes.All(node => condition(node.Op) && Verifier.Held(node.Op).All(held => All(held, condition)));

    private static ImmutableArray<Expr> OrZeros(ImmutableArray<Expr?> derivatives, ImmutableArray<Expr> like) =>
        [.. derivatives.Select((x, place) => x ?? Primitives.Zeros(like[place].Type))];

    private static Expr Inner(ImmutableArray<Expr> left, ImmutableArray<Expr> right)
    {
        Expr sum = Primitives.Constant(Literal.Scalar(0.0));
        for (int place = 0; place < left.Length; place++)
        {
            Expr product = left[place].Cast(ElementType.F64) * right[place].Cast(ElementType.F64);
            sum += product.Sum(Axes.Range(0, product.Rank));
        }
        return sum;
    }

    private static Case With(Case subject, ImmutableArray<Leaves> leaves, ImmutableArray<Expr> results) => subject with
    {
        Computation = Computation.Create("derivative", [.. subject.Computation.Parameters, .. leaves.SelectMany(x => x.Parameters)], results),
        Arguments = [.. subject.Arguments, .. leaves.SelectMany(x => x.Values)],
    };

    private sealed class Leaves(Draw draw, string name, ImmutableArray<Expr> like)
    {
        public ImmutableArray<Expr> Parameters { get; } = [.. like.Select((x, place) => Primitives.Leaf($"{name}{place}", x.Type))];

        public ImmutableArray<Literal> Values { get; } = [.. like.Select(x => Generation.Values.Literal(draw, x.Type, Profile.Smooth))];
    }
}
