namespace Graph.Properties.Generation;

/// <summary>Operators that hold a computation.</summary>
public static class ControlMoves
{
    private const int DeepestNesting = 2;

    /// <summary>A loop of none to four steps with random carries, sequences and constants, in either direction.</summary>
    public static Expr? Scan(Sketch s)
    {
        if (s.Depth >= DeepestNesting)
        {
            return null;
        }
        long length = s.Draw.Weighted<long>([(1, 0), (2, 1), (4, 2), (4, 3), (1, 4)]);
        Sketch body = new(s.Draw.Split(s.Draw.Bits()), s.Profile, s.Depth + 1);
        int carries = s.Draw.Weighted<int>([(2, 0), (6, 1), (3, 2)]);
        int sequences = s.Draw.Weighted<int>([(2, 0), (5, 1), (2, 2)]);
        ImmutableArray<TensorType> inner = [.. Enumerable.Range(0, carries + sequences).Select(_ => SmallType(s))];
        foreach (TensorType type in inner)
        {
            body.Parameter(type);
        }
        Grow(body, s.Draw.Between(1, 5));
        ImmutableArray<Expr> results =
        [
            .. inner[..carries].Select(type => ResultOf(body, type)),
            .. Enumerable.Range(0, s.Draw.Weighted<int>([(carries == 0 ? 0 : 3, 0), (5, 1), (2, 2)])).Select(_ => body.Find(_ => true)!),
        ];
        Computation step = Computation.Create("step", [.. body.Parameters.Select(p => p.Leaf)], results);
        ImmutableArray<Expr> operands =
        [
            .. step.Parameters.Select((parameter, place) =>
                s.Of(place >= carries && place < carries + sequences ? parameter.Type.With([length, .. parameter.Shape]) : parameter.Type)),
        ];
        return Expr.Create(new Scan(step, length, carries, sequences, s.Draw.Chance(0.35)), operands);
    }

    /// <summary>A function called, perhaps twice; now and then with a derivative of the user's, or kept as a unit.</summary>
    public static Expr? Call(Sketch s)
    {
        if (s.Depth >= DeepestNesting)
        {
            return null;
        }
        Sketch inner = new(s.Draw.Split(s.Draw.Bits()), s.Profile, s.Depth + 1);
        for (int count = s.Draw.Between(0, 2); count > 0; count--)
        {
            inner.Parameter(s.Find(_ => true)?.Type ?? s.Type());
        }
        Grow(inner, s.Draw.Between(1, 4));
        ImmutableArray<Expr> results = [.. Enumerable.Range(0, s.Draw.Weighted<int>([(4, 1), (2, 2)])).Select(_ => inner.Find(_ => true)!)];
        Computation body = Computation.Create("function", [.. inner.Parameters.Select(p => p.Leaf)], results);
        (Computation? pullback, Computation? pushforward) = s.Draw.Chance(0.15) ? CustomDerivatives(s, body) : default;
        Call call = new(body, pullback, pushforward, Keep: s.Draw.Chance(0.3));
        return Expr.Create(call, [.. body.Parameters.Select(parameter => s.Of(parameter.Type))]);
    }

    private static (Computation?, Computation?) CustomDerivatives(Sketch s, Computation body)
    {
        ImmutableArray<TensorType> inputs = [.. body.Parameters.Select(x => x.Type)];
        ImmutableArray<TensorType> results = [.. body.Results.Select(x => x.Type)];
        ImmutableArray<TensorType> floatInputs = [.. inputs.Where(type => type.Element.IsFloat)];
        ImmutableArray<TensorType> floatResults = [.. results.Where(type => type.Element.IsFloat)];
        int which = s.Draw.Below(3);
        return (
            which != 1 ? Function(s, "pullback", [.. inputs, .. results, .. floatResults], floatInputs) : null,
            which != 0 ? Function(s, "pushforward", [.. inputs, .. floatInputs], floatResults) : null);
    }

    private static Computation Function(Sketch s, string name, ImmutableArray<TensorType> takes, ImmutableArray<TensorType> returns)
    {
        Sketch inner = new(s.Draw.Split(s.Draw.Bits()), s.Profile, s.Depth + 1);
        ImmutableArray<Expr> leaves = [.. takes.Select((type, place) => Primitives.Leaf($"q{place}", type))];
        foreach (Expr leaf in leaves)
        {
            inner.Keep(leaf);
        }
        ImmutableArray<Expr> results = [.. returns.Select(type => leaves.IsEmpty ? Sketch.Number(Primitives.Zeros(type), 1) : ResultOf(inner, type).Tanh())];
        return Computation.Create(name, leaves, results);
    }

    private static void Grow(Sketch sketch, int moves)
    {
        if (sketch.Pool.Count == 0)
        {
            sketch.Parameter(sketch.Type());
        }
        for (int count = 0; count < moves; count++)
        {
            if (Moves.Pick(sketch)(sketch) is { } made)
            {
                sketch.Keep(made);
            }
        }
    }

    private static Expr ResultOf(Sketch body, TensorType type)
    {
        Expr? same = body.Find(x => x.Type == type && x.Op is not Parameter) ?? (body.Draw.Chance(0.3) ? body.Find(x => x.Type == type) : null);
        Expr? near = body.Find(x => x.Element == type.Element && x.Op is not Parameter) ?? body.Find(x => x.Element == type.Element);
        return same ?? (near is null ? Sketch.Coerced(body.Find(_ => true)!, type) : Sketch.Coerced(near, type));
    }

    private static TensorType SmallType(Sketch s)
    {
        TensorType type = s.Type();
        return type.ElementCount <= 20 ? type : type.With(type.Shape[..1]);
    }
}
