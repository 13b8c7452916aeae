namespace Graph.Learning;

/// <summary>
/// What a step keeps and computes, as expressions: from the variables of a scope and the losses to the next value of everything.
/// </summary>
internal sealed class StepGraph
{
    private readonly Scope scope;
    private readonly int accumulation;
    private readonly List<GoalUpdates> goals = [];

    /// <param name="scope">A finished trace.</param>
    /// <param name="goals">What to make small.</param>
    /// <exception cref="GraphException">Nothing is trained, or the goals do not fit each other.</exception>
    public StepGraph(Scope scope, ImmutableArray<Goal> goals)
    {
        if (goals.IsEmpty)
        {
            throw new GraphException("a step of training has at least one goal");
        }
        this.scope = scope;
        accumulation = goals[0].Optimizer.AccumulationSteps;
        if (goals.Any(goal => goal.Optimizer.AccumulationSteps != accumulation))
        {
            throw new GraphException("the optimizers of one step accumulate gradients over the same number of batches");
        }
        if (goals.Length > 1 && !scope.AddedLosses.IsEmpty)
        {
            throw new GraphException(
                "layers have added losses, which belong to none of several goals; write scope.AddedLosses into one of them");
        }
        Rates = new RateOperands(scope.Element);
        HashSet<string> taken = [];
        foreach (Goal goal in goals)
        {
            Expr loss = scope.AddedLosses.Aggregate(goal.Loss, (sum, added) => sum + added);
            GoalUpdates updates = new(goal with { Loss = loss }, scope, Rates);
            if (updates.Trained.FirstOrDefault(variable => !taken.Add(variable.Path)) is { } twice)
            {
                throw new GraphException(
                    $"two goals of one step change the parameter '{twice.Path}'; add their losses, or name other parameters");
            }
            this.goals.Add(updates);
        }
    }

    public RateOperands Rates { get; }

    public ImmutableArray<Expr> Losses => [.. goals.Select(goal => goal.Loss)];

    /// <summary>Over how many batches gradients are averaged.</summary>
    public int Accumulation => accumulation;

    /// <summary>What is kept from step to step, the step's own key and counter last.</summary>
    public ImmutableArray<KeptLeaf> Kept =>
    [
        .. scope.Variables.Select(variable => new KeptLeaf(variable.Leaf, variable, 0)),
        .. goals.SelectMany(goal => goal.Kept),
        new KeptLeaf(scope.Step.Seed, null, 0),
        new KeptLeaf(scope.Step.Batch, null, 0),
    ];

    /// <summary>The next value of each kept leaf that changes.</summary>
    /// <param name="applies">Whether the step updates the parameters; else it only adds its gradients to those kept.</param>
    public Dictionary<Expr, Expr> Updates(bool applies)
    {
        Dictionary<Expr, Expr> next = new(ReferenceEqualityComparer.Instance);
        foreach ((Variable state, Expr value) in scope.Updates)
        {
            next.Add(state.Leaf, value);
        }
        Expr count = scope.Step.Batch + 1;
        Expr step = (accumulation == 1 ? count : count / accumulation).Cast(scope.Element);
        foreach (GoalUpdates goal in goals)
        {
            goal.AddTo(next, step, applies);
        }
        next.Add(scope.Step.Batch, count);
        return next;
    }
}
