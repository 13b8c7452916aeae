using static Graph.IR.Primitives;

namespace Graph.Transforms;

/// <summary>
/// The reverse derivative of a scan: the same scan, made to emit what is needed of each step, and a scan in the opposite direction. It carries the
/// cotangents of the carries and the sums of those of the constants; the cotangents of the sequences are its outputs.
/// </summary>
internal static class ScanReverse
{
    /// <summary>What each operand of a scan is contributed; null where it is reached by nothing.</summary>
    public static ImmutableArray<Expr?> Contributions(Expr y, ImmutableArray<Expr?> dys, ImmutableArray<bool> wanted)
    {
        Scan scan = (Scan)y.Op;
        Computation body = scan.Body;
        Step step = DifferentiateStep(scan, ScanParts.ActiveParameters(scan, wanted), dys);
        ImmutableArray<int> carries = [.. Places(0, scan.Carries).Where(place => step.Seeds[place] is not null)];
        ImmutableArray<int> sequences = [.. Places(scan.Carries, scan.Sequences).Where(place => step.Cotangents[place] is { IsZeroFill: false })];
        ImmutableArray<int> constants =
            [.. Places(scan.Carries + scan.Sequences, scan.Constants).Where(place => step.Cotangents[place] is { IsZeroFill: false })];
        ImmutableArray<int> outputs = [.. Places(scan.Carries, dys.Length - scan.Carries).Where(place => step.Seeds[place] is not null)];
        ImmutableArray<Expr> sums =
            [.. constants.Select(place => step.Labels.Leaf($"sum_d_{Labels.Of(body.Parameters[place])}", body.Parameters[place].Type))];

        ImmutableArray<Expr> results = new BackwardScan(y, step.Labels).Run(
            carries:
            [
                .. carries.Select(place => (step.Seeds[place]!, dys[place] ?? body.Results[place].ZerosLike())),
                .. sums.Select(sum => (sum, sum.ZerosLike())),
            ],
            sequences: [.. outputs.Select(place => (step.Seeds[place]!, dys[place]!))],
            results:
            [
                .. carries.Select(place => step.Cotangents[place] ?? body.Parameters[place].ZerosLike()),
                .. constants.Zip(sums, (place, sum) => sum + step.Cotangents[place]!),
                .. sequences.Select(place => step.Cotangents[place]!),
            ]);

        Expr?[] contributions = new Expr?[wanted.Length];
        for (int place = scan.Carries; place < wanted.Length; place++)
        {
            contributions[place] = step.Cotangents[place] is null ? null : y.Inputs[place].ZerosLike();
        }
        ImmutableArray<int> places = [.. carries, .. constants, .. sequences];
        for (int result = 0; result < places.Length; result++)
        {
            contributions[places[result]] = results[result];
        }
        return [.. contributions];
    }

    private static Step DifferentiateStep(Scan scan, ImmutableArray<bool> active, ImmutableArray<Expr?> dys)
    {
        Labels labels = new(scan.Body.Parameters);
        ImmutableArray<bool> reached = ScanParts.ReachedResults(scan, active, [.. dys.Select(dy => dy is not null)]);
        ImmutableArray<Expr?> seeds =
        [
            .. scan.Body.Results.Select((result, place) => reached[place] ? labels.Leaf($"d_{scan.Body.ResultNames[place]}", result.Type) : null),
        ];
        return new Step(labels, seeds, Pullback(scan.Body, seeds, active));
    }

    private static ImmutableArray<Expr?> Pullback(Computation body, ImmutableArray<Expr?> seeds, ImmutableArray<bool> active)
    {
        ImmutableArray<int> reached = [.. Places(0, seeds.Length).Where(place => seeds[place] is not null)];
        ImmutableArray<int> by = [.. Places(0, active.Length).Where(place => active[place])];
        ImmutableArray<Expr?> found = ReverseMode.Pullback(
            [.. reached.Select(place => body.Results[place])],
            [.. reached.Select(place => seeds[place]!)],
            [.. by.Select(place => body.Parameters[place])]);
        Expr?[] cotangents = new Expr?[active.Length];
        for (int place = 0; place < by.Length; place++)
        {
            cotangents[by[place]] = found[place];
        }
        return [.. cotangents];
    }

    private static IEnumerable<int> Places(int start, int count) => Enumerable.Range(start, count);

    /// <summary>The derivative of one step.</summary>
    /// <param name="Labels">The labels taken so far.</param>
    /// <param name="Seeds">A leaf for the cotangent of each result of the body that is reached.</param>
    /// <param name="Cotangents">The cotangent of each parameter of the body, by the body's own nodes and the seeds.</param>
    private sealed record Step(Labels Labels, ImmutableArray<Expr?> Seeds, ImmutableArray<Expr?> Cotangents);
}
