using Graph.Properties.Generation;

namespace Graph.Properties.Shrinking;

/// <summary>Smaller shapes: one size replaced by a smaller one wherever it stands. What no longer fits together is left out.</summary>
public static class SizeCuts
{
    /// <summary>Every cut of a case.</summary>
    public static IEnumerable<Case> Of(Case subject)
    {
        IEnumerable<long> sizes = subject.Computation.Nodes
            .SelectMany(node => node.ResultType.Tensors).SelectMany(type => type.Shape).Where(size => size > 1).Distinct().OrderDescending();
        foreach (long from in sizes)
        {
            foreach (long to in new long[] { 1, 2, from - 1 }.Distinct().Where(to => to < from))
            {
                if (Resize(subject, from, to) is { } smaller)
                {
                    yield return smaller;
                }
            }
        }
    }

    private static Case? Resize(Case subject, long from, long to)
    {
        try
        {
            ImmutableArray<Expr> parameters = [.. subject.Computation.Parameters.Select(parameter => Expr.Create(Resized(parameter.Op, from, to)))];
            ImmutableArray<Expr> results = Rebuilt(subject.Computation, parameters, from, to);
            return subject with
            {
                Computation = Computation.Create(subject.Computation.Name, parameters, results),
                Arguments = [.. subject.Arguments.Select(argument => Resized(argument, from, to))],
            };
        }
        catch (GraphException)
        {
            return null;
        }
    }

    private static ImmutableArray<Expr> Rebuilt(Computation whole, ImmutableArray<Expr> parameters, long from, long to)
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
                made.Add(node, Expr.Create(Resized(node.Op, from, to), [.. node.Inputs.Select(input => made[input])]));
            }
        }
        return [.. whole.Results.Select(result => made[result])];
    }

    private static Op Resized(Op op, long from, long to) => op switch
    {
        Parameter leaf => leaf with { Type = Resized(leaf.Type, from, to) },
        Constant constant => new Constant(Resized(constant.Value, from, to)),
        Iota iota => iota with { Type = Resized(iota.Type, from, to) },
        Reshape(var shape) => new Reshape(Resized(shape, from, to)),
        Broadcast(var shape, var axes) => new Broadcast(Resized(shape, from, to), axes),
        Slice(var start, var limit, var stride) => new Slice(start, Resized(limit, from, to), stride),
        RandomBits(var type) => new RandomBits(Resized(type, from, to)),
        Fold fold => fold with { Length = Resized(fold.Length, from, to) },
        Scan scan => scan with { Length = scan.Length == from ? to : scan.Length, Body = Resized(scan.Body, from, to) },
        Call { Pullback: null, Pushforward: null } call => call with { Body = Resized(call.Body, from, to) },
        _ => op,
    };

    private static Computation Resized(Computation body, long from, long to)
    {
        ImmutableArray<Expr> parameters = [.. body.Parameters.Select(parameter => Expr.Create(Resized(parameter.Op, from, to)))];
        return Computation.Create(body.Name, parameters, Rebuilt(body, parameters, from, to));
    }

    private static TensorType Resized(TensorType type, long from, long to) => type.With(Resized(type.Shape, from, to));

    private static Shape Resized(Shape shape, long from, long to) => [.. shape.Select(size => size == from ? to : size)];

    // The leading part of each axis.
    private static Literal Resized(Literal literal, long from, long to)
    {
        TensorType type = Resized(literal.Type, from, to);
        if (type == literal.Type)
        {
            return literal;
        }
        Shape strides = literal.Shape.Strides, counts = type.Shape.Strides;
        return Literals.Part(literal, type.Shape, index =>
            Enumerable.Range(0, type.Rank).Sum(axis => index / counts[axis] % type.Shape[axis] * strides[axis]));
    }
}
