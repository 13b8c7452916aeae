namespace Graph.Properties.Generation;

/// <summary>Draws well-typed computations of 1 to about 25 operators; every operator, kind and element type is within reach.</summary>
public static class CaseGenerator
{
    /// <summary>The case of a seed and an index; always the same one.</summary>
    public static Case Generate(ulong seed, long index)
    {
        Draw draw = new Draw(seed).Split((ulong)index);
        Profile profile = draw.Weighted(Profile.All.AsSpan());
        Sketch sketch = new(draw.Split("sketch"), profile);
        for (int leaves = draw.Between(1, 3); leaves > 0; leaves--)
        {
            sketch.Leaf(sketch.Type());
        }
        int moves = draw.Weighted<int>([(3, 1), (4, 2), (5, 4), (6, 7), (5, 11), (3, 16)]);
        for (int count = 0; count < moves; count++)
        {
            if (Moves.Pick(sketch)(sketch) is { } made)
            {
                sketch.Keep(made);
            }
        }
        ImmutableArray<Expr> results = Results(draw.Split("results"), sketch);
        Computation computation = Computation.Create("case", [.. sketch.Parameters.Select(p => p.Leaf)], results);
        return new Case(seed, index, profile, computation, [.. sketch.Parameters.Select(p => p.Value)]);
    }

    // What nothing else uses, latest first; now and then something used as well, or the same result twice, or a parameter itself.
    private static ImmutableArray<Expr> Results(Draw draw, Sketch sketch)
    {
        Dictionary<Expr, int> uses = Traversal.CountUses([.. sketch.Pool]);
        Expr[] unused = [.. sketch.Pool.Distinct().Where(x => uses[x] == sketch.Pool.Count(y => ReferenceEquals(x, y))).Reverse()];
        List<Expr> results = [.. unused.Where(x => x.Op is not (Parameter or Constant)).Take(draw.Weighted<int>([(3, 1), (4, 2), (3, 3), (2, 5)]))];
        if (results.Count == 0 || draw.Chance(0.15))
        {
            results.Add(sketch.Pool[draw.Below(sketch.Pool.Count)]);
        }
        if (draw.Chance(0.05))
        {
            results.Add(results[0]);
        }
        return [.. results];
    }
}
