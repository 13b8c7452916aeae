using Graph.Properties.Generation;

namespace Graph.Properties.Shrinking;

/// <summary>Smaller shapes: one size, or a factor of all sizes, replaced by a smaller one wherever it stands. What no longer fits together is left out.</summary>
public static class SizeCuts
{
    /// <summary>Every cut of a case.</summary>
    public static IEnumerable<Case> Of(Case subject)
    {
        IEnumerable<long> sizes = subject.Computation.Nodes
            .SelectMany(node => node.ResultType.Tensors).SelectMany(type => type.Shape).Where(size => size > 1).Distinct().OrderDescending();
        IEnumerable<Func<long, long>> maps =
        [
            size => Math.Min(size, 1),
            // A factor taken out of every size keeps both sides of a reshape equal.
            .. new long[] { 7, 5, 3, 2 }.Select(factor => (Func<long, long>)(size => size % factor == 0 ? size / factor : size)),
            .. sizes.SelectMany(from => new long[] { 1, 2, from - 1 }.Distinct().Where(to => to < from)
                .Select(to => (Func<long, long>)(size => size == from ? to : size))),
        ];
        foreach (Func<long, long> map in maps)
        {
            if (Resize(subject, map) is { } smaller)
            {
                yield return smaller;
            }
        }
    }

    private static Case? Resize(Case subject, Func<long, long> map)
    {
        try
        {
            ImmutableArray<Expr> parameters = [.. subject.Computation.Parameters.Select(parameter => Expr.Create(Resized(parameter.Op, map)))];
            ImmutableArray<Expr> results = Rebuilt(subject.Computation, parameters, map);
            return subject with
            {
                Computation = Computation.Create(subject.Computation.Name, parameters, results),
                Arguments = [.. subject.Arguments.Select(argument => Resized(argument, map))],
            };
        }
        catch (GraphException)
        {
            return null;
        }
    }

    private static ImmutableArray<Expr> Rebuilt(Computation whole, ImmutableArray<Expr> parameters, Func<long, long> map)
    {
        Dictionary<Expr, Expr> made = [];
        for (int place = 0; place < parameters.Length; place++)
        {
            made.Add(whole.Parameters[place], parameters[place]);
        }
        foreach (Expr node in whole.Nodes)
        {
            if (!made.ContainsKey(node))
            {
                made.Add(node, Expr.Create(Resized(node.Op, map), [.. node.Inputs.Select(input => made[input])]));
            }
        }
        return [.. whole.Results.Select(result => made[result])];
    }

    private static Op Resized(Op op, Func<long, long> map) => op switch
    {
        Parameter leaf => leaf with { Type = Resized(leaf.Type, map) },
        Constant constant => new Constant(Resized(constant.Value, map)),
        Iota iota => iota with { Type = Resized(iota.Type, map) },
        Reshape(var shape) => new Reshape(Resized(shape, map)),
        Broadcast(var shape, var axes) => new Broadcast(Resized(shape, map), axes),
        Slice(var start, var limit, var stride) => new Slice(start, Resized(limit, map), stride),
        RandomBits(var type) => new RandomBits(Resized(type, map)),
        Fold fold => fold with { Length = Resized(fold.Length, map) },
        Scan scan => scan with { Length = map(scan.Length), Body = Resized(scan.Body, map) },
        Call { Pullback: null, Pushforward: null } call => call with { Body = Resized(call.Body, map) },
        _ => op,
    };

    private static Computation Resized(Computation body, Func<long, long> map)
    {
        ImmutableArray<Expr> parameters = [.. body.Parameters.Select(parameter => Expr.Create(Resized(parameter.Op, map)))];
        return Computation.Create(body.Name, parameters, Rebuilt(body, parameters, map));
    }

    private static TensorType Resized(TensorType type, Func<long, long> map) => type.With(Resized(type.Shape, map));

    private static Shape Resized(Shape shape, Func<long, long> map) => [.. shape.Select(map)];

    // The leading part of each axis.
    private static Literal Resized(Literal literal, Func<long, long> map)
    {
        TensorType type = Resized(literal.Type, map);
        if (type == literal.Type)
        {
            return literal;
        }
        Shape strides = literal.Shape.Strides, counts = type.Shape.Strides;
        return Literals.Part(literal, type.Shape, index =>
            Enumerable.Range(0, type.Rank).Sum(axis => index / counts[axis] % type.Shape[axis] * strides[axis]));
    }
}
