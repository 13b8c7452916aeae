namespace Graph.Learning;

/// <summary>A parameter that a goal changes, with what is kept for it.</summary>
internal sealed class TrainedParameter
{
    private readonly double weightDecay;
    private readonly Expr rate;
    private readonly ImmutableArray<Expr> slots;
    private readonly ImmutableArray<Slot> kinds;
    private readonly Expr? average;
    private readonly double averageDecay;

    public TrainedParameter(Variable variable, Optimizer optimizer, ParameterGroup? group, RateOperands rates)
    {
        Variable = variable;
        weightDecay = group?.WeightDecay ?? optimizer.WeightDecay;
        rate = rates.For(optimizer.LearningRate, group?.RateFactor ?? 1);
        kinds = optimizer.Slots;
        slots = [.. kinds.Select(slot => Leaf($"{KeptPaths.Optimizer}/{slot.Name}/{variable.Path}"))];
        if (optimizer.AverageDecay is { } decay)
        {
            (average, averageDecay) = (Leaf($"{KeptPaths.Average}/{variable.Path}"), decay);
        }
        if (optimizer.AccumulationSteps > 1)
        {
            Sum = Leaf($"{KeptPaths.Optimizer}/gradient/{variable.Path}");
        }
    }

    public Variable Variable { get; }

    /// <summary>The sum of the gradients since the last update; null where every batch is an update.</summary>
    public Expr? Sum { get; }

    /// <summary>Slots, average and sum; an average begins as the parameter does.</summary>
    public IEnumerable<KeptLeaf> Kept =>
    [
        .. slots.Zip(kinds, (leaf, slot) => new KeptLeaf(leaf, null, slot.Initial)),
        .. average is null ? (ReadOnlySpan<KeptLeaf>)[] : [new KeptLeaf(average, Variable, 0)],
        .. Sum is null ? (ReadOnlySpan<KeptLeaf>)[] : [new KeptLeaf(Sum, null, 0)],
    ];

    /// <summary>The mean of the gradients since the last update.</summary>
    public Expr Averaged(Expr gradient, int batches) => Sum is null ? gradient : (Sum + gradient) / (double)batches;

    public void AddTo(Dictionary<Expr, Expr> next, Expr gradient, Expr step, Optimizer optimizer)
    {
        Expr parameter = Variable.Leaf;
        if (weightDecay != 0 && !optimizer.DecaysByItself)
        {
            gradient += weightDecay * parameter;
        }
        ParameterUpdate update = optimizer.Update(parameter, gradient, slots, new UpdateOperands(rate, weightDecay, step));
        if (update.Slots.Length != slots.Length)
        {
            throw new GraphException($"{optimizer.GetType().Name} has {slots.Length} slots, but its update gives {update.Slots.Length}");
        }
        next.Add(parameter, update.Parameter);
        foreach ((Expr slot, Expr value) in slots.Zip(update.Slots))
        {
            next.Add(slot, value);
        }
        if (average is not null)
        {
            next.Add(average, (averageDecay * average) + ((1 - averageDecay) * update.Parameter));
        }
        if (Sum is not null)
        {
            next.Add(Sum, Primitives.Zeros(Sum.Type));
        }
    }

    private Expr Leaf(string label) => Primitives.Leaf(label, Variable.Type, LeafRole.StateLeaf);
}
