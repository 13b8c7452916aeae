using static Graph.IR.Primitives;

namespace Graph.Transforms;

/// <summary>The forward derivative of a scan: a scan that carries the tangents of the carries beside them.</summary>
internal static class ScanForward
{
    /// <summary>The tangent of each result of a scan; null where it has none.</summary>
    public static ImmutableArray<Expr?> Tangents(Expr y, ImmutableArray<Expr?> tangents)
    {
        Scan scan = (Scan)y.Op;
        Computation body = scan.Body;
        ImmutableArray<bool> active = ScanParts.ActiveParameters(scan, [.. tangents.Select(tangent => tangent is not null)]);
        ImmutableArray<int> moving = [.. Enumerable.Range(0, active.Length).Where(place => active[place])];
        ImmutableArray<int> floats = [.. Enumerable.Range(0, body.Results.Length).Where(place => body.Results[place].Element.IsFloat)];
        Labels labels = new(body.Parameters);
        ImmutableArray<Expr> seeds = [.. moving.Select(place => labels.Leaf($"d_{Labels.Of(body.Parameters[place])}", body.Parameters[place].Type))];
        ImmutableArray<Expr?> steps = ForwardMode.Pushforward(
            [.. floats.Select(place => body.Results[place])], [.. moving.Select(place => body.Parameters[place])], seeds);

        Expr?[] stepTangents = new Expr?[body.Results.Length];
        for (int place = 0; place < floats.Length; place++)
        {
            stepTangents[floats[place]] = steps[place];
        }
        ImmutableArray<int> carries = [.. moving.Where(place => place < scan.Carries)];
        ImmutableArray<int> outputs = [.. Enumerable.Range(scan.Carries, body.Results.Length - scan.Carries).Where(place => stepTangents[place] is { IsZeroFill: false })];
        Computation doubled = Computation.Create(
            $"{body.Name}_pushforward",
            Interleave(scan, body.Parameters, moving, seeds),
            [
                .. body.Results[..scan.Carries],
                .. carries.Select(place => stepTangents[place] ?? body.Results[place].ZerosLike()),
                .. body.Results[scan.Carries..],
                .. outputs.Select(place => stepTangents[place]!),
            ]);
        ImmutableArray<Expr> operandTangents = [.. moving.Select(place => tangents[place] ?? y.Inputs[place].ZerosLike())];
        int sequences = scan.Sequences + moving.Count(place => place >= scan.Carries && place < scan.Carries + scan.Sequences);
        ImmutableArray<Expr> results = Expr.Create(
            new Scan(doubled, scan.Length, scan.Carries + carries.Length, sequences, scan.Reverse),
            Interleave(scan, y.Inputs, moving, operandTangents)).Results();

        Expr?[] derivatives = new Expr?[body.Results.Length];
        for (int place = scan.Carries; place < derivatives.Length; place++)
        {
            derivatives[place] = stepTangents[place] is null ? null : y.Result(place).ZerosLike();
        }
        for (int place = 0; place < carries.Length; place++)
        {
            derivatives[carries[place]] = results[scan.Carries + place];
        }
        for (int place = 0; place < outputs.Length; place++)
        {
            derivatives[outputs[place]] = results[carries.Length + body.Results.Length + place];
        }
        return [.. derivatives];
    }

    // The carries and their companions, the sequences and theirs, the constants and theirs.
    private static ImmutableArray<Expr> Interleave(Scan scan, ImmutableArray<Expr> all, ImmutableArray<int> places, ImmutableArray<Expr> companions)
    {
        (int first, int second) = (scan.Carries, scan.Carries + scan.Sequences);
        IEnumerable<Expr> Within(int from, int to) => companions.Where((_, place) => places[place] >= from && places[place] < to);
        return
        [
            .. all[..first], .. Within(0, first),
            .. all[first..second], .. Within(first, second),
            .. all[second..], .. Within(second, all.Length),
        ];
    }
}
