namespace Graph.Transforms;

/// <summary>The derivatives of a call: the user's where given, else a call of the derivative of its body.</summary>
/// <remarks>A derivative that is given for one mode alone serves the other transposed: it is linear in what it takes the derivative of.</remarks>
internal static class CallRules
{
    /// <summary>Reverse mode: what each operand is contributed.</summary>
    /// <exception cref="GraphException">The call gives a derivative for forward mode only, which is not linear in its tangents.</exception>
    public static ImmutableArray<Expr?> Contributions(Expr y, ImmutableArray<Expr?> dys, ImmutableArray<bool> wanted)
    {
        Call call = (Call)y.Op;
        if (call.Pullback is { } given)
        {
            ImmutableArray<Expr> results = y.Results();
            IEnumerable<Expr> cotangents = results.Select((result, place) => dys[place] ?? result.ZerosLike()).Where(cotangent => cotangent.Element.IsFloat);
            ImmutableArray<Expr> gradients = Apply(given, call.Keep, [.. y.Inputs, .. results, .. cotangents]);
            return OfFloats(y.Inputs, gradients);
        }
        if (call.Pushforward is { } forward)
        {
            return Transposed(call, new("pushforward", "tangents", "reverse mode"), forward, y.Inputs, y.Results(), dys, y.Inputs);
        }
        Computation body = call.Body;
        ImmutableArray<int> reached = [.. Enumerable.Range(0, dys.Length).Where(place => dys[place] is not null)];
        ImmutableArray<int> active = [.. Enumerable.Range(0, wanted.Length).Where(place => wanted[place])];
        Labels labels = new(body.Parameters);
        ImmutableArray<Expr> seeds = [.. reached.Select(place => labels.Leaf($"d_{body.ResultNames[place]}", body.Results[place].Type))];
        ImmutableArray<Expr?> derivatives = ReverseMode.Pullback(
            [.. reached.Select(place => body.Results[place])], seeds, [.. active.Select(place => body.Parameters[place])]);
        return Spread(call, $"{body.Name}_pullback", [.. body.Parameters, .. seeds], derivatives, [.. y.Inputs, .. reached.Select(place => dys[place]!)], active, wanted.Length);
    }

    /// <summary>Forward mode: the tangent of each result; null where it has none.</summary>
    /// <exception cref="GraphException">The call gives a derivative for reverse mode only, which is not linear in its cotangents.</exception>
    public static ImmutableArray<Expr?> Tangents(Expr y, ImmutableArray<Expr?> tangents)
    {
        Call call = (Call)y.Op;
        if (call.Pushforward is { } given)
        {
            IEnumerable<Expr> filled = y.Inputs.Select((input, place) => tangents[place] ?? input.ZerosLike()).Where(tangent => tangent.Element.IsFloat);
            return OfFloats(y.Results(), Apply(given, call.Keep, [.. y.Inputs, .. filled]));
        }
        if (call.Pullback is { } reverse)
        {
            return Transposed(call, new("pullback", "cotangents", "forward mode"), reverse, [.. y.Inputs, .. y.Results()], y.Inputs, tangents, y.Results());
        }
        Computation body = call.Body;
        ImmutableArray<int> active = [.. Enumerable.Range(0, tangents.Length).Where(place => tangents[place] is not null)];
        ImmutableArray<int> floats = [.. Enumerable.Range(0, body.Results.Length).Where(place => body.Results[place].Element.IsFloat)];
        Labels labels = new(body.Parameters);
        ImmutableArray<Expr> seeds = [.. active.Select(place => labels.Leaf($"d_{Labels.Of(body.Parameters[place])}", body.Parameters[place].Type))];
        ImmutableArray<Expr?> derivatives = ForwardMode.Pushforward(
            [.. floats.Select(place => body.Results[place])], [.. active.Select(place => body.Parameters[place])], seeds);
        return Spread(call, $"{body.Name}_pushforward", [.. body.Parameters, .. seeds], derivatives, [.. y.Inputs, .. active.Select(place => tangents[place]!)], floats, body.Results.Length);
    }

    // A derivative takes values, then the derivatives of some floats `from`, and returns those of others `to`. Its transpose takes the same values, then
    // the derivatives of `to`, as far as there are any, and returns those of `from`.
    private static ImmutableArray<Expr?> Transposed(
        Call call, Given role, Computation given, ImmutableArray<Expr> values, ImmutableArray<Expr> to, ImmutableArray<Expr?> derivatives, ImmutableArray<Expr> from)
    {
        ImmutableArray<int> known = [.. Enumerable.Range(0, to.Length).Where(place => derivatives[place] is not null)];
        ImmutableArray<int> floats = [.. Enumerable.Range(0, from.Length).Where(place => from[place].Element.IsFloat)];
        ImmutableArray<Expr> results = [.. known.Select(place => given.Results[to[..place].Count(expression => expression.Element.IsFloat)])];
        ImmutableArray<Expr> linear = given.Parameters[values.Length..];
        Labels labels = new(given.Parameters);
        ImmutableArray<Expr> seeds = [.. results.Select((result, place) => labels.Leaf($"seed{place}", result.Type))];
        ImmutableArray<Expr?> transposed = ReverseMode.Pullback(results, seeds, linear);
        ImmutableArray<Expr> present = [.. transposed.OfType<Expr>()];
        if (present.IsEmpty)
        {
            return [.. from.Select(_ => (Expr?)null)];
        }
        // A loop may carry what it is linear in along without using it.
        Computation whole = Passes.EliminateDeadCode.Run(Computation.Create("transpose", [.. given.Parameters, .. seeds], present), new PassLog());
        HashSet<Expr> used = [.. Traversal.TopologicalOrder(whole.Results)];
        if (whole.Parameters[values.Length..given.Parameters.Length].Any(used.Contains))
        {
            throw new GraphException(
                $"the {role.Derivative} of the call @{call.Body.Name} is not linear in its {role.Of}, so it cannot be transposed, and {role.Mode} cannot go through the call");
        }
        int next = 0;
        transposed = [.. transposed.Select(derivative => derivative is null ? null : whole.Results[next++])];
        ImmutableArray<Expr> parameters = [.. whole.Parameters[..values.Length], .. whole.Parameters[given.Parameters.Length..]];
        return Spread(call, $"{given.Name}_transpose", parameters, transposed, [.. values, .. known.Select(place => derivatives[place]!)], floats, from.Length);
    }

    // Calls a function with those of its results that exist, and puts them at the given places.
    private static ImmutableArray<Expr?> Spread(
        Call call, string name, ImmutableArray<Expr> parameters, ImmutableArray<Expr?> results, ImmutableArray<Expr> operands, ImmutableArray<int> places, int count)
    {
        ImmutableArray<int> present = [.. Enumerable.Range(0, results.Length).Where(place => results[place] is not null)];
        Expr?[] spread = new Expr?[count];
        if (present.IsEmpty)
        {
            return [.. spread];
        }
        ImmutableArray<Expr> values = Apply(Computation.Create(name, parameters, [.. present.Select(place => results[place]!)]), call.Keep, operands);
        for (int place = 0; place < present.Length; place++)
        {
            spread[places[present[place]]] = values[place];
        }
        return [.. spread];
    }

    private static ImmutableArray<Expr> Apply(Computation function, bool keep, ImmutableArray<Expr> operands) =>
        function.Results.IsEmpty ? [] : Expr.Create(new Call(function, Keep: keep), operands).Results();

    // The derivatives a user gives are of the floats alone.
    private static ImmutableArray<Expr?> OfFloats(ImmutableArray<Expr> all, ImmutableArray<Expr> derivatives)
    {
        int next = 0;
        return [.. all.Select(expression => expression.Element.IsFloat ? derivatives[next++] : null)];
    }

    // What a derivative is called, what it is linear in, and the mode that lacks one.
    private sealed record Given(string Derivative, string Of, string Mode);
}
