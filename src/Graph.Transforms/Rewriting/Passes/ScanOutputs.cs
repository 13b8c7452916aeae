namespace Graph.Transforms;

/// <summary>
/// What a loop only puts out, and makes of values that are at hand behind it (sequences, constants, other outputs), is made there, for all steps at once. A
/// contraction with a constant is worth putting out its other operand instead.
/// </summary>
internal sealed class ScanOutputs
{
    private readonly Loop loop;
    private readonly PassLog log;
    private readonly LoopInvariants invariants;
    private readonly Dictionary<Expr, int> uses;
    private readonly Dictionary<Expr, Expr> behind;

    private ScanOutputs(Expr node, PassLog log)
    {
        this.log = log;
        loop = new Loop(node);
        invariants = new LoopInvariants(loop);
        uses = Traversal.CountUses(loop.Results);
        behind = loop.Sequences.ToDictionary(port => port.Leaf, port => port.Operand);
    }

    public static Computation Run(Computation computation, PassLog log) =>
        computation.Nodes.Any(node => node.Op is Scan)
            ? computation.RebuildResults((_, updated) => updated.Op is Scan ? new ScanOutputs(updated, log).Sink() : null)
            : computation;

    private ImmutableArray<Expr>? Sink()
    {
        ImmutableArray<Expr> outputs = [.. loop.Outputs];
        Stack<Expr> moved = new();
        while (loop.Outputs.Find(output => uses[output] == 1 && CanMove(output)) is { } output)
        {
            Move(output);
            moved.Push(output);
        }
        return moved.Count == 0 ? null : Rebuild(outputs, moved);
    }

    private bool CanMove(Expr output)
    {
        if (output.Inputs.IsEmpty || output.IsTuple || output.Op is Project || invariants.IsInvariant(output))
        {
            return false;
        }
        bool atHand = output.Inputs.All(IsAtHand);
        bool oneConstant = output.Op is Contract && output.Inputs.Any(invariants.IsInvariant);
        return (atHand || oneConstant) && HasForm(output);
    }

    private bool IsAtHand(Expr value) => behind.ContainsKey(value) || loop.Outputs.Contains(value) || invariants.IsInvariant(value);

    /// <summary>Asks with leaves of the stacked types in place of operands that the loop has yet to put out.</summary>
    private bool HasForm(Expr output)
    {
        ImmutableArray<bool> isStacked = [.. output.Inputs.Select(input => !invariants.IsInvariant(input))];
        ImmutableArray<Expr> operands = [.. output.Inputs.Select((input, place) => isStacked[place]
            ? Primitives.Leaf("stack", input.Type.With([loop.Length, .. input.Shape]))
            : input)];
        return Batching.Stack(output, operands, isStacked, loop.Length) is not null;
    }

    private void Move(Expr output)
    {
        log.Count("output-behind-scan");
        loop.Outputs.Remove(output);
        foreach (Expr input in output.Inputs)
        {
            uses[input]--;
            if (!IsAtHand(input))
            {
                loop.AddOutput(input);
                uses[input]++;
            }
        }
    }

    private ImmutableArray<Expr> Rebuild(ImmutableArray<Expr> outputs, Stack<Expr> moved)
    {
        ImmutableArray<Expr> built = loop.Build();
        for (int place = 0; place < loop.Outputs.Count; place++)
        {
            behind[loop.Outputs[place]] = built[loop.Carries.Count + place];
        }
        foreach (Expr output in moved)
        {
            using Origin.Extent extent = Origin.Replacing(output.Origin);
            ImmutableArray<bool> isStacked = [.. output.Inputs.Select(input => !invariants.IsInvariant(input))];
            ImmutableArray<Expr> operands = [.. output.Inputs.Select(input => invariants.Outside(input) ?? behind[input])];
            behind[output] = Batching.Stack(output, operands, isStacked, loop.Length)!;
        }
        return [.. built[..loop.Carries.Count], .. outputs.Select(output => behind[output])];
    }
}
