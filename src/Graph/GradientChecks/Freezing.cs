using System.Globalization;

namespace Graph.GradientChecks;

/// <summary>Makes what stop-gradients stop further parameters, at any depth of loops and calls.</summary>
internal static class Freezing
{
    /// <summary>
    /// The function that takes its parameters, then the stopped values; and the one that takes its parameters and returns the stopped
    /// values.
    /// </summary>
    /// <returns>The function itself and null where nothing is stopped.</returns>
    public static (Computation Frozen, Computation? Stopped) Freeze(Computation function)
    {
        if (!Stops(function))
        {
            return (function, null);
        }
        HashSet<string> labels = [.. function.Parameters.Select(parameter => ((Parameter)parameter.Op).Label)];
        Dictionary<Expr, Expr> copies = new(function.Nodes.Length);
        List<Expr> leaves = [], stopped = [];
        Expr[] Stop(IEnumerable<Expr> values)
        {
            Expr[] added = [.. values.Select(value => Primitives.Leaf(Fresh(labels), value.Type))];
            stopped.AddRange(values);
            leaves.AddRange(added);
            return added;
        }
        foreach (Expr node in function.Nodes)
        {
            ImmutableArray<Expr> inputs = [.. node.Inputs.Select(input => copies[input])];
            copies[node] = node.Op switch
            {
                StopGradient => Stop([node])[0],
                Scan scan when Stops(scan.Body) => Freeze(node, scan, inputs, Stop),
                Call { Pullback: null, Pushforward: null } call when Stops(call.Body) => Freeze(node, call, inputs, Stop),
                _ => node.Update(inputs),
            };
        }
        Computation frozen = Computation.Create(
            function.Name, [.. function.Parameters, .. leaves], [.. function.Results.Select(result => copies[result])],
            function.ResultNames);
        return (frozen, Computation.Create($"{function.Name}.stopped", function.Parameters, [.. stopped]));
    }

    // A call that gives its derivative is differentiated by that alone, whatever its body stops.
    private static bool Stops(Computation function) => function.Nodes.Any(node => node.Op switch
    {
        StopGradient => true,
        Scan scan => Stops(scan.Body),
        Call { Pullback: null, Pushforward: null } call => Stops(call.Body),
        _ => false,
    });

    // The loop as it is gives the values of all steps; the frozen one takes them as sequences.
    private static Expr Freeze(Expr node, Scan scan, ImmutableArray<Expr> inputs, Func<IEnumerable<Expr>, Expr[]> stop)
    {
        (Computation frozen, Computation telling, int count) = Open(scan.Body);
        ImmutableArray<Expr> values = Expr.Create(scan with { Body = telling }, node.Inputs).Results()[^count..];
        int constants = scan.Carries + scan.Sequences;
        ImmutableArray<Expr> parameters =
            [.. frozen.Parameters[..constants], .. frozen.Parameters[^count..], .. frozen.Parameters[constants..^count]];
        Computation body = Computation.Create(frozen.Name, parameters, frozen.Results, frozen.ResultNames);
        return Expr.Create(
            scan with { Body = body, Sequences = scan.Sequences + count },
            [.. inputs[..constants], .. stop(values), .. inputs[constants..]]);
    }

    private static Expr Freeze(Expr node, Call call, ImmutableArray<Expr> inputs, Func<IEnumerable<Expr>, Expr[]> stop)
    {
        (Computation frozen, Computation telling, int count) = Open(call.Body);
        return Expr.Create(
            call with { Body = frozen }, [.. inputs, .. stop(Expr.Create(call with { Body = telling }, node.Inputs).Results()[^count..])]);
    }

    // The frozen body, and the body that returns what it stops behind its own results.
    private static (Computation Frozen, Computation Telling, int Count) Open(Computation body)
    {
        (Computation frozen, Computation? stopped) = Freeze(body);
        ImmutableArray<Expr> values = stopped!.Results;
        return (frozen, Computation.Create(body.Name, body.Parameters, [.. body.Results, .. values]), values.Length);
    }

    private static string Fresh(HashSet<string> taken)
    {
        int number = 0;
        while (!taken.Add("stopped" + number.ToString(CultureInfo.InvariantCulture)))
        {
            number++;
        }
        return "stopped" + number.ToString(CultureInfo.InvariantCulture);
    }
}
